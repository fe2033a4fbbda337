/** Where a member stands: the names and positions that lead to it from the top. */
export type JsonPath = readonly (string | number)[];

/** It may be JSON, but reading it would take longer than anything that is meant to be read. */
export class UnreasonableJsonError extends Error {
  override readonly name = 'UnreasonableJsonError';
}

// The longest answers of these APIs have a few hundred values, six levels deep.
const MAX_VALUES = 10_000;
const MAX_DEPTH = 64;

interface Level {
  /** The names so far; null in a list. */
  readonly names: Set<string> | null;
  /** Of the member or item that is being read. */
  at: string | number;
  /** Whether the next text is a name. */
  expectsName: boolean;
}

/** What is counted in a JSON text. */
export interface JsonCount {
  /** Of members, of whatever object: those of one name count each time. */
  readonly names: number;
  /** Whether there is a number anywhere. */
  readonly hasNumbers: boolean;
}

/**
 * Looks over a text before any parser gets to see it. What it says of a text that is no JSON means nothing. Throws
 * `UnreasonableJsonError`.
 */
export function countJson(json: string): JsonCount {
  let names = 0;
  let hasNumbers = false;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    switch (unit) {
      case 0x22:
        at = textEnd(json, at);
        break;
      case 0x7b:
      case 0x5b:
        values += 1;
        depth += 1;
        if (depth > MAX_DEPTH) throw new UnreasonableJsonError(`JSON nested more than ${MAX_DEPTH} deep`);
        break;
      case 0x7d:
      case 0x5d:
        if (depth > 0) depth -= 1;
        break;
      case 0x2c:
        values += 1;
        break;
      case 0x3a:
        names += 1;
        break;
      default:
        // A digit outside of texts.
        if (unit >= 0x30 && unit <= 0x39) hasNumbers = true;
    }
    if (values > MAX_VALUES) throw new UnreasonableJsonError(`JSON of more than ${MAX_VALUES} values`);
  }
  return { names, hasNumbers };
}

/**
 * The members of a JSON text whose names were there before in the same object: JSON.parse takes the last one and tells
 * nobody. To be asked of what `countJson` finds reasonable.
 */
export function repeatedIn(json: string): JsonPath[] {
  const repeated: JsonPath[] = [];
  const levels: Level[] = [];
  let level: Level | undefined;
  for (let at = 0; at < json.length; at += 1) {
    switch (json.charCodeAt(at)) {
      case 0x22: {
        const end = textEnd(json, at);
        if (level?.expectsName === true) {
          const name = nameIn(json.slice(at + 1, end));
          level.at = name;
          level.expectsName = false;
          if (level.names?.has(name) === true) repeated.push(levels.map((each) => each.at));
          else level.names?.add(name);
        }
        at = end;
        break;
      }
      case 0x7b:
      case 0x5b:
        level = json[at] === '{' ? { names: new Set(), at: '', expectsName: true } : LIST();
        levels.push(level);
        break;
      case 0x7d:
      case 0x5d:
        levels.pop();
        level = levels.at(-1);
        break;
      case 0x2c:
        if (typeof level?.at === 'number') level.at += 1;
        else if (level !== undefined) level.expectsName = true;
        break;
    }
  }
  return repeated;
}

const LIST = (): Level => ({ names: null, at: 0, expectsName: false });

/** Where the text that opens at `from` closes. */
function textEnd(json: string, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === 0x5c) at += 1;
    else if (unit === 0x22) return at;
  }
  return json.length;
}

/** The name that is written so: one name can be written in many ways. */
function nameIn(written: string): string {
  if (!written.includes('\\')) return written;
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    // No JSON at all, as the parser will say.
    return written;
  }
}
