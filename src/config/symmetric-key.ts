import { createSecretKey, type KeyObject } from 'node:crypto';
import { readSecret } from './secret.ts';
import type { Surroundings } from './surroundings.ts';

/** A key of 32 bytes, or why there is none. */
export type SymmetricKeyRead = { readonly key: KeyObject } | { readonly fault: string };

/** Reads 32 bytes, as Base64 or hex, from where `{ file }` or `{ env }` says. */
export function readSymmetricKey(value: unknown, around: Surroundings): SymmetricKeyRead {
  const secret = readSecret(value, around);
  if ('fault' in secret) return secret;
  const bytes = bytesOf(secret.text);
  if (bytes !== null) return { key: createSecretKey(bytes) };
  return { fault: 'expected 32 bytes as Base64 or hex, got something else; make one with openssl rand -base64 32' };
}

function bytesOf(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}
