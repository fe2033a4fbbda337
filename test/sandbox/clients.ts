import { createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

import type { Sandbox } from '../../src/sandbox/sandbox.ts';

// Written from the providers' documents alone, so that neither side of the gateway is judged by itself.

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
  /** The body as it came. */
  bytes: Buffer;
  /** Whether the signature is there and holds. */
  verified: boolean;
}

export interface Call {
  method?: string;
  path?: string;
  headers?: Record<string, string | undefined>;
  body: string;
  signal?: AbortSignal;
}

/** How a request goes and comes back. */
export type Send = (url: string, call: Call) => Promise<Omit<Reply, 'verified'>>;

interface Way {
  send?: Send;
  /** Another account than the first of the dialect. */
  account?: string;
}

export type Account = Sandbox['accounts'][number];

export function account(sandbox: Sandbox, id: Account['id']): Account {
  return sandbox.accounts.find((candidate) => candidate.id === id)!;
}

export function send(
  url: string,
  { method = 'POST', headers = {}, body, signal }: Call,
): Promise<Omit<Reply, 'verified'>> {
  return new Promise((resolve, reject) => {
    const present = Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const outgoing = request(
      url,
      { method, headers: present, agent: false, ...(signal === undefined ? {} : { signal }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            body: bytes.toString(),
            bytes,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function rsa(text: string, privateKey: string, hash = 'SHA256'): string {
  return sign(hash, Buffer.from(text), privateKey).toString('base64');
}

export function rsaHolds(text: string | Buffer, signature: string, publicKey: string, hash = 'SHA256'): boolean {
  // Node would read the first of two signatures joined by a comma.
  if (!/^[\w+/]{342}==$/.test(signature)) return false;
  return verify(hash, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature, 'base64'));
}

export function isoOffset(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00');
}

// PAY_QUERY ----------------------------------------------------------------------------------------------------------

export function payQueryHead(now = Date.now(), clientId = '211020000000000000044'): Record<string, unknown> {
  return {
    version: '2.0.0',
    function: 'alipay.intl.acquiring.cashier.payQuery',
    clientId,
    reqTime: isoOffset(now),
    reqMsgId: randomUUID(),
    reserve: '{}',
  };
}

interface PayQueryTweaks extends Way {
  head?: Record<string, unknown>;
  sign?: (text: string) => string;
  envelope?: (request: string, signature: string) => string;
  method?: string;
}

export async function payQuery(sandbox: Sandbox, body: unknown, tweaks: PayQueryTweaks = {}): Promise<Reply> {
  const { url, privateKey, alipayPublicKey, ...own } = account(sandbox, tweaks.account ?? 'intl');
  const head = tweaks.head ?? payQueryHead(Date.now(), 'merchantId' in own ? own.clientId : undefined);
  const text = JSON.stringify({ head, body });
  const signature = tweaks.sign === undefined ? rsa(text, privateKey) : tweaks.sign(text);
  const envelope = tweaks.envelope ?? ((inner, seal) => `{"request":${inner},"signature":"${seal}"}`);
  const { send: exchange = send, ...call } = tweaks;
  const reply = await exchange(url, { ...call, body: envelope(text, signature) });
  return { ...reply, verified: envelopeHolds(reply.bytes, alipayPublicKey) };
}

export function askPayQuery(sandbox: Sandbox, merchantTransId: string, way: Way = {}): Promise<Reply> {
  const own = account(sandbox, way.account ?? 'intl');
  const merchantId = 'merchantId' in own ? own.merchantId : '';
  return payQuery(sandbox, { merchantId, merchantTransId }, way);
}

/** The text that was signed: what is left of the envelope when everything around it is taken away. */
export function responseText(envelope: string): string {
  const seal = (JSON.parse(envelope) as { signature?: string }).signature ?? '';
  const before = `{"signature":"${seal}","response":`;
  if (envelope.startsWith(before)) return envelope.slice(before.length, -1);
  return envelope.slice('{"response":'.length, -`,"signature":"${seal}"}`.length);
}

// Byte by byte: what was signed need not be text.
function envelopeHolds(bytes: Buffer, publicKey: string): boolean {
  try {
    const envelope = bytes.toString('latin1');
    const { signature = '' } = JSON.parse(envelope) as { signature?: string };
    return rsaHolds(Buffer.from(responseText(envelope), 'latin1'), signature, publicKey);
  } catch {
    return false;
  }
}

// INQUIRY_PAYMENT ----------------------------------------------------------------------------------------------------

export const INQUIRY_PATH = '/ams/sandbox/api/v1/payments/inquiryPayment';
export const INQUIRY_CLIENT = 'SANDBOX_5Y00000000000000';

interface InquiryTweaks extends Way {
  path?: string;
  method?: string;
  headers?: Record<string, string | undefined>;
  time?: string;
  privateKey?: string;
  text?: (text: string) => string;
  signature?: (signature: string) => string;
}

export async function inquiryPayment(sandbox: Sandbox, body: unknown, tweaks: InquiryTweaks = {}): Promise<Reply> {
  const { url, privateKey, alipayPublicKey, ...own } = account(sandbox, tweaks.account ?? 'antom-sg');
  const clientId = 'keyVersion' in own ? own.clientId : INQUIRY_CLIENT;
  const path = tweaks.path ?? INQUIRY_PATH;
  const time = tweaks.time ?? String(Date.now());
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  const text = `POST ${path}\n${clientId}.${time}.${json}`;
  const signature = rsa(tweaks.text?.(text) ?? text, tweaks.privateKey ?? privateKey);
  const reply = await (tweaks.send ?? send)(url + path, {
    ...(tweaks.method === undefined ? {} : { method: tweaks.method }),
    body: json,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'Client-Id': clientId,
      'Request-Time': time,
      Signature: tweaks.signature?.(signature) ?? inquirySignature(signature),
      ...tweaks.headers,
    },
  });
  const { 'client-id': client, 'response-time': answered, signature: given } = reply.headers;
  const match = /^algorithm=RSA256, ?keyVersion=1, ?signature=([\w%.-]+)$/.exec(String(given));
  const verified =
    match !== null &&
    rsaHolds(
      Buffer.concat([Buffer.from(`POST ${path}\n${String(client)}.${String(answered)}.`), reply.bytes]),
      decodeURIComponent(match[1]!),
      alipayPublicKey,
    );
  return { ...reply, verified };
}

export function inquirySignature(signature: string): string {
  return `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(signature)}`;
}

export function askInquiryPayment(sandbox: Sandbox, paymentRequestId: string, way: Way = {}): Promise<Reply> {
  return inquiryPayment(sandbox, { paymentRequestId }, way);
}

// TRADE_QUERY --------------------------------------------------------------------------------------------------------

export const TRADE_PATH = '/v3/alipay/trade/query';

interface TradeTweaks extends Way {
  auth?: string;
  method?: string;
  path?: string;
  token?: string;
  signedToken?: string;
  privateKey?: string;
  headers?: Record<string, string | undefined>;
  signal?: AbortSignal | undefined;
}

export function tradeAuth(overrides: Record<string, string | undefined> = {}): string {
  const parameters: Record<string, string | undefined> = {
    app_id: '2014072300007148',
    timestamp: String(Date.now()),
    nonce: randomUUID(),
    ...overrides,
  };
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

export async function tradeQuery(sandbox: Sandbox, body: unknown, tweaks: TradeTweaks = {}): Promise<Reply> {
  const { url, privateKey, alipayPublicKey, ...own } = account(sandbox, tweaks.account ?? 'mainland');
  const path = tweaks.path ?? TRADE_PATH;
  const auth = tweaks.auth ?? tradeAuth('appId' in own ? { app_id: own.appId } : {});
  const method = tweaks.method ?? 'POST';
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  const token = tweaks.signedToken ?? tweaks.token;
  const text = `${auth}\n${method}\n${path}\n${json}\n${token === undefined ? '' : `${token}\n`}`;
  const reply = await (tweaks.send ?? send)(url + path, {
    method,
    body: json,
    ...(tweaks.signal === undefined ? {} : { signal: tweaks.signal }),
    headers: {
      Authorization: `ALIPAY-SHA256withRSA ${auth},sign=${rsa(text, tweaks.privateKey ?? privateKey)}`,
      'alipay-request-id': randomUUID().replaceAll('-', ''),
      'content-type': 'application/json',
      'alipay-app-auth-token': tweaks.token,
      ...tweaks.headers,
    },
  });
  const { 'alipay-timestamp': timestamp, 'alipay-nonce': nonce, 'alipay-signature': signature } = reply.headers;
  const head = `${String(timestamp)}\n${String(nonce)}\n`;
  const signed = Buffer.concat([Buffer.from(head), reply.bytes, Buffer.from('\n')]);
  return { ...reply, verified: typeof signature === 'string' && rsaHolds(signed, signature, alipayPublicKey) };
}

export function askTradeQuery(
  sandbox: Sandbox,
  out_trade_no: string,
  query_options?: string[],
  signal?: AbortSignal,
): Promise<Reply> {
  return tradeQuery(sandbox, { out_trade_no, query_options }, { signal });
}

// ALL ----------------------------------------------------------------------------------------------------------------

export const ASK = {
  PAY_QUERY: askPayQuery,
  INQUIRY_PAYMENT: askInquiryPayment,
  TRADE_QUERY: (sandbox: Sandbox, id: string, way: Way = {}) => tradeQuery(sandbox, { out_trade_no: id }, way),
} as const;

export type Dialect = keyof typeof ASK;
export const DIALECTS = Object.keys(ASK) as Dialect[];

/** The result code in a body, whatever the dialect; SUCCESS for a trade. */
export function codeOf(reply: Pick<Reply, 'body'>): string {
  const parsed = JSON.parse(reply.body);
  return parsed.response?.body.resultInfo.resultCode ?? parsed.result?.resultCode ?? parsed.code ?? 'SUCCESS';
}

/** The merchant's identifier in a body, whatever the dialect. */
export function merchantReferenceOf(reply: Pick<Reply, 'body'>): string | undefined {
  const parsed = JSON.parse(reply.body);
  return parsed.response?.body.payment?.merchantTransId ?? parsed.paymentRequestId ?? parsed.out_trade_no;
}
