import { countJson, repeatedIn, UnreasonableJsonError, type JsonPath } from './json-scan.ts';

declare global {
  // Node 24 has it; TypeScript's library does not describe it yet.
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** Stands where an object has several members of one name: which of them counts cannot be told. */
export const REPEATED: unique symbol = Symbol('a member that is there more than once');

/** A JSON value whose numbers are still the text they were written as. */
export type SourceJson = string | boolean | null | typeof REPEATED | SourceJson[] | { [key: string]: SourceJson };

/**
 * Parses JSON with every number kept as its source text, so that no amount passes through a float. Throws SyntaxError,
 * and UnreasonableJsonError for what is longer or deeper than anything that is meant to be read, or has a backslash in a name.
 */
export function parseSourceJson(text: string): SourceJson {
  const { names, hasNumbers } = countJson(text);
  // A reviver takes ten times as long as parsing, and most answers hold texts alone.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- what is left is exactly the values of SourceJson
  const json: SourceJson = hasNumbers ? JSON.parse(text, withSource) : JSON.parse(text);
  // Of members with one name parsing leaves one, and which they are is looked for only when some are missing. V8 was seen to
  // take names that are written with an escape for others that have a backslash, so that with escapes the count says
  // nothing, and a member with such a name may be any other.
  const hasEscapes = text.includes('\\');
  if (hasEscapes && hasName(json, (name) => name.includes('\\')))
    throw new UnreasonableJsonError('a name with a backslash');
  if (hasEscapes || membersIn(json) < names) for (const path of repeatedIn(text)) mark(json, path);
  return json;
}

/** Whether a member, at whatever depth, has such a name. */
function hasName(json: unknown, isSuch: (name: string) => boolean): boolean {
  if (typeof json !== 'object' || json === null || JSON.isRawJSON(json)) return false;
  return Object.entries(json).some(([name, held]) => isSuch(name) || hasName(held, isSuch));
}

/** Whether it is written with an escape in any case. A name that is taken for another has got a backslash by that. */
function needsEscape(name: string): boolean {
  return JSON.stringify(name).includes('\\');
}

/** How many members its objects have in all. */
function membersIn(json: SourceJson): number {
  if (typeof json !== 'object' || json === null) return 0;
  let members = 0;
  if (Array.isArray(json)) {
    for (const item of json) members += membersIn(item);
    return members;
  }
  for (const name of Object.keys(json)) members += 1 + membersIn(json[name] ?? null);
  return members;
}

function withSource(_key: string, value: SourceJson | number, context?: { source?: string }): SourceJson {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
}

/**
 * Parses JSON for showing it: numbers keep their source text and print as numbers. Text that is no JSON is shown as a
 * string, and so is JSON that would lose something: a name that is there twice, or is written with an escape, which V8
 * takes for another that it has read before; more than anybody would read.
 */
export function presentJson(text: string): unknown {
  try {
    countJson(text);
    if (repeatedIn(text).length > 0) return text;
    const json = parsedAsWritten(text);
    return text.includes('\\') && hasName(json, needsEscape) ? text : json;
  } catch {
    return text;
  }
}

/** Parses JSON so that its numbers print as they were written. Throws SyntaxError. */
export function parsedAsWritten(text: string): unknown {
  const value: unknown = JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? JSON.rawJSON(context.source) : value,
  );
  return value;
}

/** Puts the mark in place of the member. What leads to it may be a member that is marked itself, or gone with it. */
function mark(json: SourceJson, path: JsonPath): void {
  let holder: SourceJson | undefined = json;
  for (const key of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return;
    holder = Array.isArray(holder) ? holder[Number(key)] : holder[key];
  }
  const name = path.at(-1);
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder) || name === undefined) return;
  // Not by assignment, which for some names does something else.
  Object.defineProperty(holder, name, { value: REPEATED, enumerable: true, configurable: true, writable: true });
}
