import { NumberText } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { hash } from './random.ts';

/** How an answer is spelled: all spellings say the same, so that only a verifier of the bytes as sent accepts them all. */
export interface Style {
  /** Members in reverse order. */
  readonly reversed: boolean;
  /** `/` as `\/`, as Alipay's gateway has been seen to write. */
  readonly escapedSlashes: boolean;
  /** PAY_QUERY: `signature` before `response`. */
  readonly signatureFirst: boolean;
}

/** The style of every answer to this identifier: plain for some, odd for others, always the same for one. */
export function styleOf(id: string): Style {
  const bits = hash(id);
  return { reversed: bits % 3 === 1, escapedSlashes: bits % 5 < 2, signatureFirst: bits % 7 < 2 };
}

/** Compact JSON in that style. */
export function write(value: JsonObject, style: Style): string {
  const text = JSON.stringify(style.reversed ? reversed(value) : value);
  // A slash stands only inside strings, and there `\/` means the same.
  return style.escapedSlashes ? text.replaceAll('/', '\\/') : text;
}

function reversed(value: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return value;
  if (isList(value)) return value.map((item) => reversed(item) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
