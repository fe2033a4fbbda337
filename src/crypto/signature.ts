import { sign, verify, type KeyObject } from 'node:crypto';

/** Digests that Alipay's documents pair with RSA (PKCS#1 v1.5). */
export type Hash = 'SHA256' | 'SHA1';

/** The RSA signature over the bytes. */
export function rsaSign(hash: Hash, bytes: Uint8Array, privateKey: KeyObject): Buffer {
  return sign(hash, bytes, privateKey);
}

/** Whether one of the keys made the signature over exactly these bytes. Several keys are held while one is replaced. */
export function rsaVerify(
  hash: Hash,
  bytes: Uint8Array,
  signature: Uint8Array,
  publicKeys: readonly KeyObject[],
): boolean {
  return publicKeys.some((key) => verify(hash, bytes, key, signature));
}
