import { generateKeyPair, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** The hash functions the upstreams sign with. */
export type Hash = 'SHA256' | 'SHA1';

/** What one side of an account holds: its own private key, and the public key the other side knows it by. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** PKCS#8. */
  readonly privatePem: string;
  /** SPKI. */
  readonly publicPem: string;
}

/** A fresh RSA-2048 pair, never written anywhere by itself. */
export async function throwawayPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
  return {
    privateKey,
    publicKey,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** The signature over the bytes, of a text its UTF-8 bytes, Base64. */
export function signed(text: string | Buffer, pair: KeyPair, hash: Hash = 'SHA256'): string {
  return sign(hash, Buffer.from(text), pair.privateKey).toString('base64');
}

/** Whether the Base64 signature holds for the text. Base64 in any but its one canonical spelling is refused. */
export function holds(text: string, signature: string, pair: KeyPair, hash: Hash = 'SHA256'): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return bytes.toString('base64') === signature && verify(hash, Buffer.from(text), pair.publicKey, bytes);
}
