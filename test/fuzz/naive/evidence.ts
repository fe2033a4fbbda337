import { verify, type KeyObject } from 'node:crypto';
import type { RawResponse } from '../../../src/dialects/dialect.ts';
import type { Dialect } from '../../../src/domain/dialect.ts';
import { named, readTree, type Tree } from './json.ts';

/** What the answer was asked for with. */
export interface Asked {
  readonly dialect: Dialect;
  readonly alipay: KeyObject;
  readonly now: number;
  readonly toleranceMs: number;
  readonly paymentId: string;
  /** PAY_QUERY */
  readonly requestId: string;
  /** INQUIRY_PAYMENT */
  readonly path: string;
  readonly clientId: string;
}

/** Why an answer may not be shown as a payment; or the text that its signature covers, which alone may be believed. */
export type Verdict = { readonly objection: string } | { readonly content: string };

/** Judges an answer by the documents, without anything of the gateway's. */
export function verdict(asked: Asked, response: RawResponse): Verdict {
  if (response.status !== 200) return { objection: `HTTP ${response.status}` };
  const text = strictUtf8(response.body);
  if (text === null) return { objection: 'no UTF-8' };
  if (asked.dialect === 'PAY_QUERY') return envelope(asked, text);
  const stated = statedInHeaders(asked, response);
  if (stated === null) return { objection: 'no signature, or no one time' };
  if (!areAllOver(asked, stated.signed, stated.signatures)) return { objection: 'the signature' };
  const moment = momentOf(stated.time);
  return moment === null || isFar(moment, asked) ? { objection: 'an old one' } : { content: text };
}

/** What the headers say is signed, by what and when; null when they do not say it, or in more than one way. */
export function statedInHeaders(
  { dialect, path, clientId }: Asked,
  response: RawResponse,
): { readonly signed: string; readonly signatures: readonly string[]; readonly time: string } | null {
  const text = response.body.toString();
  if (dialect === 'INQUIRY_PAYMENT') {
    const time = only(values(response, 'response-time'));
    const signatures = values(response, 'signature').flatMap((value) =>
      [...value.matchAll(/(?:^|,)\s*signature\s*=([^,]*)/gi)].map(([, base64 = '']) => unescaped(base64.trim())),
    );
    const signed = `POST ${path}\n${clientId}.${time}.${text}`;
    return time === null || signatures.length === 0 ? null : { signed, signatures, time };
  }
  const time = only(values(response, 'alipay-timestamp'));
  const nonce = only(values(response, 'alipay-nonce'));
  const signatures = values(response, 'alipay-signature');
  if (time === null || nonce === null || signatures.length === 0) return null;
  return { signed: `${time}\n${nonce}\n${text}\n`, signatures, time };
}

function envelope(asked: Asked, text: string): Verdict {
  const whole = readTree(text);
  const [answer, another] = named(whole, 'response');
  if (answer === undefined || another !== undefined) return { objection: 'no one response' };
  const content = text.slice(answer.start, answer.end);
  const signatures = named(whole, 'signature').map((tree) => (tree.kind === 'string' ? tree.value : ''));
  if (!areAllOver(asked, content, signatures)) return { objection: 'the signature' };
  const head = object(named(answer, 'head')[0]);
  const id = textOf(head, 'reqMsgId');
  if (id !== null && id !== asked.requestId) return { objection: 'another request' };
  const time = textOf(head, 'respTime');
  const moment = time === null ? null : momentOf(time);
  if (id === null && moment === null) return { objection: 'bound by nothing' };
  return moment !== null && isFar(moment, asked) ? { objection: 'an old one' } : { content };
}

function areAllOver({ alipay }: Asked, text: string, signatures: readonly string[]): boolean {
  const bytes = Buffer.from(text);
  return (
    signatures.length > 0 && signatures.every((one) => verify('SHA256', bytes, alipay, Buffer.from(one, 'base64')))
  );
}

/** Milliseconds since 1970, written so or as a time; times without zone are Beijing's. Null for what is no time. */
function momentOf(time: string): number | null {
  const text = time.trim();
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const [, date, clock, zone] = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:[.,]\d+)?)(.*)$/.exec(text) ?? [];
  if (date === undefined || clock === undefined || zone === undefined) return null;
  const offset =
    zone === '' ? '+08:00' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2').replace(/^([+-]\d\d)$/, '$1:00');
  const moment = Date.parse(`${date}T${clock.replace(',', '.')}${offset.toUpperCase()}`);
  return Number.isNaN(moment) ? null : moment;
}

function isFar(moment: number, { now, toleranceMs }: Asked): boolean {
  return Math.abs(moment - now) > toleranceMs;
}

function object(tree: Tree | undefined): Tree | undefined {
  return tree?.kind === 'string' && tree.value.trimStart().startsWith('{') ? readTree(tree.value) : tree;
}

function textOf(tree: Tree | undefined, name: string): string | null {
  const [found] = named(tree, name);
  return found?.kind === 'string' && found.value !== '' ? found.value : null;
}

function values({ headers }: RawResponse, name: string): string[] {
  return (headers[name] ?? []).map((value) => value.trim()).filter((value) => value !== '' && value !== 'null');
}

/** The one value there is, however often it is said. */
function only(said: readonly string[]): string | null {
  return new Set(said).size === 1 ? (said[0] ?? null) : null;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function strictUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
