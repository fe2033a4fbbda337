import { generateKeyPairSync } from 'node:crypto';

import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { account } from './clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function sdk(keys: { privateKey?: string; alipayPublicKey?: string } = {}): AlipaySdk {
  const { privateKey, alipayPublicKey } = account(sandbox, 'mainland');
  return new AlipaySdk({
    appId: '2014072300007148',
    privateKey,
    alipayPublicKey,
    keyType: 'PKCS8',
    endpoint: sandbox.url,
    gateway: `${sandbox.url}/gateway.do`,
    ...keys,
  });
}

function strangerKeys(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

const QUERY = '/v3/alipay/trade/query';

describe("the provider's own SDK as a client of the TRADE_QUERY upstream", () => {
  it('is accepted, and accepts the answer', async () => {
    const { data, responseHttpStatus } = await sdk().curl('POST', QUERY, {
      body: { out_trade_no: '6823789339978248', query_options: ['fund_bill_list'] },
    });
    expect(responseHttpStatus).toBe(200);
    expect(data).toMatchObject({ trade_no: '2013112011001004330000121536', trade_status: 'TRADE_CLOSED' });
    expect(sandbox.requests.last()?.inquiry).toEqual({
      kind: 'merchantReference',
      id: '6823789339978248',
      queryOptions: ['fund_bill_list'],
    });
  });

  it('accepts generated answers in every spelling', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `tq-${String(index + 1).padStart(4, '0')}`);
    const answers = await Promise.all(ids.map((out_trade_no) => sdk().curl('POST', QUERY, { body: { out_trade_no } })));
    expect(answers.map(({ data }) => data.out_trade_no)).toEqual(ids);
  });

  it('is accepted with an app auth token and further authorization parameters', async () => {
    const client = new AlipaySdk({ ...sdk().config, additionalAuthInfo: 'expired_seconds=600' });
    const { responseHttpStatus } = await client.curl('POST', QUERY, {
      body: { out_trade_no: 'everything' },
      appAuthToken: 'token-1',
    });
    expect(responseHttpStatus).toBe(200);
  });

  it('reads the code of an error', async () => {
    const asked = sdk().curl('POST', QUERY, { body: { out_trade_no: 'missing' } });
    await expect(asked).rejects.toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST', responseHttpStatus: 400 });
  });

  it('refuses an answer that does not match its signature', async () => {
    const asked = sdk().curl('POST', QUERY, { body: { out_trade_no: 'everything--bad-signature' } });
    await expect(asked).rejects.toMatchObject({ code: 'response-signature-verify-error' });
  });

  it('refuses the answers of a stranger', async () => {
    const asked = sdk({ alipayPublicKey: strangerKeys().publicKey }).curl('POST', QUERY, {
      body: { out_trade_no: 'everything' },
    });
    await expect(asked).rejects.toMatchObject({ code: 'response-signature-verify-error' });
  });

  it('is refused when it signs with another key', async () => {
    const asked = sdk({ privateKey: strangerKeys().privateKey }).curl('POST', QUERY, {
      body: { out_trade_no: 'everything' },
    });
    await expect(asked).rejects.toMatchObject({ code: 'invalid-signature' });
  });
});
