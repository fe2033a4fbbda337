import { generateKeyPairSync, randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  account,
  askPayQuery,
  codeOf,
  isoOffset,
  payQuery,
  payQueryHead,
  responseText,
  rsa,
  rsaHolds,
} from './clients.ts';

const MERCHANT = '218820000000000000023';
const SAMPLE = { merchantId: MERCHANT, acquirementId: '2015032412007101547201355678' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('the PAY_QUERY upstream', () => {
  it('answers the sample of the document, fact by fact, signed', async () => {
    const head = payQueryHead();
    const reply = await payQuery(sandbox, SAMPLE, { head });
    expect(reply.status).toBe(200);
    expect(reply.verified).toBe(true);
    const { response } = JSON.parse(reply.body);
    expect(response.body).toEqual({
      resultInfo: { resultStatus: 'S', resultCodeId: '00000000', resultCode: 'SUCCESS', resultMsg: 'success' },
      payment: {
        acquirementId: '2015032412007101547201355678',
        merchantTransId: '51051001000000001234',
        payStatus: 'PAY_SUCCESS',
        orderAmount: { currency: 'USD', value: '239' },
        paymentTime: '2001-07-04T12:08:56+05:30',
        extendInfo: '{}',
      },
    });
    expect(response.head).toMatchObject({
      version: '2.0.0',
      function: 'alipay.intl.acquiring.cashier.payQuery',
      clientId: '211020000000000000044',
      reqMsgId: head['reqMsgId'],
      reserve: '{}',
    });
    expect(response.head.respTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
  });

  it('finds the sample by the merchant id too', async () => {
    const reply = await askPayQuery(sandbox, '51051001000000001234');
    expect(JSON.parse(reply.body).response.body.payment.acquirementId).toBe('2015032412007101547201355678');
  });

  it('says that an order does not exist, signed', async () => {
    const reply = await askPayQuery(sandbox, 'missing');
    expect(reply.verified).toBe(true);
    expect(JSON.parse(reply.body).response.body).toEqual({
      resultInfo: {
        resultStatus: 'F',
        resultCodeId: '12005004',
        resultCode: 'ORDER_NOT_EXIST',
        resultMsg: 'The order does not exist.',
      },
    });
  });

  it('spells its answers differently from one id to the next, so that only the bytes as sent verify', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `pq-${String(index + 1).padStart(4, '0')}`);
    const replies = await Promise.all(ids.map((id) => askPayQuery(sandbox, id)));
    expect(replies.every((reply) => reply.verified)).toBe(true);
    const texts = replies.map((reply) => reply.body);
    expect(texts.some((text) => text.startsWith('{"signature"'))).toBe(true);
    expect(texts.some((text) => text.includes('"response":{"body"'))).toBe(true);
    expect(texts.some((text) => text.includes('"response":{"head"'))).toBe(true);
    expect(texts.some((text) => text.includes('\\/'))).toBe(true);
  });

  it('hides braces, quotes and a decoy in strings of what it signs', async () => {
    const reply = await askPayQuery(sandbox, 'everything');
    expect(reply.verified).toBe(true);
    const { payment, siteBuyerId } = JSON.parse(reply.body).response.body;
    expect(siteBuyerId).toBe('2088455609687485');
    expect(Object.keys(JSON.parse(payment.extendInfo))).toEqual(['note', 'response', 'topupAndPay']);
  });

  it.each([
    [
      'another key',
      (text: string) =>
        rsa(
          text,
          generateKeyPairSync('rsa', { modulusLength: 2048 })
            .privateKey.export({ type: 'pkcs8', format: 'pem' })
            .toString(),
        ),
    ],
    ['another text', (text: string) => rsa(`${text} `, account(sandbox, 'intl').privateKey)],
    ['another hash', (text: string) => rsa(text, account(sandbox, 'intl').privateKey, 'SHA1')],
    ['Base64 twice', (text: string) => Buffer.from(rsa(text, account(sandbox, 'intl').privateKey)).toString('base64')],
    ['nothing', () => ''],
  ])('answers INVALID_SIGNATURE, unsigned, to a signature by %s', async (_, signWith) => {
    const reply = await payQuery(sandbox, SAMPLE, { sign: signWith });
    expect(codeOf(reply)).toBe('INVALID_SIGNATURE');
    expect(JSON.parse(reply.body).response.body.resultInfo.resultCodeId).toBe('00000007');
    expect(JSON.parse(reply.body)).not.toHaveProperty('signature');
  });

  it('accepts any spelling of the request, as long as it was signed as sent', async () => {
    const { url, privateKey } = account(sandbox, 'intl');
    expect(url).toBe(`${sandbox.url}/api/alipay/intl/acquiring/cashier/payquery.htm`);
    const head = payQueryHead();
    const text = `{ "body" : ${JSON.stringify(SAMPLE)},\n "head": ${JSON.stringify({ ...head, reserve: '{"a":"}\\""}' })} }`;
    const body = `{"signature":"${rsa(text, privateKey)}", "request" : ${text} }`;
    const reply = await payQuery(sandbox, SAMPLE, { envelope: () => body });
    expect(codeOf(reply)).toBe('SUCCESS');
  });

  it('takes the signed text from the one request member only', async () => {
    const reply = await payQuery(sandbox, SAMPLE, {
      envelope: (text, seal) => `{"request":${text},"request":${text},"signature":"${seal}"}`,
    });
    expect(codeOf(reply)).toBe('INVALID_SIGNATURE');
  });

  it.each([
    ['version', { version: '2.0.4' }, 'PARAM_ILLEGAL'],
    ['function', { function: 'alipay.intl.acquiring.offline.payQuery' }, 'NO_INTERFACE_DEF'],
    ['clientId', { clientId: '211020000000000000045' }, 'UNKNOWN_CLIENT'],
    ['reqTime without offset', { reqTime: '2026-01-02T03:04:05' }, 'PARAM_ILLEGAL'],
    ['reqTime with Z', { reqTime: new Date().toISOString() }, 'PARAM_ILLEGAL'],
    ['old reqTime', { reqTime: isoOffset(Date.now() - 11 * 60_000) }, 'PARAM_ILLEGAL'],
    ['future reqTime', { reqTime: isoOffset(Date.now() + 11 * 60_000) }, 'PARAM_ILLEGAL'],
    ['reqMsgId of 65 characters', { reqMsgId: 'x'.repeat(65) }, 'PARAM_ILLEGAL'],
    ['missing reqMsgId', { reqMsgId: undefined }, 'PARAM_ILLEGAL'],
    ['reserve as an object', { reserve: {} }, 'PARAM_ILLEGAL'],
    ['reserve that is no JSON', { reserve: 'fromBizCC' }, 'PARAM_ILLEGAL'],
    ['missing reserve', { reserve: undefined }, 'PARAM_ILLEGAL'],
    ['unknown member', { signType: 'RSA2' }, 'PARAM_ILLEGAL'],
  ])('refuses a head with a wrong %s, signed', async (_, wrong, code) => {
    const reply = await payQuery(sandbox, SAMPLE, { head: { ...payQueryHead(), ...wrong } });
    expect(codeOf(reply)).toBe(code);
    expect(reply.verified).toBe(true);
    expect(JSON.parse(reply.body).response.body).not.toHaveProperty('payment');
  });

  it.each([
    ['both ids', { ...SAMPLE, merchantTransId: '51051001000000001234' }, 'PARAM_ILLEGAL'],
    ['no id', { merchantId: MERCHANT }, 'PARAM_ILLEGAL'],
    ['an empty id', { merchantId: MERCHANT, acquirementId: '' }, 'PARAM_ILLEGAL'],
    ['an id of 65 characters', { merchantId: MERCHANT, merchantTransId: 'x'.repeat(65) }, 'PARAM_ILLEGAL'],
    ['a number as id', { merchantId: MERCHANT, merchantTransId: 1 }, 'PARAM_ILLEGAL'],
    ['no merchant', { acquirementId: SAMPLE.acquirementId }, 'PARAM_ILLEGAL'],
    ['another merchant', { ...SAMPLE, merchantId: '1' }, 'ACCESS_DENIED'],
  ])('refuses a body with %s, signed', async (_, body, code) => {
    const reply = await payQuery(sandbox, body);
    expect(codeOf(reply)).toBe(code);
    expect(reply.verified).toBe(true);
  });

  it('looks for an id of 64 characters', async () => {
    expect(codeOf(await askPayQuery(sandbox, 'x'.repeat(64)))).toBe('ORDER_NOT_EXIST');
  });

  it('refuses a message id that was used before', async () => {
    const reqMsgId = randomUUID();
    expect(codeOf(await payQuery(sandbox, SAMPLE, { head: { ...payQueryHead(), reqMsgId } }))).toBe('SUCCESS');
    expect(codeOf(await payQuery(sandbox, SAMPLE, { head: { ...payQueryHead(), reqMsgId } }))).toBe('PARAM_ILLEGAL');
  });

  it('refuses what is no envelope', async () => {
    for (const body of ['', 'null', '[]', '{}', '{"request":"x"}', '{"request":{"head":{}}}']) {
      expect(codeOf(await payQuery(sandbox, SAMPLE, { envelope: () => body }))).toBe('PARAM_ILLEGAL');
    }
    expect(codeOf(await payQuery(sandbox, SAMPLE, { method: 'PUT' }))).toBe('NO_INTERFACE_DEF');
  });

  it('signs with SHA1 and Base64 twice when it is told to, and then takes nothing else', async () => {
    const old = await startSandbox({ signature: { hash: 'SHA1', base64: 'twice' } });
    try {
      const { privateKey, alipayPublicKey } = account(old, 'intl');
      expect(codeOf(await payQuery(old, SAMPLE))).toBe('INVALID_SIGNATURE');
      const reply = await payQuery(old, SAMPLE, {
        sign: (text) => Buffer.from(rsa(text, privateKey, 'SHA1')).toString('base64'),
      });
      expect(codeOf(reply)).toBe('SUCCESS');
      const once = Buffer.from(JSON.parse(reply.body).signature, 'base64').toString();
      expect(rsaHolds(responseText(reply.body), once, alipayPublicKey, 'SHA1')).toBe(true);
    } finally {
      await old.close();
    }
  });
});
