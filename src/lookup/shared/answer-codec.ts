import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import { referenceKey } from '../../domain/reference.ts';
import type { Answer } from '../../domain/inquiry.ts';
import { answerSchema } from './answer-schema.ts';
import { DICTIONARY } from './dictionary.ts';

/**
 * The form entries are written in. To be raised with every change of the domain's answer or of the dictionary: what
 * was written without a field must not be read as if the field were null.
 */
export const ENTRY_VERSION = '2';

/** What is written of an entry beside when it was asked. */
export interface Packed {
  readonly answer: Answer;
  readonly expiresAt: number;
}

// Answers this long are rare, and reading and writing them would hold up everyone else.
const MAX_BYTES = 262_144;

const packed = z.object({ answer: answerSchema, expiresAt: z.number() });

/** Writes it down; null for what is too long to share. */
export function pack(entry: Packed): Buffer | null {
  const written = write(entry);
  return written === null ? null : deflateSync(written, { dictionary: DICTIONARY });
}

/** Reads what `pack` wrote; null for anything else. */
export function unpack(bytes: Uint8Array): Packed | null {
  try {
    return read(inflateSync(bytes, { dictionary: DICTIONARY, maxOutputLength: MAX_BYTES }).toString());
  } catch {
    return null;
  }
}

/** The same as text, for a memory that is near. */
export function write(entry: Packed): string | null {
  const written = JSON.stringify(entry, compact);
  return Buffer.byteLength(written) > MAX_BYTES ? null : written;
}

/** Reads what `write` wrote; null for anything else. */
export function read(written: string): Packed | null {
  try {
    return packed.safeParse(JSON.parse(written)).data ?? null;
  } catch {
    return null;
  }
}

/** Whether the answer is one of the payment that goes by the key. */
export function isAbout(key: string, { reference, payment }: Answer): boolean {
  if (referenceKey(reference) === key) return true;
  const kinds = ['paymentId', 'merchantReference'] as const;
  return kinds.some((kind) => {
    const id = payment?.[kind];
    return typeof id === 'string' && referenceKey({ ...reference, kind, id }) === key;
  });
}

function compact(_key: string, value: unknown): unknown {
  if (value === null) return undefined;
  return typeof value === 'bigint' ? value.toString() : value;
}
