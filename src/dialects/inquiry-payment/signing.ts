import { parseEpochOrDateTime } from '../../domain/time.ts';
import { decodeUtf8 } from '../../domain/utf8.ts';
import type { Evidence, RawResponse } from '../dialect.ts';

/** What both signatures cover before the body, which follows with nothing after it (MAPPING §3). */
function preamble(path: string, clientId: string, time: string): string {
  return `POST ${path}\n${clientId}.${time}.`;
}

/** The text a request's signature covers. */
export function requestTextToSign(path: string, clientId: string, requestTime: string, body: string): string {
  return preamble(path, clientId, requestTime) + body;
}

/**
 * The bytes an answer's signatures cover. The client id is our own: the header's could name someone else, to whom
 * Alipay gave the answer.
 */
export function responseEvidence(response: RawResponse, path: string, clientId: string): Evidence {
  const content = decodeUtf8(response.body);
  if (content === null) return { kind: 'unreadable', reason: 'expected UTF-8' };
  if (!content.trimStart().startsWith('{')) return { kind: 'unreadable', reason: 'expected a JSON object' };

  const stated = present(response, 'signature');
  const [time, ...others] = present(response, 'response-time');
  if (stated.length === 0 && time === undefined) return { kind: 'unsigned', content };
  if (stated.length === 0) return { kind: 'broken', reason: 'a response-time without a signature' };
  if (time === undefined) return { kind: 'broken', reason: 'a signature without a response-time' };
  if (others.some((other) => other !== time)) return { kind: 'broken', reason: 'two response-times' };
  const respondedAt = parseEpochOrDateTime(time);
  if (respondedAt === null) return { kind: 'broken', reason: 'the response-time is no time' };

  const signatures = stated.map(signaturesIn);
  return signatures.every((found) => found !== null)
    ? {
        kind: 'signed',
        bytes: Buffer.concat([Buffer.from(preamble(path, clientId, time)), response.body]),
        signatures: signatures.flat(),
        content,
        respondedAt,
      }
    : { kind: 'broken', reason: 'the signature header holds no Base64 signature' };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function present({ headers }: RawResponse, name: string): string[] {
  return (headers[name] ?? []).map((value) => value.trim()).filter((value) => value !== '');
}

/**
 * The signatures in one header value, `algorithm=RSA256,keyVersion=1,signature=…`: more than one when a proxy joined
 * two headers. Null when there is none, or one is no Base64.
 */
function signaturesIn(header: string): Buffer[] | null {
  const written = header.split(',').flatMap((part) => {
    const equals = part.indexOf('=');
    return part.slice(0, equals).trim().toLowerCase() === 'signature' ? [part.slice(equals + 1).trim()] : [];
  });
  const decoded = written.map(percentDecode);
  if (decoded.length === 0 || !decoded.every((text) => BASE64.test(text))) return null;
  return decoded.map((text) => Buffer.from(text, 'base64'));
}

/** Base64 has no percent sign, so decoding what was never encoded changes nothing. A `+` stays, as it is no form. */
function percentDecode(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
