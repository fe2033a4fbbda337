import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Names and encrypts what is shared, by one secret. Each purpose has a key of its own, derived from the secret. */
export class Seal {
  readonly #naming: Buffer;
  readonly #encrypting: Buffer;

  constructor(secret: KeyObject) {
    this.#naming = derived(secret, 'paygraph shared memory, names');
    this.#encrypting = derived(secret, 'paygraph shared memory, entries');
  }

  /** A name that says nothing of the text to whoever lacks the secret: 24 characters. */
  name(text: string): string {
    return createHmac('sha256', this.#naming).update(text).digest().subarray(0, 18).toString('base64url');
  }

  /** Encrypts what stands under the name. Both name and header are needed, unchanged, to open it. */
  seal(plain: Uint8Array, name: string, header: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(name), nonce).setAAD(Buffer.from(name + header));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** What was sealed under the name; null for anything else. */
  open(sealed: Buffer, name: string, header: string): Buffer | null {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(-TAG_BYTES);
    try {
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv('aes-256-gcm', this.#keyOf(name), nonce, options)
        .setAAD(Buffer.from(name + header))
        .setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      return null;
    }
  }

  // Random nonces are safe for 2^32 messages under one key (NIST SP 800-38D, 8.3); under one name there are far fewer.
  #keyOf(name: string): Buffer {
    return createHmac('sha256', this.#encrypting).update(name).digest();
  }
}

function derived(secret: KeyObject, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32));
}
