import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  ASK,
  askPayQuery,
  codeOf,
  DIALECTS,
  inquiryPayment,
  merchantReferenceOf,
  payQuery,
  tradeQuery,
} from './clients.ts';

let sandbox: Sandbox;
let clock = Date.now();
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
});
afterAll(() => sandbox.close());

const PREFIX = { PAY_QUERY: 'pq', INQUIRY_PAYMENT: 'ip', TRADE_QUERY: 'tq' } as const;

function words(facts: unknown, pattern: RegExp): Set<string> {
  return new Set([...JSON.stringify(facts).matchAll(pattern)].map((match) => match[1]!));
}

describe('the payments of the sandbox', () => {
  it('are the same for the same seed and others for another', async () => {
    const [same, other] = await Promise.all([startSandbox(), startSandbox({ seed: 2 })]);
    try {
      for (const dialect of DIALECTS) {
        expect(same.payments(dialect)).toEqual(sandbox.payments(dialect));
        expect(other.payments(dialect)).not.toEqual(sandbox.payments(dialect));
      }
    } finally {
      await Promise.all([same.close(), other.close()]);
    }
  });

  it.each(DIALECTS.map((dialect) => [dialect] as const))(
    'are a thousand and more for %s, each with ids of its own',
    (dialect) => {
      const payments = sandbox.payments(dialect);
      expect(payments.length).toBeGreaterThan(1000);
      expect(new Set(payments.map(({ merchantReference }) => merchantReference)).size).toBe(payments.length);
      expect(new Set(payments.map(({ paymentId }) => paymentId)).size).toBe(payments.length);
      expect(payments.every(({ paymentId }) => paymentId.length <= 64)).toBe(true);
      const references = payments
        .filter(({ about }) => about === undefined)
        .map(({ merchantReference }) => merchantReference);
      expect(references).toHaveLength(1000);
      expect([references[0], references[999]]).toEqual([`${PREFIX[dialect]}-0001`, `${PREFIX[dialect]}-1000`]);
      expect(payments.some(({ settling }) => settling !== undefined)).toBe(true);
      expect(payments.some(({ result }) => result !== undefined)).toBe(true);
    },
  );

  it('cover every status', () => {
    const statuses = (dialect: (typeof DIALECTS)[number]): Set<string> =>
      words(sandbox.payments(dialect), /"(?:payStatus|paymentStatus|trade_status)":"(\w+)"/g);
    for (const status of ['PAY_SUCCESS', 'WAIT_BUYER_PAY', 'PAYING', 'INIT', 'TRADE_CLOSED', 'CLOSED', 'CANCELLED']) {
      expect(statuses('PAY_QUERY')).toContain(status);
    }
    for (const status of ['SUCCESS', 'PROCESSING', 'PENDING', 'FAIL', 'CANCELLED']) {
      expect(statuses('INQUIRY_PAYMENT')).toContain(status);
    }
    for (const status of ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED']) {
      expect(statuses('TRADE_QUERY')).toContain(status);
    }
  });

  it('cover the currencies, with the zeros some of them must have', () => {
    for (const dialect of ['PAY_QUERY', 'INQUIRY_PAYMENT'] as const) {
      const generated = sandbox.payments(dialect).filter(({ about }) => about === undefined);
      const currencies = words(generated, /"currency":"(\w+)"/g);
      for (const currency of ['JPY', 'KRW', 'IDR', 'TWD', 'USD', 'EUR', 'HKD', 'PHP'])
        expect(currencies).toContain(currency);
      const text = JSON.stringify(generated);
      const amounts = [
        ...text.matchAll(/"currency":"(\w+)","value":"(\d+)"/g).map(([, currency, value]) => [currency, value]),
        ...text.matchAll(/"value":"(\d+)","currency":"(\w+)"/g).map(([, value, currency]) => [currency, value]),
      ];
      expect(amounts.length).toBeGreaterThan(500);
      for (const [currency, value] of amounts) {
        expect(value).toMatch(currency === 'IDR' || currency === 'TWD' ? /^[1-9]\d*00$/ : /^[1-9]\d*$/);
      }
    }
  });

  it.each(DIALECTS.map((dialect) => [dialect] as const))('are found by either id at %s', async (dialect) => {
    const fine = sandbox.payments(dialect).filter(({ result }) => result === undefined);
    for (const { merchantReference, paymentId } of [...fine.slice(0, 8), ...fine.slice(-3)]) {
      expect(merchantReferenceOf(await ASK[dialect](sandbox, merchantReference))).toBe(merchantReference);
      const byPaymentId = {
        PAY_QUERY: () => payQuery(sandbox, { merchantId: '218820000000000000023', acquirementId: paymentId }),
        INQUIRY_PAYMENT: () => inquiryPayment(sandbox, { paymentId }),
        TRADE_QUERY: () => tradeQuery(sandbox, { trade_no: paymentId }),
      }[dialect];
      expect(merchantReferenceOf(await byPaymentId())).toBe(merchantReference);
    }
  });

  it('are not found beyond the last one, nor by nearly an id', async () => {
    for (const id of ['pq-0000', 'pq-1001', 'pq-001', 'ip-0001', '2026010112007101']) {
      expect(codeOf(await askPayQuery(sandbox, id))).toBe('ORDER_NOT_EXIST');
    }
  });

  it('give the result some of them always have', async () => {
    for (const dialect of DIALECTS) {
      const payment = sandbox.payments(dialect).find(({ result }) => result !== undefined)!;
      expect(codeOf(await ASK[dialect](sandbox, payment.merchantReference))).toBe(payment.result);
    }
  });
});

