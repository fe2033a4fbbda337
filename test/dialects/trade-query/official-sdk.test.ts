import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verify } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rsaSign } from '../../../src/crypto/signature.ts';
import { settings } from '../../../src/dialects/trade-query/account.ts';
import { requestTextToSign } from '../../../src/dialects/trade-query/signing.ts';
import { preparedTradeQuery, response, STAMP, TRADE_QUERY_SETTINGS } from '../conversations.ts';
import { alipay, merchant, stranger } from '../keys.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: Server;
let sdk: AlipaySdk;
let seen: Seen | null = null;
let reply: Reply;

/** Signs a body as our recipe says Alipay does. */
function signedReply(body: string, key = alipay.privateKey): Reply {
  const stated = { 'alipay-timestamp': String(STAMP.now), 'alipay-nonce': 'nonce', 'alipay-signature': 'AA==' };
  const evidence = preparedTradeQuery().evidence(response(body, stated));
  if (evidence.kind !== 'signed') throw new Error(`expected an answer that can be signed, got ${evidence.kind}`);
  const signature = rsaSign('SHA256', evidence.bytes, key).toString('base64');
  return { status: 200, headers: { ...stated, 'alipay-signature': signature }, body };
}

beforeAll(async () => {
  server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      answer.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      answer.end(reply.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  sdk = new AlipaySdk({
    appId: TRADE_QUERY_SETTINGS.appId,
    privateKey: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyType: 'PKCS8',
    alipayPublicKey: alipay.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    endpoint: `http://127.0.0.1:${port}`,
  });
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const word = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '交易', '\\/"\n\u2028', 'a'.repeat(65_536), '+&=%25'),
);

const requestBody = fc.record(
  { trade_no: word, out_trade_no: word, org_pid: word, query_options: fc.array(word, { maxLength: 3 }) },
  { requiredKeys: [] },
);

const responseBody = fc.oneof(
  fc
    .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2))
    .map(([value, indent]) => JSON.stringify(value, null, indent)),
  fc.record({ trade_no: word, store_name: word }).map((value) => JSON.stringify(value)),
  fc.constantFrom('{}', ' {"total_amount":88.80}\n', String.raw`{"a":"\/\u5e97"}`),
);

describe('the official SDK', () => {
  it('signs what our recipe says is to be signed, and we would sign it to the same bytes', async () => {
    reply = signedReply('{}');
    const property = fc.asyncProperty(
      requestBody,
      fc.option(fc.stringMatching(/^[0-9A-F]{1,40}$/), { nil: '' }),
      async (body, token) => {
        await sdk.curl('POST', '/v3/alipay/trade/query', { body, appAuthToken: token });
        const { method, url, headers, body: sent } = seen!;
        expect([method, url]).toEqual(['POST', '/v3/alipay/trade/query']);
        const [, auth, base64] = /^ALIPAY-SHA256withRSA (.*),sign=(.*)$/.exec(String(headers['authorization']))!;
        const account = settings.parse({ ...TRADE_QUERY_SETTINGS, ...(token === '' ? {} : { appAuthToken: token }) });
        const text = Buffer.from(requestTextToSign(auth!, sent, account));
        expect(verify('SHA256', text, merchant.publicKey, Buffer.from(base64!, 'base64'))).toBe(true);
        expect(rsaSign('SHA256', text, merchant.privateKey).toString('base64')).toBe(base64);
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });

  it('accepts what is signed by our recipe for answers', async () => {
    const property = fc.asyncProperty(responseBody, async (body) => {
      reply = signedReply(body);
      const { responseHttpStatus, data } = await sdk.curl('POST', '/v3/alipay/trade/query', { body: {} });
      expect(responseHttpStatus).toBe(200);
      expect(data).toBeTypeOf('object');
    });
    await fc.assert(property, { numRuns: 500 });
  });

  it('refuses an answer signed by someone else, so that accepting one means something', async () => {
    reply = signedReply('{}', stranger.privateKey);
    await expect(sdk.curl('POST', '/v3/alipay/trade/query', { body: {} })).rejects.toMatchObject({
      code: 'response-signature-verify-error',
    });
  });

  it('reads the authorization parts of ours under the same names', () => {
    const { authorization } = preparedTradeQuery().signed(Buffer.from('x')).headers;
    const names = [...authorization!.matchAll(/[ ,](\w+)=/g)].map((match) => match[1]);
    expect(names).toEqual(['app_id', 'timestamp', 'nonce', 'expired_seconds', 'sign']);
  });
});
