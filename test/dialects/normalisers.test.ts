import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/dialects/dialect.ts';
import { MalformedAnswerError } from '../../src/domain/errors.ts';
import { RECOMMENDED_ACTIONS, RESULT_STATUSES } from '../../src/domain/result.ts';
import { PAYMENT_STATUSES } from '../../src/domain/status.ts';
import { preparedInquiryPayment, preparedPayQuery, preparedTradeQuery } from './conversations.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const money = { currency: 'USD', value: '239' };

const PAY_QUERY: Json = {
  head: { version: '2.0.0', respTime: '2001-07-04T12:08:56+05:30', reserve: '{}' },
  body: {
    resultInfo: { resultStatus: 'S', resultCodeId: '00000000', resultCode: 'SUCCESS', resultMsg: 'success' },
    payment: {
      acquirementId: '2015032412007101547201355678',
      merchantTransId: '51051001000000001234',
      payStatus: 'PAY_SUCCESS',
      orderAmount: money,
      paymentTime: '2001-07-04T12:08:56+05:30',
      extendInfo: '{}',
    },
    siteBuyerId: '2088455609687485',
  },
};

const INQUIRY_PAYMENT: Json = {
  result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success.' },
  paymentStatus: 'SUCCESS',
  paymentResultCode: 'SUCCESS',
  paymentAmount: money,
  paymentTime: '2019-06-01T12:01:01+08:30',
  pspCustomerInfo: { pspName: 'GCash', pspCustomerId: '20882' },
  redirectActionForm: { method: 'GET', redirectUrl: 'https://pay.example' },
  transactions: [
    {
      transactionType: 'REFUND',
      transactionStatus: 'SUCCESS',
      transactionAmount: money,
      transactionResult: { resultStatus: 'S', resultCode: 'SUCCESS' },
    },
  ],
  grossSettlementAmount: money,
  settlementQuote: { quotePrice: 0.88156063, guaranteed: false },
};

const TRADE_QUERY: Json = {
  trade_no: '2013112011001004330000121536',
  trade_status: 'TRADE_CLOSED',
  total_amount: '88.88',
  fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '10', real_amount: 11.21 }],
  voucher_detail_list: [{ id: '1', amount: '1.00' }],
  trade_settle_info: { trade_unsettled_amount: '1.00', trade_settle_detail_list: [{ amount: '1.00' }] },
  send_pay_date: '2014-11-27 15:45:57',
};

/** The sample with one or more of its values, anywhere, replaced or taken away. */
function mutated(sample: Json): fc.Arbitrary<Json> {
  const count = sizeOf(sample);
  const other = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<Json>,
    fc.constantFrom<Json>('', 'null', '[]', '{}', '[{}]', 1e300, -0, '1e2', '０', '\u0000', [], {}, [null]),
  );
  return fc
    .array(fc.tuple(fc.nat(count - 1), fc.option(other, { nil: undefined })), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      const byPlace = new Map(changes);
      let place = -1;
      const walk = (value: Json): Json | undefined => {
        place += 1;
        if (byPlace.has(place)) {
          const replacement = byPlace.get(place);
          place += sizeOf(value) - 1;
          return replacement;
        }
        if (Array.isArray(value)) return value.map((item) => walk(item) ?? null);
        if (value === null || typeof value !== 'object') return value;
        const entries = Object.entries(value).map(([name, item]) => [name, walk(item)] as const);
        return Object.fromEntries(entries.flatMap(([name, item]) => (item === undefined ? [] : [[name, item]])));
      };
      return walk(sample) ?? null;
    });
}

function sizeOf(value: Json): number {
  if (value === null || typeof value !== 'object') return 1;
  return 1 + Object.values(value).reduce((sum: number, item) => sum + sizeOf(item), 0);
}

describe.each([
  { name: 'PAY_QUERY', inquiry: preparedPayQuery(), sample: PAY_QUERY },
  { name: 'PAY_QUERY in the main unit', inquiry: preparedPayQuery({ amountUnit: 'major' }), sample: PAY_QUERY },
  { name: 'INQUIRY_PAYMENT', inquiry: preparedInquiryPayment(), sample: INQUIRY_PAYMENT },
  { name: 'TRADE_QUERY', inquiry: preparedTradeQuery(), sample: TRADE_QUERY },
])('reading $name', ({ inquiry, sample }) => {
  const httpStatus = fc.constantFrom(200, 202, 400, 404, 429, 500);

  /** The reading, or null when the answer was refused; anything else thrown fails the test. */
  function read(content: string, http: number): Reading | null {
    try {
      return inquiry.read(content, http);
    } catch (error) {
      if (error instanceof MalformedAnswerError) return null;
      throw error;
    }
  }

  function expectSound(reading: Reading | null): void {
    if (reading === null) return;
    expect(RESULT_STATUSES).toContain(reading.result.status);
    expect(RECOMMENDED_ACTIONS).toContain(reading.result.action);
    expect(reading.result.code).toBe(reading.result.code.trim().toUpperCase());
    expect(reading.payment !== null).toBe(reading.result.status === 'SUCCESS');
    if (reading.payment === null) return;
    expect(PAYMENT_STATUSES).toContain(reading.payment.status);
    expect(reading.payment.amount === null || typeof reading.payment.amount.minor === 'bigint').toBe(true);
  }

  it('is sound or refused for any JSON at all', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), httpStatus, (json, http) => {
        expectSound(read(json, http));
      }),
    );
  });

  it('is sound or refused for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), httpStatus, (text, http) => {
        expectSound(read(text, http));
      }),
    );
  });

  it('is sound or refused for an answer of which a few values are something else', () => {
    fc.assert(
      fc.property(mutated(sample), httpStatus, (json, http) => {
        expectSound(read(JSON.stringify(json), http));
      }),
      { numRuns: 1_500 },
    );
  });

  it('is refused for a hundred thousand brackets, wherever they stand', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const [first = ''] = Object.keys(sample);
    for (const json of [deep, `{"${first}":${deep}}`, '{"a":'.repeat(100_000)]) expect(read(json, 200)).toBeNull();
  });

  it('is a payment for the sample itself', () => {
    expect(read(JSON.stringify(sample), 200)?.payment).not.toBeNull();
  });

  it('never names personal data in what it refuses with', () => {
    const secrets = ['2088455609687485', '20882'];
    fc.assert(
      fc.property(mutated(sample), (json) => {
        try {
          inquiry.read(JSON.stringify(json), 200);
        } catch (error) {
          const message = error instanceof Error ? error.message : '';
          expect(secrets.filter((secret) => message.includes(secret))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
