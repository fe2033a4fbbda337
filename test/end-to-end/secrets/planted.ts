import { createPrivateKey, randomBytes } from 'node:crypto';

/** Something that must not be found where it does not belong, by what it is. */
export interface Canary {
  readonly what: string;
  readonly text: string;
}

let planted = 0;

/** A text that stands nowhere else. */
export function canary(what: string): Canary {
  planted += 1;
  return { what, text: `CANARY${planted}x${randomBytes(12).toString('hex')}` };
}

/** A key of 32 bytes, as it is configured. */
export function keyCanary(what: string): Canary {
  return { what, text: randomBytes(32).toString('base64') };
}

/** The parts of a private key that are secret, as PEM has them and as numbers. */
export function privateKeyCanaries(what: string, pem: string): Canary[] {
  const lines = pem.split('\n').filter((line) => line.length === 64);
  const { d = '', p = '', q = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  return [...lines, d, p, q].map((text) => ({ what, text }));
}

/** The ways it may be spelled. */
function spellings({ text }: Canary): string[] {
  const bytes = Buffer.from(text);
  const decoded = /^[\w+/-]{40,}={0,2}$/.test(text) ? [Buffer.from(text, 'base64').toString('hex')] : [];
  const encoded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex')];
  return [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    text.toLowerCase(),
    ...encoded,
    ...decoded,
  ];
}

/** Which canaries are in it, in any spelling. */
export function foundIn(place: string, content: string | Buffer, canaries: readonly Canary[]): string[] {
  const text = typeof content === 'string' ? content : content.toString('latin1');
  return canaries
    .filter((one) => spellings(one).some((spelling) => text.includes(spelling)))
    .map(({ what }) => `${place}: ${what}`);
}
