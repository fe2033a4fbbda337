import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PreparedInquiry, RawResponse } from '../../src/dialects/dialect.ts';
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts';
import { judge, type Judgement } from '../../src/upstream/judgement.ts';
import {
  preparedInquiryPayment,
  preparedPayQuery,
  preparedTradeQuery,
  response,
  STAMP,
} from '../dialects/conversations.ts';
import { alipay, merchant, stranger } from '../dialects/keys.ts';
import { accountAt, reference } from './accounts.ts';
import { CONTENTS, signed, type Sending } from './signed.ts';

const AT = { at: STAMP.now, requestId: STAMP.id };
const prepared = {
  PAY_QUERY: preparedPayQuery,
  INQUIRY_PAYMENT: preparedInquiryPayment,
  TRADE_QUERY: preparedTradeQuery,
};

describe.each(DIALECTS)('an answer of %s', (dialect) => {
  const { paid, failed } = CONTENTS[dialect];
  const sending = signed[dialect];

  it('with a good signature is believed', () => {
    const judgement = judged(dialect, sending(paid('P'), AT));
    expect(judgement).toMatchObject({ result: { status: 'SUCCESS' }, signatureVerified: true });
    expect(judgement.payment).toMatchObject({ status: 'SUCCEEDED', paymentId: 'P' });
    expect(judgement.respondedAt?.epochMs).toBe(STAMP.now);
  });

  it('is verified by any of the keys Alipay has now', () => {
    const keys = { alipayPublicKeys: [stranger.publicKey, alipay.publicKey] };
    expect(judged(dialect, sending(paid('P'), AT), 200, keys).payment).not.toBeNull();
    expect(judged(dialect, sending(paid('P'), AT), 200, { alipayPublicKeys: [] }).payment).toBeNull();
  });

  it.each([
    ['signed by someone else', { keys: [stranger.privateKey] }],
    ['signed by the merchant', { keys: [merchant.privateKey] }],
    ['without a signature', { keys: [] }],
    ['signed twice, the second time wrongly', { keys: [alipay.privateKey, stranger.privateKey] }],
    ['signed twice, the first time wrongly', { keys: [stranger.privateKey, alipay.privateKey] }],
  ])('is no data when it is %s', (_, signing) => {
    const judgement = judged(dialect, sending(paid('P'), { ...AT, ...signing }));
    expect(judgement).toMatchObject({ result: { code: 'GATEWAY_BAD_SIGNATURE' }, payment: null });
    expect(judgement.signatureVerified).toBe(false);
  });

  it('signed twice and rightly is data', () => {
    expect(
      judged(dialect, sending(paid('P'), { ...AT, keys: [alipay.privateKey, alipay.privateKey] })).payment,
    ).not.toBeNull();
  });

  it('with more signatures than there can be keys is no data, be they all good', () => {
    const many = (count: number) =>
      judged(dialect, sending(paid('P'), { ...AT, keys: Array(count).fill(alipay.privateKey) }));
    expect(many(4).payment).not.toBeNull();
    expect(many(5)).toMatchObject({ result: { code: 'GATEWAY_BAD_SIGNATURE' }, payment: null });
  });

  it('is not read before it is verified', () => {
    const read = () => {
      throw new Error('was read');
    };
    const wrong = sending(paid('P'), { ...AT, keys: [stranger.privateKey] });
    expect(judged(dialect, wrong, 200, {}, { read }).result.code).toBe('GATEWAY_BAD_SIGNATURE');
    expect(() => judged(dialect, sending(paid('P'), AT), 200, {}, { read })).toThrow('was read');
  });

  it('with a failure is that failure, and unsigned it is no less, and is marked', () => {
    for (const [keys, verified] of [[[alipay.privateKey], true] as const, [[], false] as const]) {
      const judgement = judged(dialect, sending(failed, { ...AT, keys }), dialect === 'TRADE_QUERY' ? 400 : 200);
      expect(judgement).toMatchObject({ result: { status: 'UNKNOWN', action: 'RETRY' }, payment: null });
      expect(judgement.signatureVerified).toBe(verified);
    }
  });

  it('is never data when a byte of it was changed', () => {
    const { headers, body } = sending(paid('P'), AT);
    const bytes = Buffer.from(body);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ flip;
        const judgement = judgeRaw(dialect, response(changed, headers));
        // White space outside the signed part of the envelope may change; then nothing that was said has.
        expect(judgement.payment?.paymentId ?? 'P').toBe('P');
        if (dialect !== 'PAY_QUERY') expect(judgement.payment).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('given more than ten minutes from now is a replay, data or not', () => {
    for (const at of [STAMP.now - 600_001, STAMP.now + 600_001]) {
      for (const content of [paid('P'), failed]) {
        const judgement = judged(dialect, sending(content, { ...AT, at }));
        expect(judgement).toMatchObject({ result: { code: 'GATEWAY_BAD_SIGNATURE' }, payment: null });
      }
    }
    expect(judged(dialect, sending(paid('P'), { ...AT, at: STAMP.now - 599_000 })).payment).not.toBeNull();
  });

  it('about another payment is a mismatch; without any identifier it is accepted', () => {
    expect(judged(dialect, sending(paid('Q'), AT))).toMatchObject({
      result: { code: 'GATEWAY_MISMATCH' },
      payment: null,
    });
    expect(judged(dialect, sending(paid(null), AT)).payment).toMatchObject({ paymentId: null, status: 'SUCCEEDED' });
  });

  it.each([
    [202, 'GATEWAY_UNREACHABLE'],
    [204, 'GATEWAY_UNREACHABLE'],
    [201, 'GATEWAY_MALFORMED_RESPONSE'],
    [301, 'GATEWAY_MALFORMED_RESPONSE'],
    [404, 'GATEWAY_MALFORMED_RESPONSE'],
    [429, 'GATEWAY_OVERLOADED'],
    [500, 'GATEWAY_UNREACHABLE'],
    [503, 'GATEWAY_UNREACHABLE'],
  ])('is no data with HTTP %i, however well it is signed', (status, code) => {
    expect(judged(dialect, sending(paid('P'), AT), status)).toMatchObject({ result: { code }, payment: null });
  });

  it.each([
    ['HTML', 200, '<html><body>502</body></html>', 'GATEWAY_MALFORMED_RESPONSE', 'CONTACT_SUPPORT'],
    ['HTML', 502, '<html><body>502</body></html>', 'GATEWAY_UNREACHABLE', 'RETRY'],
    ['HTML', 429, '<html>slow down</html>', 'GATEWAY_OVERLOADED', 'RETRY_LATER'],
    ['nothing', 200, '', 'GATEWAY_MALFORMED_RESPONSE', 'CONTACT_SUPPORT'],
    ['nothing', 503, '', 'GATEWAY_UNREACHABLE', 'RETRY'],
    ['half an object', 200, '{"response":{"body":', 'GATEWAY_MALFORMED_RESPONSE', 'CONTACT_SUPPORT'],
    ['a list', 200, '[]', 'GATEWAY_MALFORMED_RESPONSE', 'CONTACT_SUPPORT'],
    ['deep nesting', 200, `{"response":${'['.repeat(100_000)}`, 'GATEWAY_MALFORMED_RESPONSE', 'CONTACT_SUPPORT'],
  ])('that is %s with HTTP %i is a coded result', (_, status, body, code, action) => {
    const judgement = judgeRaw(dialect, response(body, {}, status));
    expect(judgement).toMatchObject({ result: { code, action }, payment: null, signatureVerified: false });
  });

  it('is not asked for again at once after HTTP 429, whatever the body recommends', () => {
    const judgement = judged(dialect, sending(failed, { ...AT, keys: [] }), 429);
    expect(judgement.result).toMatchObject({ code: 'GATEWAY_OVERLOADED', action: 'RETRY_LATER', retryable: true });
  });
});

describe('an answer', () => {
  it.each([
    ['INQUIRY_PAYMENT', 'signature'],
    ['INQUIRY_PAYMENT', 'response-time'],
    ['TRADE_QUERY', 'alipay-signature'],
    ['TRADE_QUERY', 'alipay-timestamp'],
    ['TRADE_QUERY', 'alipay-nonce'],
  ] as const)('of %s is no data without the header %s alone', (dialect, missing) => {
    const { headers, body } = signed[dialect](CONTENTS[dialect].paid('P'), AT);
    const half = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== missing));
    expect(judged(dialect, { headers: half, body })).toMatchObject({
      result: { code: 'GATEWAY_BAD_SIGNATURE' },
      payment: null,
    });
  });

  it('of PAY_QUERY to another request is a mismatch', () => {
    const answer = signed.PAY_QUERY(CONTENTS.PAY_QUERY.paid('P'), { ...AT, requestId: 'another' });
    expect(judged('PAY_QUERY', answer)).toMatchObject({ result: { code: 'GATEWAY_MISMATCH' }, payment: null });
  });

  it('whose evidence holds no signature at all is not verified', () => {
    const inquiry = {
      evidence: () =>
        ({ kind: 'signed', bytes: Buffer.of(), signatures: [], content: '{}', respondedAt: null }) as const,
    };
    const answer = signed.TRADE_QUERY(CONTENTS.TRADE_QUERY.paid('P'), AT);
    expect(judged('TRADE_QUERY', answer, 200, {}, inquiry).result.code).toBe('GATEWAY_BAD_SIGNATURE');
  });

  it('whose amount cannot be read is malformed, not another amount', () => {
    const answer = signed.TRADE_QUERY({ trade_no: 'P', trade_status: 'TRADE_SUCCESS', total_amount: '1.234' }, AT);
    expect(judged('TRADE_QUERY', answer)).toMatchObject({
      result: { code: 'GATEWAY_MALFORMED_RESPONSE' },
      payment: null,
      signatureVerified: true,
    });
  });
});

function judged(
  dialect: Dialect,
  { headers, body }: Sending,
  status = 200,
  account: object = {},
  inquiry: Partial<PreparedInquiry> = {},
): Judgement {
  return judgeRaw(dialect, response(body, headers, status), account, inquiry);
}

function judgeRaw(
  dialect: Dialect,
  raw: RawResponse,
  account: object = {},
  inquiry: Partial<PreparedInquiry> = {},
): Judgement {
  const judged = { ...accountAt('https://upstream.example', dialect), ...account };
  return judge({ ...prepared[dialect](), ...inquiry }, raw, {
    account: judged,
    publicKeys: judged.alipayPublicKeys,
    reference: reference('P', 'one', dialect),
    now: STAMP.now,
    clockToleranceMs: 600_000,
  });
}
