import type { EnvelopeSignature } from '../accounts.ts';
import { holds, signed } from '../keys.ts';
import type { KeyPair } from '../keys.ts';

/**
 * The literal text of a member of the object the JSON text is; undefined when it is missing or there twice. The text
 * must be valid JSON. ("Sign the request": the value is signed as transmitted, from its first brace to its last.)
 */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let at = skipBlank(json, json.indexOf('{') + 1);
  while (json[at] === '"') {
    const keyEnd = skipString(json, at);
    const start = skipBlank(json, skipBlank(json, keyEnd) + 1);
    const end = skipValue(json, start);
    if (JSON.parse(json.slice(at, keyEnd)) === name) {
      if (found !== undefined) return undefined;
      found = json.slice(start, end);
    }
    at = skipBlank(json, end);
    if (json[at] === ',') at = skipBlank(json, at + 1);
  }
  return found;
}

/** The signature of an envelope over the text, as this account's Alipay would write it. */
export function sealed(text: Buffer, pair: KeyPair, { hash, base64 }: EnvelopeSignature): string {
  const once = signed(text, pair, hash);
  return base64 === 'twice' ? Buffer.from(once).toString('base64') : once;
}

/** Whether an envelope's signature holds for the text, written exactly as this account's must be. */
export function sealHolds(
  text: string,
  signature: string,
  pair: KeyPair,
  { hash, base64 }: EnvelopeSignature,
): boolean {
  if (base64 === 'once') return holds(text, signature, pair, hash);
  const once = Buffer.from(signature, 'base64');
  return once.toString('base64') === signature && holds(text, once.toString('latin1'), pair, hash);
}

function skipBlank(json: string, from: number): number {
  let at = from;
  while (at < json.length && ' \t\r\n'.includes(json.charAt(at))) at += 1;
  return at;
}

function skipString(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipValue(json: string, from: number): number {
  if (json[from] === '"') return skipString(json, from);
  let at = from;
  let depth = 0;
  for (; at < json.length; at += 1) {
    const character = json.charAt(at);
    if (character === '"') at = skipString(json, at) - 1;
    else if ('{['.includes(character)) depth += 1;
    else if (depth === 0 && ',}] \t\r\n'.includes(character)) return at;
    else if ('}]'.includes(character) && --depth === 0) return at + 1;
  }
  return at;
}
