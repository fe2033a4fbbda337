import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { KeyFormatError, readPrivateKey, readPublicKey } from '../crypto/keys.ts';
import { readSecret } from './secret.ts';
import type { Surroundings } from './surroundings.ts';

/** The merchant's private key. */
export function privateKey(around: Surroundings) {
  return z
    .unknown()
    .transform((value, context): KeyObject => {
      const read = readKey(readPrivateKey, value, around);
      if ('key' in read) return read.key;
      context.addIssue(read.fault);
      return z.NEVER;
    })
    .describe('signs requests: `{ file }` or `{ env }`; PEM or bare Base64 DER, PKCS#8 or PKCS#1');
}

/** Alipay's public key, or several while one is being replaced. */
export function alipayPublicKeys(around: Surroundings) {
  return z
    .unknown()
    .transform((value, context): readonly KeyObject[] => {
      if (Array.isArray(value) && value.length === 0)
        context.addIssue('expected at least one key, got an empty list; add it');
      return [value].flat().flatMap((one: unknown, index) => {
        const read = readKey(readPublicKey, one, around);
        if ('key' in read) return [read.key];
        const path = Array.isArray(value) ? [index] : [];
        context.addIssue({ code: 'custom', message: read.fault, path, input: undefined });
        return [];
      });
    })
    .describe('verifies answers: `{ file }` or `{ env }`, PEM or bare Base64 SPKI; or a list of them');
}

/** Whether the key is the public half of the private one, which merchants often configure by mistake. */
export function isOwnPublicKey(key: KeyObject, own: KeyObject): boolean {
  return createPublicKey(own).equals(key);
}

type KeyRead = { readonly key: KeyObject } | { readonly fault: string };

function readKey(read: (text: string) => KeyObject, value: unknown, around: Surroundings): KeyRead {
  const secret = readSecret(value, around);
  if ('fault' in secret) return secret;
  try {
    return { key: read(secret.text) };
  } catch (error) {
    if (!(error instanceof KeyFormatError)) throw error;
    return { fault: `${error.message}; copy it anew, whole` };
  }
}
