import { MalformedAnswerError } from '../domain/errors.ts';
import { parseSourceJson, REPEATED, type SourceJson } from '../domain/json.ts';
import { moneyFromMajor, moneyFromMinor, NotAnAmountError, type Money } from '../domain/money.ts';
import { parseDateTime, type DateTime } from '../domain/time.ts';
import { isObject, parseHeld, withSourceText, type HeldJson } from './source-text.ts';
import {
  beneath,
  readingJson,
  refuse,
  required,
  TWICE,
  type Members,
  type Reader,
  type Shape,
  type Wire,
} from './wire-reader.ts';

// The three APIs document every scalar as a string; recorded answers also hold numbers and booleans. Numbers are
// already their source text here (parseSourceJson), so only booleans are left to turn into text. A value of another
// kind is a fault where a wrong reading would be dangerous: in amounts, results and the identifiers of payments.
// Anywhere else it is null, since it must not cost the caller a signed answer. A member that is there twice is a fault
// everywhere: readers differ in which one counts, so that no one reading of it is the signed one.

/** A scalar as text; absent, null and empty are null; an object or a list is a fault. */
export const strictText: Reader<string | null> = (wire) => {
  const read = wire === REPEATED ? undefined : scalar(wire);
  return read === undefined ? refuse(wire, 'expected text, a number, a boolean or nothing') : read;
};

/** A scalar as text; absent, null, empty and what is no scalar are null. */
export const text: Reader<string | null> = (wire) => presence(wire) ?? null;

/** A scalar whose being there tells something: null when nothing is there, undefined when it cannot be told. */
export const presence: Reader<string | null | undefined> = (wire) =>
  wire === REPEATED ? refuse(wire, TWICE) : scalar(wire);

/** A yes or no, written as a boolean or as a string; anything else is null. */
export const flag: Reader<boolean | null> = (wire) => {
  const word = text(wire)?.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
};

/** A written time; null for what is no time. */
export const time: Reader<DateTime | null> = (wire) => {
  const written = text(wire);
  return written === null ? null : parseDateTime(written);
};

/** An object that holds an amount; absent, null and the empty string are null, anything else is a fault. */
export function strictObject<Of extends Shape>(shape: Of): Reader<Members<Of> | null> {
  const read = required(shape);
  return (wire) => (isAbsent(wire) ? null : read(wire));
}

/** An object, possibly sent as a JSON string; anything else is null. */
export function object<Of extends Shape>(shape: Of): Reader<Members<Of> | null> {
  const read = required(shape);
  return (wire) => {
    const held = typeof wire === 'string' ? parseHeld(wire) : wire;
    if (held === REPEATED) refuse(held, TWICE);
    return held !== undefined && isObject(held) ? read(held) : null;
  };
}

/** A list of what holds amounts, possibly sent as a JSON string; absent and null are null; anything else is a fault. */
export function list<Item>(item: Reader<Item>): Reader<Item[] | null> {
  return (wire) => {
    if (isAbsent(wire)) return null;
    const held = typeof wire === 'string' ? parseHeld(wire) : wire;
    if (held === null) return null;
    if (!Array.isArray(held)) refuse(held, 'expected a list, got something else');
    return held.map((one, index) => beneath(index, item, one));
  };
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
  try {
    return moneyFromMinor(value, currency ?? '');
  } catch (error) {
    rethrowOf(field, error);
  }
}

/** Reads an amount in the main unit; null when it has no value. A fault names the field. */
export function readMajor(field: string, value: string | null, currency: string, writtenPlaces = 0): Money | null {
  if (value === null) return null;
  try {
    return moneyFromMajor(value, currency, writtenPlaces);
  } catch (error) {
    rethrowOf(field, error);
  }
}

/**
 * Parses an answer's content, an object, numbers kept as their source text, and so whatever stands at the path of a
 * member that is text which holds JSON. Throws `MalformedAnswerError` and nothing else.
 */
export function readJson(content: string, ...kept: readonly HeldJson[]): SourceJson {
  const parsed = readingJson(() => parseSourceJson(content));
  if (!isObject(parsed)) throw new MalformedAnswerError('expected a JSON object, got another kind of JSON');
  return readingJson(() => kept.reduce<SourceJson>((json, held) => withSourceText(json, () => content, held), parsed));
}

function rethrowOf(field: string, error: unknown): never {
  if (error instanceof NotAnAmountError) throw new NotAnAmountError(`${field}: ${error.message}`, { cause: error });
  throw error;
}

function isAbsent(wire: Wire): wire is undefined | null | '' {
  return wire === undefined || wire === null || wire === '';
}

/** Undefined for what is no scalar. */
function scalar(wire: Wire): string | null | undefined {
  if (isAbsent(wire)) return null;
  if (typeof wire === 'boolean') return String(wire);
  return typeof wire === 'string' ? wire : undefined;
}
