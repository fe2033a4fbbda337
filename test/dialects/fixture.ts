import { readFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { sign } from 'node:crypto';
import { STAMP } from './conversations.ts';
import { alipay, stranger } from './keys.ts';

/** What a dialect signs in an answer, and how it writes the signature: by its document, not by our code. */
export interface SigningRecipe {
  signedText(part: string, headers: ReadonlyMap<string, string>): string;
  write(base64: string): string;
}

const OLD = STAMP.now - 11 * 60_000;
const PADDING = 'x'.repeat(1_100_000);

/** The bytes of a recorded answer, its placeholders filled in. */
export function fixture(path: string, recipe: SigningRecipe, requestId: string): Buffer {
  const values: Readonly<Record<string, string>> = {
    now: String(STAMP.now),
    time: new Date(STAMP.now).toISOString(),
    'old-now': String(OLD),
    'old-time': new Date(OLD).toISOString(),
    'request-id': requestId,
    padding: PADDING,
  };
  const text = readFileSync(`test/fixtures/${path}.http`, 'utf8').replaceAll(
    /\{\{([a-z-]+)\}\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
  const signed = text.replaceAll(/\{\{signed (\S+) sent \S+\}\}/g, '$1');
  const sent = text.replaceAll(/\{\{signed \S+ sent (\S+)\}\}/g, '$1').replaceAll(/\{\{(?:from|to)\}\}/g, '');

  const by = (key: KeyObject) => recipe.write(signatureOver(signed, recipe, key));
  const [head, body] = split(
    sent
      .replaceAll('{{signature}}', () => by(alipay.privateKey))
      .replaceAll('{{stranger-signature}}', () => by(stranger.privateKey)),
  );
  const headed = head.replace('{{length}}', String(Buffer.byteLength(body))).replaceAll('\n', '\r\n');
  return Buffer.from(`${headed}\r\n\r\n${body}`);
}

function signatureOver(text: string, recipe: SigningRecipe, key: KeyObject): string {
  const [head, body] = split(text);
  const headers = new Map(
    [...head.matchAll(/^([\w-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const part = /\{\{from\}\}([^]*)\{\{to\}\}/.exec(body)?.[1] ?? body;
  return sign('SHA256', Buffer.from(recipe.signedText(part, headers)), key).toString('base64');
}

function split(text: string): [string, string] {
  const at = text.indexOf('\n\n');
  return [text.slice(0, at), text.slice(at + 2)];
}