describe('a settling payment', () => {
  const START = Date.now();

  it.each([
    ['PAY_QUERY', '"WAIT_BUYER_PAY"', '"PAY_SUCCESS"', '"paymentTime"'],
    ['INQUIRY_PAYMENT', '"PROCESSING"', '"paymentStatus":"SUCCESS"', '"paymentTime"'],
    ['TRADE_QUERY', '"WAIT_BUYER_PAY"', '"TRADE_SUCCESS"', '"send_pay_date"'],
  ] as const)('of %s is unfinished until so long after the first inquiry', async (dialect, before, after, time) => {
    clock = START;
    const id = 'settling-30-a';
    expect((await ASK[dialect](sandbox, id)).body).toContain(before);
    clock = START + 29_999;
    const last = await ASK[dialect](sandbox, id);
    expect(last.body).toContain(before);
    expect(last.body).not.toContain(time);
    // Another one, asked for later, has a time of its own.
    expect((await ASK[dialect](sandbox, 'settling-30-b')).body).toContain(before);
    clock = START + 30_000;
    const settled = await ASK[dialect](sandbox, id);
    expect(settled.body).toContain(after);
    expect(settled.body).toContain(time);
    expect((await ASK[dialect](sandbox, 'settling-30-b')).body).toContain(before);
  });

  it('can be a generated one', async () => {
    clock = START;
    const payment = sandbox.payments('TRADE_QUERY').find(({ settling }) => settling !== undefined)!;
    expect((await ASK.TRADE_QUERY(sandbox, payment.merchantReference)).body).toContain('"WAIT_BUYER_PAY"');
    clock = START + 60_000;
    expect((await ASK.TRADE_QUERY(sandbox, payment.merchantReference)).body).toContain('"TRADE_SUCCESS"');
  });

  it('is one payment under both its ids', async () => {
    clock = START;
    const answer = JSON.parse((await tradeQuery(sandbox, { out_trade_no: 'settling-5' })).body);
    clock = START + 5000;
    const settled = JSON.parse((await tradeQuery(sandbox, { trade_no: answer.trade_no })).body);
    expect(settled).toMatchObject({ out_trade_no: 'settling-5', trade_status: 'TRADE_SUCCESS' });
  });
});
