import { parseEpochOrDateTime } from '../../domain/time.ts';
import { decodeUtf8 } from '../../domain/utf8.ts';
import type { Evidence, RawResponse, Stamp } from '../dialect.ts';
import type { TradeQuerySettings } from './account.ts';
import { PATH } from './request.ts';

/** The Authorization header's parts before `sign`. Their order is free, since they are signed as sent. */
export function authString({ appId, appCertSn, expiredSeconds }: TradeQuerySettings, stamp: Stamp): string {
  const certificate = appCertSn === undefined ? '' : `app_cert_sn=${appCertSn},`;
  return `app_id=${appId},${certificate}timestamp=${stamp.now},nonce=${stamp.id},expired_seconds=${expiredSeconds}`;
}

/** The text a request's signature covers; every line ends, the last one too (MAPPING §3). */
export function requestTextToSign(auth: string, body: string, { appAuthToken }: TradeQuerySettings): string {
  const token = appAuthToken === undefined ? '' : `${appAuthToken}\n`;
  return `${auth}\nPOST\n${PATH}\n${body}\n${token}`;
}

/** The bytes an answer's signatures cover: its timestamp, its nonce and its body, each with an end of line. */
export function responseEvidence(response: RawResponse): Evidence {
  const content = decodeUtf8(response.body);
  if (content === null) return { kind: 'unreadable', reason: 'expected UTF-8' };
  if (!content.trimStart().startsWith('{')) return { kind: 'unreadable', reason: 'expected a JSON object' };

  const written = present(response, 'alipay-signature');
  const [timestamp, ...otherTimes] = present(response, 'alipay-timestamp');
  const [nonce, ...otherNonces] = present(response, 'alipay-nonce');
  if (written.length === 0 && timestamp === undefined && nonce === undefined) return { kind: 'unsigned', content };
  if (written.length === 0 || timestamp === undefined || nonce === undefined) {
    return { kind: 'broken', reason: 'not all of alipay-signature, alipay-timestamp and alipay-nonce are there' };
  }
  if (otherTimes.some((other) => other !== timestamp)) return { kind: 'broken', reason: 'two timestamps' };
  if (otherNonces.some((other) => other !== nonce)) return { kind: 'broken', reason: 'two nonces' };
  const respondedAt = parseEpochOrDateTime(timestamp);
  if (respondedAt === null) return { kind: 'broken', reason: 'the alipay-timestamp is no time' };
  if (!written.every((text) => BASE64.test(text))) return { kind: 'broken', reason: 'the signature is not Base64' };
  return {
    kind: 'signed',
    bytes: responseBytesSigned(`${timestamp}\n${nonce}\n`, response.body),
    signatures: written.map((text) => Buffer.from(text, 'base64')),
    content,
    respondedAt,
  };
}

function responseBytesSigned(head: string, body: Buffer): Buffer {
  const length = Buffer.byteLength(head);
  const bytes = Buffer.allocUnsafe(length + body.length + 1);
  bytes.write(head);
  bytes.set(body, length);
  bytes[length + body.length] = 0x0a;
  return bytes;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A header's values. The official SDKs take the text "null" for none, as Alipay's servers were seen to send it. */
function present({ headers }: RawResponse, name: string): string[] {
  const values: string[] = [];
  for (const written of headers[name] ?? []) {
    const value = written.trim();
    if (value !== '' && value !== 'null') values.push(value);
  }
  return values;
}
