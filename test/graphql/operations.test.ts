import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { expect, test } from 'vitest';
import {
  AgainDocument,
  KnownCodesDocument,
  OrderPaymentDocument,
  PaymentSettlingDocument,
  ReconcileDocument,
  ScreenDocument,
  TinyDocument,
  WhereIsDocument,
  type PaymentRef,
} from '../../schema/typed/graphql.ts';
import { demandOf, optionsOf, QUERY_OPTIONS } from '../../src/domain/demand.ts';
import { FakeLookups } from './fake-lookups.ts';
import { ask, RESULTS, send } from './gateway.ts';

const ref: PaymentRef = { dialect: 'TRADE_QUERY', paymentId: '2026 0001' };

/** The data of an operation that must succeed, and the options each of its lookups demanded. */
async function carryOut<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) {
  const lookups = new FakeLookups();
  const { data, errors } = await ask({ lookups }, print(document), variables);
  expect(errors).toBeUndefined();
  return { data: data as Data, demands: lookups.finds.map(({ demand }) => optionsOf(demand)) };
}

test('the order page gets its payment and its refunds with nothing extra asked for', async () => {
  const { data, demands } = await carryOut(OrderPaymentDocument, { ref });
  expect(data.payment.payment).toMatchObject({
    status: 'SUCCEEDED',
    amount: { amount: '88.88', currency: 'CNY' },
    refundedAmount: { amount: '3.00' },
    transactions: { totalCount: 1, nodes: [{ status: 'SUCCEEDED', amount: { amount: '3.00' } }] },
  });
  expect(demands).toEqual([[]]);
});

test('the settling payment is sent as an event', async () => {
  const accept = { accept: 'text/event-stream' };
  const response = await send({}, print(PaymentSettlingDocument), { ref }, accept);
  expect(await response.text()).toContain('"isFinal":true');
});

test('a reconciliation asks for every option, once for each reference, and sums up', async () => {
  const { data, demands } = await carryOut(ReconcileDocument, { refs: [ref, { ...ref, paymentId: 'other' }] });
  expect(demands).toEqual([[...QUERY_OPTIONS], [...QUERY_OPTIONS]]);
  expect(data.payments.items.map(({ paymentId }) => paymentId)).toEqual(['2026 0001', 'other']);
  // Both answers are of one payment, by the identifier they report.
  expect(data.payments.totals).toMatchObject([{ currency: 'CNY', status: 'SUCCEEDED', count: 1 }]);
});

test('a reference is looked for in every dialect', async () => {
  const { data, demands } = await carryOut(WhereIsDocument, { reference: 'order-1' });
  expect(data.paymentsByReference.items).toHaveLength(3);
  expect(demands).toEqual([[], [], []]);
});

test('the known codes are listed without asking anyone', async () => {
  const { data, demands } = await carryOut(KnownCodesDocument, {});
  expect(data.resultCodes.map(({ code }) => code)).toEqual(RESULTS.map(({ code }) => code));
  expect(demands).toEqual([]);
});

test('the tiny query asks for nothing extra', async () => {
  const { data, demands } = await carryOut(TinyDocument, { ref });
  expect(data).toEqual({
    payment: {
      result: { action: 'NONE' },
      payment: { status: 'SUCCEEDED', isFinal: true, amount: { amount: '88.88', currency: 'CNY' } },
    },
  });
  expect(demands).toEqual([[]]);
});

test.each([
  [true, demandOf(['FUND_BILL_LIST', 'VOUCHER_DETAIL_LIST'])],
  [false, 0],
])('the screen’s details are asked for when shown: %s', async (details, demand) => {
  const { data, demands } = await carryOut(ScreenDocument, { ref, details });
  expect(demands).toEqual([optionsOf(demand)]);
  expect(data.payment.payment?.fundBills?.length).toBe(details ? 1 : undefined);
});

test('a payment seen before is fetched by its id', async () => {
  const { data } = await carryOut(OrderPaymentDocument, { ref });
  const again = await carryOut(AgainDocument, { id: data.payment.payment?.id ?? '' });
  expect(again.data).toEqual({ node: { status: 'SUCCEEDED', isFinal: true } });
});
