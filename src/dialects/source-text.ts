import { parseSourceJson, type SourceJson } from '../domain/json.ts';
import { membersOf } from './json-members.ts';

/** Where a member stands whose text holds JSON. */
export interface HeldJson {
  readonly path: readonly string[];
  /** Whether the object it is a member of may be sent as a text as well. */
  readonly holderMayBeText?: true;
}

/**
 * The JSON with the object or list at the path replaced by the text it was written as. The documents call these members
 * text that holds JSON; where an answer holds the JSON itself, writing it out again would change its numbers.
 */
export function withSourceText(json: SourceJson, source: () => string, { path, ...more }: HeldJson): SourceJson {
  const [name, ...rest] = path;
  if (name === undefined) return json !== null && typeof json === 'object' ? source() : json;
  if (typeof json === 'string' && rest.length === 0 && more.holderMayBeText) {
    const held = parseHeld(json);
    return isObject(held) ? withSourceText(held, () => json, { path }) : json;
  }
  if (!isObject(json) || !Object.hasOwn(json, name)) return json;
  const value = withSourceText(json[name] ?? null, () => memberText(source(), name), { path: rest, ...more });
  return { ...json, [name]: value };
}

/**
 * What a string that should have been an object, or a list, holds; the string itself when that is no JSON. Throws
 * UnreasonableJsonError.
 */
export function parseHeld(text: string): SourceJson {
  try {
    return parseSourceJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Whether it is an object and no list. */
export function isObject(json: SourceJson): json is Record<string, SourceJson> {
  return json !== null && typeof json === 'object' && !Array.isArray(json);
}

/** The text of a member's value. Of members with one name the last counts, as it does for JSON.parse. */
function memberText(json: string, name: string): string {
  const bytes = Buffer.from(json);
  const member = membersOf(bytes)?.findLast((each) => each.name === name);
  return member === undefined ? '' : bytes.toString('utf8', member.start, member.end);
}
