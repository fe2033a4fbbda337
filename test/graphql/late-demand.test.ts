import { expect, test } from 'vitest';
import { demandOf, type Demand } from '../../src/domain/demand.ts';
import { gatewayResult } from '../../src/domain/gateway-results.ts';
import type { Lookup } from '../../src/lookup/lookup.ts';
import { failing, FakeLookups, paymentWith } from './fake-lookups.ts';
import { readWith, type PaymentView } from '../../src/graphql/payment-view.ts';
import { ask, contextOf } from './gateway.ts';
import { success } from './sample-payment.ts';

const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';
const QUERY = `{ payment(ref: ${REF}) { payment { status fundBills { channel } settlement { details { type } grossAmount { minor } } } } }`;
const FUNDS = demandOf(['FUND_BILL_LIST']);
const SETTLES = demandOf(['TRADE_SETTLE_INFO']);

/** A stale answer: the inquiry failed, and what is known was fetched with these options. */
function staleWith(options: Demand): Partial<Lookup> {
  return {
    result: gatewayResult('GATEWAY_TIMEOUT', 'late'),
    freshness: 'STALE',
    payment: paymentWith(options),
    options,
  };
}

/** A payment of which nothing optional is known, though its inquiry succeeded: as if the look-ahead had missed it. */
const unaware: PaymentView = {
  __typename: 'Payment',
  payment: paymentWith(0),
  reference: { dialect: 'TRADE_QUERY', account: 'mainland-2', identity: 'i', kind: 'merchantReference', id: 'm' },
  options: SETTLES,
  failure: null,
};

test('everything the selection needs is asked for at once', async () => {
  const lookups = new FakeLookups();
  const { errors } = await ask({ lookups }, QUERY);
  expect(errors).toBeUndefined();
  expect(lookups.finds.map(({ demand }) => demand)).toEqual([FUNDS | SETTLES]);
});

test('a payment that was fetched without an option is asked for again, with that and all it was fetched with', async () => {
  const lookups = new FakeLookups();
  const bills = await readWith(unaware, 'FUND_BILL_LIST', contextOf({ lookups }), ({ fundBills }) => fundBills);
  expect(bills).toHaveLength(1);
  expect(lookups.finds).toEqual([{ reference: unaware.reference, demand: FUNDS | SETTLES }]);
});

test.each<[string, Partial<Lookup>]>([
  ['fails', failing(gatewayResult('GATEWAY_TIMEOUT', 'late'))],
  ['brings only what is known', staleWith(0)],
])('when asking again %s, the field says why instead of being null', async (_how, later) => {
  const context = contextOf({ lookups: new FakeLookups(() => later) });
  const reading = readWith(unaware, 'FUND_BILL_LIST', context, ({ fundBills }) => fundBills);
  await expect(reading).rejects.toMatchObject({
    message: 'late',
    extensions: { code: 'GATEWAY_TIMEOUT', retryable: true, action: 'RETRY' },
  });
});

test('when asking again fails but the option is known, what is known is shown', async () => {
  const context = contextOf({ lookups: new FakeLookups(() => staleWith(FUNDS)) });
  expect(await readWith(unaware, 'FUND_BILL_LIST', context, ({ fundBills }) => fundBills)).toHaveLength(1);
});

test('a stale payment that lacks an option says why, and the rest of it stands', async () => {
  const lookups = new FakeLookups(() => staleWith(0));
  const { data, errors } = await ask({ lookups }, QUERY);
  expect(data.payment.payment).toEqual({
    status: 'SUCCEEDED',
    fundBills: null,
    settlement: { details: null, grossAmount: null },
  });
  const extensions = { code: 'GATEWAY_TIMEOUT', retryable: true, action: 'RETRY' };
  expect(errors).toMatchObject([
    { path: ['payment', 'payment', 'fundBills'], message: 'late', extensions },
    { path: ['payment', 'payment', 'settlement', 'details'], message: 'late', extensions },
  ]);
  // It has just failed for this very demand; asking once more would be in vain.
  expect(lookups.finds).toHaveLength(1);
});

test('what a stale payment does hold is shown', async () => {
  const lookups = new FakeLookups(() => staleWith(FUNDS));
  const { data } = await ask({ lookups }, `{ payment(ref: ${REF}) { payment { fundBills { channel } } } }`);
  expect(data.payment.payment.fundBills).toEqual([{ channel: 'ALIPAYACCOUNT' }]);
});

test('a dialect without options answers null and is asked only once', async () => {
  const lookups = new FakeLookups();
  const { data, errors } = await ask({ lookups }, QUERY.replace('TRADE_QUERY', 'PAY_QUERY'));
  expect(errors).toBeUndefined();
  expect(data.payment.payment).toEqual({ status: 'SUCCEEDED', fundBills: null, settlement: null });
  expect(lookups.finds).toHaveLength(1);
});

test('a failed answer has no payment, whatever was selected of it', async () => {
  const lookups = new FakeLookups(() => failing({ ...success, status: 'FAILURE', code: 'GONE' }));
  const { data, errors } = await ask({ lookups }, QUERY);
  expect(errors).toBeUndefined();
  expect(data.payment.payment).toBeNull();
});
