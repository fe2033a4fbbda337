import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Book, Ids, KnownPayment } from '../ledger.ts';
import { beijingTime } from '../times.ts';
import { generatePayQuery } from './generated.ts';
import { payQueryPayment } from './shape.ts';

const SAMPLE_IDS: Ids = { paymentId: '2015032412007101547201355678', merchantReference: '51051001000000001234' };

/** The payments of PAY_QUERY. */
export function payQueryBook(seed: number): Book {
  return {
    dialect: 'PAY_QUERY',
    special: SPECIAL,
    generate: (index) => generatePayQuery(seed, index),
    settle: (ids, afterSeconds) => ({
      ...payQueryPayment(ids, { payStatus: 'PAY_SUCCESS', currency: 'USD', value: '4200' }),
      settling: {
        afterSeconds,
        meanwhile: payQueryPayment(ids, { payStatus: 'WAIT_BUYER_PAY', currency: 'USD', value: '4200' }).facts,
      },
    }),
    withIds: (facts, ids) =>
      withPayment(facts, { acquirementId: ids?.paymentId, merchantTransId: ids?.merchantReference }),
    withStatus: (facts, payStatus) => withPayment(facts, { payStatus }),
    withAmount: (facts, other) => {
      const { payment } = facts;
      const { orderAmount } = isObject(payment) ? payment : {};
      const { currency, value } = isObject(orderAmount) ? orderAmount : {};
      const changed = { currency: other.currency ?? currency, value: other.amount ?? value };
      return withPayment(facts, { orderAmount: changed });
    },
    paidAt: (facts, ms) => withPayment(facts, { paymentTime: beijingTime(ms) }),
  };
}

/** The response sample of the document, which has no siteBuyerId although it calls it required on SUCCESS. */
const SAMPLE: KnownPayment = {
  ...SAMPLE_IDS,
  about: 'The response sample of the payQuery document.',
  facts: {
    payment: {
      acquirementId: SAMPLE_IDS.paymentId,
      merchantTransId: SAMPLE_IDS.merchantReference,
      payStatus: 'PAY_SUCCESS',
      orderAmount: { currency: 'USD', value: '239' },
      paymentTime: '2001-07-04T12:08:56+05:30',
      extendInfo: '{}',
    },
  },
};

const SPECIAL: readonly KnownPayment[] = [
  SAMPLE,
  special(
    1,
    'everything',
    'Every documented field; the extendInfo would mislead a careless search for the signed text.',
    {
      payStatus: 'PAY_SUCCESS',
      currency: 'EUR',
      value: '123456',
      paymentTime: '2026-01-02T03:04:05+08:00',
      siteBuyerId: '2088455609687485',
      extendInfo: '{"note":"},\\"signature\\":\\"{[\\\\\\\\","response":{"head":"a/b"},"topupAndPay":"false"}',
    },
  ),
  special(2, 'waiting', 'WAIT_BUYER_PAY: not paid yet.', {
    payStatus: 'WAIT_BUYER_PAY',
    currency: 'JPY',
    value: '5000',
  }),
  special(3, 'closed', 'TRADE_CLOSED.', { payStatus: 'TRADE_CLOSED', currency: 'KRW', value: '12000' }),
  special(4, 'cancelled', 'CANCELLED.', { payStatus: 'CANCELLED', currency: 'TWD', value: '30000' }),
  special(5, 'undocumented-status', 'A status no document lists.', {
    payStatus: 'PAY_ON_HOLD',
    currency: 'IDR',
    value: '1500000',
  }),
  special(6, 'pseudo-json', 'An extendInfo in single quotes, as seen in answers of this family.', {
    payStatus: 'PAY_SUCCESS',
    currency: 'PHP',
    value: '9800',
    paymentTime: '2026-01-02T03:04:05+08:00',
    siteBuyerId: '2088000000000006',
    extendInfo: "{'objectId':''}",
  }),
];

function special(
  number: number,
  merchantReference: string,
  about: string,
  facts: Parameters<typeof payQueryPayment>[1],
): KnownPayment {
  const paymentId = `202601021200710154720000000${number}`;
  return { ...payQueryPayment({ paymentId, merchantReference }, facts), about };
}

function withPayment(facts: JsonObject, members: JsonObject): JsonObject {
  const { payment } = facts;
  return isObject(payment) ? { ...facts, payment: { ...payment, ...members } } : facts;
}
