import { sign, verify, type KeyObject } from 'node:crypto';

/** Digests that Alipay's documents pair with RSA (PKCS#1 v1.5). */
export type Hash = 'SHA256' | 'SHA1';

/** Makes the RSA signature over the bytes. */
export type Sign = (hash: Hash, bytes: Uint8Array, privateKey: KeyObject) => Buffer | Promise<Buffer>;

/** Signs at once: half a millisecond in which nothing else happens. */
export function rsaSign(hash: Hash, bytes: Uint8Array, privateKey: KeyObject): Buffer {
  return sign(hash, bytes, privateKey);
}

/** Signs on a thread of the pool, while this one does other things. */
export function rsaSignAside(hash: Hash, bytes: Uint8Array, privateKey: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(hash, bytes, privateKey, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
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
