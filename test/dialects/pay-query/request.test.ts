import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { payQuery } from '../../../src/dialects/pay-query/adapter.ts';
import { conversation, PAY_QUERY_SETTINGS, question, STAMP } from '../conversations.ts';
import { rsaSign } from '../../../src/crypto/signature.ts';
import { merchant } from '../keys.ts';

const REQUEST =
  '{"head":{"version":"2.0.0","function":"alipay.intl.acquiring.cashier.payQuery","clientId":"211020000000000000044",' +
  '"reqTime":"2023-11-15T06:13:20+08:00","reqMsgId":"01234567-89ab-4cde-8f01-23456789abcd","reserve":"{}"},' +
  '"body":{"merchantId":"218820000000000000023","acquirementId":"2015032412007101547201355678"}}';

function prepared(more: object = {}, kind: 'paymentId' | 'merchantReference' = 'paymentId', id?: string) {
  const asked = question(payQuery, kind, id ?? '2015032412007101547201355678');
  return conversation(payQuery, { ...PAY_QUERY_SETTINGS, ...more }).prepare(asked, STAMP);
}

describe('a PAY_QUERY request', () => {
  it('signs exactly the text of the request value', () => {
    expect(prepared().toSign).toBe(REQUEST);
  });

  it('is the signed text in its envelope, posted to the whole configured URL', () => {
    const inquiry = prepared();
    const { origin } = conversation(payQuery, PAY_QUERY_SETTINGS);
    expect(origin + inquiry.path).toBe(PAY_QUERY_SETTINGS.url);
    expect(inquiry.signed(Buffer.from('signature'))).toEqual({
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      body: `{"request":${REQUEST},"signature":"c2lnbmF0dXJl"}`,
    });
  });

  it('writes the signature in Base64 twice when the account says so', () => {
    const { body } = prepared({ signature: { base64: 'twice' } }).signed(Buffer.from('signature'));
    expect(body).toBe(`{"request":${REQUEST},"signature":"YzJsbmJtRjBkWEps"}`);
  });

  it('names the payment by the merchant’s identifier alone when that is what was given', () => {
    expect(prepared({}, 'merchantReference', '51051001000000001234').toSign).toContain(
      '"body":{"merchantId":"218820000000000000023","merchantTransId":"51051001000000001234"}}',
    );
  });

  it('sends an identifier exactly as given', () => {
    const id = '4680 073956707 "店" \\';
    const request: { body: { acquirementId: string } } = JSON.parse(prepared({}, 'paymentId', id).toSign);
    expect(request.body.acquirementId).toBe(id);
  });

  it.each(['SHA256', 'SHA1'] as const)('can be verified with %s when the account signs with it', (hash) => {
    const { toSign } = prepared({ signature: { hash } });
    const account = conversation(payQuery, { ...PAY_QUERY_SETTINGS, signature: { hash } });
    const signature = rsaSign(account.hash, Buffer.from(toSign), merchant.privateKey);
    expect(verify(hash, Buffer.from(REQUEST), merchant.publicKey, signature)).toBe(true);
  });

  it('sends the reserve text the account is configured with', () => {
    expect(prepared({ reserve: '{"isvAccesstoken":"t"}' }).toSign).toContain(
      String.raw`"reserve":"{\"isvAccesstoken\":\"t\"}"`,
    );
  });
});

describe('the settings of a PAY_QUERY account', () => {
  it('name every fault with its path', () => {
    const { error } = payQuery.conversation.safeParse({ url: 'x', clientId: 1, signature: { hash: 'MD5' }, more: 1 });
    expect(error?.issues.map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['url', 'invalid_format'],
      ['clientId', 'invalid_type'],
      ['merchantId', 'invalid_type'],
      ['signature.hash', 'invalid_value'],
      ['', 'unrecognized_keys'],
    ]);
  });
});
