import { z } from 'zod';
import { MalformedAnswerError } from '../domain/errors.ts';
import { parseSourceJson, REPEATED, type SourceJson } from '../domain/json.ts';
import { UnreasonableJsonError } from '../domain/json-scan.ts';
import { moneyFromMajor, moneyFromMinor, NotAnAmountError, type Money } from '../domain/money.ts';
import { parseDateTime, type DateTime } from '../domain/time.ts';
import { isObject, parseHeld, withSourceText, type HeldJson } from './source-text.ts';

// The three APIs document every scalar as a string; recorded answers also hold numbers and booleans. Numbers are
// already their source text here (parseSourceJson), so only booleans are left to turn into text. A value of another
// kind is a fault where a wrong reading would be dangerous: in amounts, results and the identifiers of payments.
// Anywhere else it is null, since it must not cost the caller a signed answer. A member that is there twice is a fault
// everywhere: readers differ in which one counts, so that no one reading of it is the signed one.

const TWICE = 'expected it once, got it more than once';

/** Any value, but one. */
const any = z.unknown().refine((value) => value !== REPEATED, TWICE);

/** A scalar as text; absent, null and empty are null; an object or a list is a fault. */
export const strictText = z
  .union([z.string(), z.boolean().transform(String)], {
    error: ({ input }) => (input === REPEATED ? TWICE : 'expected text, a number, a boolean or nothing'),
  })
  .nullish()
  .transform((value) => (value == null || value === '' ? null : value));

/** A scalar as text; absent, null, empty and what is no scalar are null. */
export const text = any.nullish().transform((value) => scalar(value) ?? null);

/** A scalar whose being there tells something: null when nothing is there, undefined when it cannot be told. */
export const presence = any.nullish().transform(scalar);

/** A yes or no, written as a boolean or as a string; anything else is null. */
export const flag = text.transform((value) => {
  const word = value?.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
});

/** A written time; null for what is no time. */
export const time = text.transform((value): DateTime | null => (value === null ? null : parseDateTime(value)));

/** An object that holds an amount; absent, null and the empty string are null, anything else is a fault. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(absentIfEmpty, z.object(shape).nullable());
}

/** An object, possibly sent as a JSON string; anything else is null. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value: SourceJson | undefined) => {
    const held = typeof value === 'string' ? parseHeld(value) : value;
    if (held === REPEATED) return held;
    return held !== undefined && isObject(held) ? held : null;
  }, z.object(shape).nullable());
}

/** A list of what holds amounts, possibly sent as a JSON string; absent and null are null; anything else is a fault. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => {
    const present = absentIfEmpty(value);
    return typeof present === 'string' ? parseHeld(present) : present;
  }, z.array(item).nullable());
}

/** An amount in the smallest unit with its currency. */
export const minorAmount = strictObject({ currency: strictText, value: strictText });

/** Reads an amount in the smallest unit; null when it has no value. A fault names the field. */
export function readMinor(
  field: string,
  amount: { readonly currency: string | null; readonly value: string | null } | null,
): Money | null {
  if (amount === null || amount.value === null) return null;
  const { currency, value } = amount;
  return naming(field, () => moneyFromMinor(value, currency ?? ''));
}

/** Reads an amount in the main unit; null when it has no value. A fault names the field. */
export function readMajor(field: string, value: string | null, currency: string, writtenPlaces = 0): Money | null {
  return value === null ? null : naming(field, () => moneyFromMajor(value, currency, writtenPlaces));
}

/**
 * Parses an answer's content, an object, numbers kept as their source text, and so whatever stands at the path of a
 * member that is text which holds JSON. Throws `MalformedAnswerError` and nothing else.
 */
export function readJson(content: string, ...kept: readonly HeldJson[]): SourceJson {
  const parsed = refusing(() => parseSourceJson(content));
  if (!isObject(parsed)) throw new MalformedAnswerError('expected a JSON object, got another kind of JSON');
  return refusing(() => kept.reduce<SourceJson>((json, held) => withSourceText(json, () => content, held), parsed));
}

/** Reads the fields we know out of parsed content. Throws `MalformedAnswerError`, naming the field, and nothing else. */
export function readShape<Schema extends z.ZodType>(schema: Schema, json: SourceJson): z.output<Schema> {
  const error = ({ input }: { readonly input?: unknown }) => (input === REPEATED ? TWICE : undefined);
  const parsed = refusing(() => schema.safeParse(json, { error }));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new MalformedAnswerError(`${issue?.path.join('.') || 'answer'}: ${issue?.message ?? 'unreadable'}`);
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreasonableJsonError || error instanceof SyntaxError) {
      const got = error instanceof SyntaxError ? 'something else' : error.message;
      throw new MalformedAnswerError(`expected JSON, got ${got}`, { cause: error });
    }
    throw error;
  }
}

function naming(field: string, read: () => Money): Money {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAnAmountError) throw new NotAnAmountError(`${field}: ${error.message}`, { cause: error });
    throw error;
  }
}

function absentIfEmpty(value: unknown): unknown {
  return value === undefined || value === '' ? null : value;
}

/** Undefined for what is no scalar. */
function scalar(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}
