import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A key could not be read; the message says what forms are understood, and never quotes the key. */
export class KeyFormatError extends Error {
  override readonly name = 'KeyFormatError';
}

/** Reads an RSA private key: PEM, or the bare Base64 DER that Alipay's tools hand out, PKCS#8 or PKCS#1. */
export function readPrivateKey(text: string): KeyObject {
  const key = firstReadable([
    () => createPrivateKey(text),
    () => createPrivateKey({ key: der(text), format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key: der(text), format: 'der', type: 'pkcs1' }),
  ]);
  if (key === null) {
    throw new KeyFormatError(
      'expected an RSA private key as PEM or bare Base64 DER (PKCS#8 or PKCS#1), got something else',
    );
  }
  return requireRsa(key);
}

/** Reads an RSA public key: PEM, or the bare Base64 SPKI that Alipay's console shows. */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('PRIVATE KEY')) {
    throw new KeyFormatError('expected Alipay’s public key, got a private key');
  }
  const key = firstReadable([
    () => createPublicKey(text),
    () => createPublicKey({ key: der(text), format: 'der', type: 'spki' }),
    () => createPublicKey({ key: der(text), format: 'der', type: 'pkcs1' }),
  ]);
  if (key === null) {
    throw new KeyFormatError('expected an RSA public key as PEM or bare Base64 SPKI, got something else');
  }
  return requireRsa(key);
}

function firstReadable(attempts: readonly (() => KeyObject)[]): KeyObject | null {
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch {
      // The next form may fit; when none does, the caller says which forms are understood.
    }
  }
  return null;
}

function der(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s+/g, ''), 'base64');
}

function requireRsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') {
    throw new KeyFormatError(`expected an RSA key, got ${key.asymmetricKeyType ?? 'no asymmetric key'}`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) throw new KeyFormatError(`expected an RSA key of at least 2048 bits, got ${bits}`);
  return key;
}
