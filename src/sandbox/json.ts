/** A JSON value. */
export type Json = string | number | boolean | null | NumberText | readonly Json[] | JsonObject;

/** A number that is written exactly as its text says, however long. */
export class NumberText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toJSON(): object {
    return JSON.rawJSON(this.#text);
  }
}

/** A JSON object; a member that is undefined is not written. */
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/** Whether the value is an object with members, as opposed to a list or null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object the text says; undefined for anything else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a body that is valid UTF-8; undefined for other bytes. A byte order mark is kept: it was signed too. */
export function strictText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether the value can be an identifier: a string of 1 to `most` characters. */
export function isIdentifier(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && Array.from(value).length <= most;
}
