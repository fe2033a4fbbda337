import type { SharedEntry } from '../shared-memory.ts';
import { ENTRY_VERSION, isAbout, unpack } from './answer-codec.ts';
import type { Seal } from './seal.ts';

// What the server compares stands before the rest, readable: the version, and when it was asked in milliseconds.
const TIME_DIGITS = 13;
const HEADER_LENGTH = ENTRY_VERSION.length + TIME_DIGITS;
const HEADER = new RegExp(`^${ENTRY_VERSION}\\d{${TIME_DIGITS}}$`);

/** The entry as it is stored under the name; null for a time that cannot be written. */
export function storedEntry(packed: Uint8Array, askedAt: number, seal: Seal, name: string): Buffer | null {
  const header = `${ENTRY_VERSION}${String(askedAt).padStart(TIME_DIGITS, '0')}`;
  return HEADER.test(header) ? Buffer.concat([Buffer.from(header), seal.seal(packed, name, header)]) : null;
}

/** Reads what is stored under the name; null unless it is an entry of this version about the key, asked by `now`. */
export function readEntry(stored: Buffer, seal: Seal, name: string, key: string, now: number): SharedEntry | null {
  const header = stored.subarray(0, HEADER_LENGTH).toString('latin1');
  const askedAt = Number(header.slice(ENTRY_VERSION.length));
  if (!HEADER.test(header) || askedAt > now) return null;
  const packed = seal.open(stored.subarray(HEADER_LENGTH), name, header);
  const entry = packed && unpack(packed);
  return entry && isAbout(key, entry.answer) ? { ...entry, askedAt } : null;
}
