import { MalformedAnswerError } from '../domain/errors.ts';
import { REPEATED, type SourceJson } from '../domain/json.ts';
import { UnreasonableJsonError } from '../domain/json-scan.ts';
import { isObject } from './source-text.ts';

// Answers are read by readers of our own: a schema library took three times as long, and left 12 kB to the garbage
// collector with each answer, a tenth of all that a call left.

/** What stands somewhere in an answer; undefined when nothing does. */
export type Wire = SourceJson | undefined;

/** Reads a value. Throws `WireFault` for one that cannot be read. */
export type Reader<Value> = (wire: Wire) => Value;

/** Readers by the names of an object's members. */
export type Shape = Readonly<Record<string, Reader<unknown>>>;

/** What they make of an object. */
export type Members<Of extends Shape> = { readonly [Name in keyof Of]: ReturnType<Of[Name]> };

/** Reads an object, and tells what it reads of it. */
export type ObjectReader<Of extends Shape> = Reader<Members<Of>> & { readonly shape: Of };

export const TWICE = 'expected it once, got it more than once';

/** Something is not as it must be. The path leads to it from where reading began. */
export class WireFault extends Error {
  override readonly name = 'WireFault';
  readonly path: string[] = [];
}

/** Refuses a value, as one that is there more than once where it is that. */
export function refuse(wire: Wire, expected: string): never {
  throw new WireFault(wire === REPEATED ? TWICE : expected);
}

/** Reads the members named in the shape, in its order; anything but an object is a fault. */
export function required<Of extends Shape>(shape: Of): ObjectReader<Of> {
  const members = Object.entries(shape);
  const none = Object.fromEntries(members.map(([name]) => [name, null]));
  const read = (wire: Wire): Members<Of> => {
    if (wire === undefined) refuse(wire, 'expected an object, got nothing');
    if (!isObject(wire)) refuse(wire, 'expected an object, got something else');
    // A copy with room for all: an object that grows member by member leaves its former selves behind, 600 bytes of them.
    const values: Record<string, unknown> = { ...none };
    for (const [name, reader] of members) values[name] = beneath(name, reader, wire[name]);
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- each member of the shape has been read
    return values as Members<Of>;
  };
  return Object.assign(read, { shape });
}

/** Reads what stands at a name or place; a fault in it is one of there. */
export function beneath<Value>(name: string | number, reader: Reader<Value>, wire: Wire): Value {
  try {
    return reader(wire);
  } catch (error) {
    if (error instanceof WireFault) error.path.unshift(String(name));
    throw error;
  }
}

/** Reads the fields we know out of parsed content. Throws `MalformedAnswerError`, naming the field, and nothing else. */
export function readShape<Value>(reader: Reader<Value>, json: SourceJson): Value {
  try {
    return readingJson(() => reader(json));
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    throw new MalformedAnswerError(`${error.path.join('.') || 'answer'}: ${error.message}`, { cause: error });
  }
}

/** Reads something of an answer in which text may hold JSON. What is none, or more than is read, makes it malformed. */
export function readingJson<T>(read: () => T): T {
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
