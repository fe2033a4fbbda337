import { describe, expect, it } from 'vitest';
import { inquiryPayment } from '../../../src/dialects/inquiry-payment/adapter.ts';
import { conversation, INQUIRY_PAYMENT_SETTINGS, question, STAMP } from '../conversations.ts';

function speaking(more: object = {}) {
  return conversation(inquiryPayment, { ...INQUIRY_PAYMENT_SETTINGS, ...more });
}

function prepared(more: object = {}) {
  return speaking(more).prepare(question(inquiryPayment, 'paymentId', 'P1'), STAMP);
}

describe('an INQUIRY_PAYMENT request', () => {
  it('signs method, path, client id, time and body', () => {
    expect(prepared().toSign).toBe(
      'POST /ams/api/v1/payments/inquiryPayment\nT_000000000001.1700000000123.{"paymentId":"P1"}',
    );
  });

  it('carries the signature percent-encoded in its header', () => {
    const inquiry = prepared();
    expect(inquiry.path).toBe('/ams/api/v1/payments/inquiryPayment');
    expect(inquiry.signed(Buffer.from([0xfb, 0xff, 0xbe, 0x00]))).toEqual({
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        accept: 'application/json',
        'client-id': 'T_000000000001',
        'request-time': '1700000000123',
        signature: 'algorithm=RSA256,keyVersion=1,signature=%2B%2F%2B%2BAA%3D%3D',
      },
      body: '{"paymentId":"P1"}',
    });
  });

  it('writes and signs the time as ISO 8601 when the account says so', () => {
    const inquiry = prepared({ requestTime: 'iso' });
    expect(inquiry.toSign).toContain('\nT_000000000001.2023-11-15T06:13:20.123+08:00.{');
    expect(inquiry.signed(Buffer.alloc(0)).headers['request-time']).toBe('2023-11-15T06:13:20.123+08:00');
  });

  it('calls and signs the sandbox’s path for a client id of the sandbox', () => {
    const sandbox = { clientId: 'SANDBOX_5Y0000000000' };
    expect(prepared(sandbox).path).toBe('/ams/sandbox/api/v1/payments/inquiryPayment');
    expect(prepared(sandbox).toSign).toMatch(/^POST \/ams\/sandbox\/api\/v1\/payments\/inquiryPayment\nSANDBOX_/);
    expect(prepared({ clientId: 'SANDBOXED' }).path).toBe(prepared().path);
    expect(speaking(sandbox).operation).toBe('POST /ams/sandbox/api/v1/payments/inquiryPayment');
  });

  it('names the merchant account, the agent and the key version the account is configured with', () => {
    const { headers, body } = prepared({ merchantAccountId: 'M 1', agentToken: 'agent', keyVersion: 2 }).signed(
      Buffer.alloc(0),
    );
    expect(body).toBe('{"paymentId":"P1","merchantAccountId":"M 1"}');
    expect(headers['agent-token']).toBe('agent');
    expect(headers['signature']).toContain('keyVersion=2,');
  });

  it('names the payment by the merchant’s identifier alone when that is what was given', () => {
    const inquiry = speaking().prepare(question(inquiryPayment, 'merchantReference', '店 "1"'), STAMP);
    expect(inquiry.signed(Buffer.alloc(0)).body).toBe(String.raw`{"paymentRequestId":"店 \"1\""}`);
  });
});

describe('the settings of an INQUIRY_PAYMENT account', () => {
  it.each([
    ['url', { url: 'https://upstream.example/ams' }],
    ['url', { url: 'https://user@upstream.example' }],
    ['url', { url: 'ftp://upstream.example' }],
    ['url', { url: 'upstream' }],
    ['clientId', { clientId: 'a b' }],
    ['clientId', { clientId: 'a\nb' }],
    ['keyVersion', { keyVersion: '1,2' }],
    ['agentToken', { agentToken: '' }],
    ['merchantAccountId', { merchantAccountId: 'x'.repeat(33) }],
    ['requestTime', { requestTime: 'rfc' }],
  ])('name a fault in %s', (path, more) => {
    const { error } = inquiryPayment.conversation.safeParse({ ...INQUIRY_PAYMENT_SETTINGS, ...more });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it('take an origin with or without its slash', () => {
    expect(speaking({ url: 'https://upstream.example/' }).origin).toBe('https://upstream.example');
  });
});
