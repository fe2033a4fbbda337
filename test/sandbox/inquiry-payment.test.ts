import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { askInquiryPayment, codeOf, INQUIRY_PATH, inquiryPayment, isoOffset } from './clients.ts';

const SAMPLE = { paymentId: '2019060811401080010018882020035XXXX' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function facts(paymentRequestId: string): Promise<Record<string, unknown>> {
  const reply = await askInquiryPayment(sandbox, paymentRequestId);
  expect(reply.verified).toBe(true);
  return JSON.parse(reply.body) as Record<string, unknown>;
}

describe('the INQUIRY_PAYMENT upstream', () => {
  it('answers the sample of the Chinese document, fact by fact, signed', async () => {
    const reply = await inquiryPayment(sandbox, SAMPLE);
    expect(reply.status).toBe(200);
    expect(reply.verified).toBe(true);
    expect(reply.headers).toHaveProperty('tracerid');
    expect(reply.headers['client-id']).toBe('SANDBOX_5Y00000000000000');
    expect(reply.headers['response-time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(JSON.parse(reply.body)).toEqual({
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: '成功' },
      paymentStatus: 'SUCCESS',
      paymentRequestId: 'pay_1089760038715669_10277574507XXXX',
      paymentId: '2019060811401080010018882020035XXXX',
      paymentAmount: { value: '500', currency: 'USD' },
      paymentCreateTime: '2019-06-01T12:01:01+08:30',
      paymentTime: '2099-06-01T12:01:01+08:30',
      transactions: null,
    });
  });

  describe('the response cases of the document', () => {
    it('has a payment time for what was canceled after being paid, and none for what was never paid', async () => {
      const after = await facts('cancelled-after-paid');
      expect(after).toMatchObject({ paymentStatus: 'CANCELLED', paymentTime: expect.any(String) });
      const unpaid = await facts('cancelled-unpaid');
      expect(unpaid['paymentStatus']).toBe('CANCELLED');
      expect(unpaid).not.toHaveProperty('paymentTime');
      expect(unpaid).not.toHaveProperty('paymentAmount');
    });

    it.each([
      ['partly-refunded', 2500],
      ['fully-refunded', 10_000],
    ])('lists the refunds of %s, which stays SUCCESS', async (id, refunded) => {
      const payment = await facts(id);
      expect(payment).toMatchObject({ paymentStatus: 'SUCCESS', paymentAmount: { value: '10000' } });
      const transactions = payment['transactions'] as {
        transactionType: string;
        transactionAmount: { value: string };
      }[];
      expect(transactions.every((each) => each.transactionType === 'REFUND')).toBe(true);
      expect(transactions.reduce((sum, each) => sum + Number(each.transactionAmount.value), 0)).toBe(refunded);
    });

    it('does not know the order that does not exist', async () => {
      expect(await facts('missing')).toEqual({
        result: { resultCode: 'ORDER_NOT_EXIST', resultStatus: 'F', resultMessage: 'The order does not exist.' },
      });
    });

    it('is still processing what was not paid', async () => {
      expect(await facts('not-paid')).toMatchObject({ result: { resultStatus: 'S' }, paymentStatus: 'PROCESSING' });
    });

    it.each([
      ['closed-by-timeout', 'ORDER_IS_CLOSED'],
      ['insufficient-balance', 'USER_BALANCE_NOT_ENOUGH'],
      ['over-limit', 'PAYMENT_AMOUNT_EXCEED_LIMIT'],
    ])('gives the reason of %s, and neither amount nor payment time', async (id, code) => {
      const payment = await facts(id);
      expect(payment).toMatchObject({
        result: { resultStatus: 'S' },
        paymentStatus: 'FAIL',
        paymentResultCode: code,
      });
      expect(payment).not.toHaveProperty('paymentTime');
      expect(payment).not.toHaveProperty('paymentAmount');
    });
  });

  it('fills every documented field of everything, with transactions of every type and status', async () => {
    const payment = await facts('everything');
    for (const name of [
      ...['result', 'paymentStatus', 'paymentResultCode', 'paymentResultMessage', 'paymentRequestId', 'paymentId'],
      ...['paymentAmount', 'authExpiryTime', 'paymentCreateTime', 'paymentTime', 'pspCustomerInfo', 'transactions'],
      ...['redirectActionForm', 'customsDeclarationAmount', 'grossSettlementAmount', 'settlementQuote'],
    ]) {
      expect(payment, name).toHaveProperty(name);
    }
    const transactions = payment['transactions'] as Record<string, string>[];
    expect(new Set(transactions.map((each) => each['transactionType']))).toEqual(
      new Set(['PAYMENT', 'REFUND', 'CANCEL', 'AUTHORIZATION', 'CAPTURE', 'VOID', 'INCREMENTAL']),
    );
    expect(new Set(transactions.map((each) => each['transactionStatus']))).toEqual(
      new Set(['SUCCESS', 'FAIL', 'PROCESSING', 'CANCELLED', 'PENDING']),
    );
    expect(payment['settlementQuote']).toMatchObject({ quotePrice: 0.12833333, guaranteed: true });
  });

  it('accepts either format of the request time, spaces in the header, an agent token and a merchant account', async () => {
    for (const time of [String(Date.now()), isoOffset(Date.now()), new Date().toISOString()]) {
      expect(codeOf(await inquiryPayment(sandbox, SAMPLE, { time }))).toBe('SUCCESS');
    }
    const reply = await inquiryPayment(
      sandbox,
      { ...SAMPLE, merchantAccountId: 'shop-1' },
      {
        headers: { 'Agent-Token': 'token', Accept: 'application/json' },
        signature: (value) => `algorithm=RSA256, keyVersion=1, signature=${encodeURIComponent(value)}`,
      },
    );
    expect(codeOf(reply)).toBe('SUCCESS');
  });

  it.each([
    ['another text', { text: (text: string) => `${text}\n` }, 'SIGNATURE_INVALID'],
    ['another path', { text: (text: string) => text.replace('/ams/sandbox', '/ams') }, 'SIGNATURE_INVALID'],
    [
      'no URL encoding',
      { signature: (value: string) => `algorithm=RSA256,keyVersion=1,signature=${value}` },
      'SIGNATURE_INVALID',
    ],
    [
      'another algorithm',
      { signature: (value: string) => `algorithm=RSA,keyVersion=1,signature=${encodeURIComponent(value)}` },
      'SIGNATURE_INVALID',
    ],
    [
      'another key version',
      { signature: (value: string) => `algorithm=RSA256,keyVersion=2,signature=${encodeURIComponent(value)}` },
      'KEY_NOT_FOUND',
    ],
    ['no signature', { headers: { Signature: undefined } }, 'SIGNATURE_INVALID'],
    ['no time', { headers: { 'Request-Time': undefined } }, 'SIGNATURE_INVALID'],
    ['another client', { headers: { 'Client-Id': 'SANDBOX_5Y00000000000001' } }, 'CLIENT_INVALID'],
    ['the live path', { path: '/ams/api/v1/payments/inquiryPayment' }, 'CLIENT_INVALID'],
    ['another media type', { headers: { 'Content-Type': 'text/plain' } }, 'MEDIA_TYPE_NOT_ACCEPTABLE'],
    ['an unwilling caller', { headers: { Accept: 'text/html' } }, 'MEDIA_TYPE_NOT_ACCEPTABLE'],
    ['another method', { method: 'PUT' }, 'METHOD_NOT_SUPPORTED'],
  ])('refuses %s, unsigned', async (_, tweaks, code) => {
    const reply = await inquiryPayment(sandbox, SAMPLE, tweaks);
    expect(codeOf(reply)).toBe(code);
    expect(reply.headers).not.toHaveProperty('signature');
    expect(reply.headers).not.toHaveProperty('response-time');
    expect(JSON.parse(reply.body).result.resultStatus).toBe('F');
  });

  it.each([
    ['both ids', { ...SAMPLE, paymentRequestId: 'pay_1089760038715669_10277574507XXXX' }],
    ['no id', {}],
    ['an empty id', { paymentId: '' }],
    ['an id of 65 characters', { paymentRequestId: 'x'.repeat(65) }],
    ['an unknown member', { ...SAMPLE, refundRequestId: 'x' }],
    ['a merchant account of 33 characters', { ...SAMPLE, merchantAccountId: 'x'.repeat(33) }],
    ['no JSON', 'paymentId=1'],
  ])('refuses %s, signed', async (_, body) => {
    const reply = await inquiryPayment(sandbox, body);
    expect(codeOf(reply)).toBe('PARAM_ILLEGAL');
    expect(reply.verified).toBe(true);
  });

  it('refuses a stale request and an empty agent token', async () => {
    const time = String(Date.now() - 11 * 60_000);
    expect(codeOf(await inquiryPayment(sandbox, SAMPLE, { time }))).toBe('PARAM_ILLEGAL');
    const headers = { 'Agent-Token': '' };
    expect(codeOf(await inquiryPayment(sandbox, SAMPLE, { headers }))).toBe('PARAM_ILLEGAL');
  });

  it('signs the path with its query', async () => {
    const reply = await inquiryPayment(sandbox, SAMPLE, { path: `${INQUIRY_PATH}?_output_charset=utf-8` });
    expect(codeOf(reply)).toBe('SUCCESS');
    expect(reply.verified).toBe(true);
  });
});
