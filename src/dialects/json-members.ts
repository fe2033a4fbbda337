/** A member of a JSON object and where its value's bytes lie: from `start` up to, not including, `end`. */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

// No document that is accepted has as many values in all; reading them would only take time.
const MAX_MEMBERS = 10_000;

/**
 * The members of the object that makes up a JSON document, by byte range, duplicates included; null when the bytes
 * are no object, or one of too many members. Nested values are skipped without a stack, so depth costs nothing. What lies inside a value is not
 * checked here: whoever uses a value parses exactly its bytes.
 */
export function membersOf(json: Buffer): Member[] | null {
  const members: Member[] = [];
  let at = skipSpace(json, 0);
  if (json[at] !== 0x7b) return null;
  at = skipSpace(json, at + 1);
  if (json[at] === 0x7d) return atEnd(json, at + 1) ? members : null;
  for (;;) {
    const nameEnd = json[at] === QUOTE ? stringEnd(json, at) : -1;
    const name = nameEnd < 0 ? null : decodeString(json.subarray(at, nameEnd));
    if (name === null) return null;
    at = skipSpace(json, nameEnd);
    if (json[at] !== COLON) return null;
    const start = skipSpace(json, at + 1);
    const end = valueEnd(json, start);
    if (end <= start) return null;
    members.push({ name, start, end });
    if (members.length > MAX_MEMBERS) return null;
    at = skipSpace(json, end);
    if (json[at] === 0x7d) return atEnd(json, at + 1) ? members : null;
    if (json[at] !== COMMA) return null;
    at = skipSpace(json, at + 1);
  }
}

/** The text a JSON string's bytes stand for; null when they are no JSON string. */
export function decodeString(bytes: Buffer): string | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1;
  return at;
}

function atEnd(json: Buffer, from: number): boolean {
  return skipSpace(json, from) === json.length;
}

/** Where the string that opens at `from` ends; -1 when it does not. */
function stringEnd(json: Buffer, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    if (json[at] === BACKSLASH) at += 1;
    else if (json[at] === QUOTE) return at + 1;
  }
  return -1;
}

/** Where the value that begins at `from` ends; -1 when it does not. */
function valueEnd(json: Buffer, from: number): number {
  if (json[from] === QUOTE) return stringEnd(json, from);
  let depth = 0;
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) {
      if (depth === 0) return -1;
      at = stringEnd(json, at) - 1;
      if (at < 0) return -1;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth === 0 && at !== from) return -1;
      depth += 1;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
      return at;
    }
  }
  return -1;
}
