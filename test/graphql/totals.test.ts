import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIALECTS } from '../../src/domain/dialect.ts';
import { gatewayResult } from '../../src/domain/gateway-results.ts';
import { PAYMENT_STATUSES } from '../../src/domain/status.ts';
import type { PaymentView } from '../../src/graphql/payment-view.ts';
import { totalsOf } from '../../src/graphql/totals.ts';
import { failing, FakeLookups } from './fake-lookups.ts';
import { ask } from './gateway.ts';
import { emptyPayment, fullPayment, money } from './sample-payment.ts';

// What a payment says follows from what names it, as it does upstream.
const view = fc
  .record({
    dialect: fc.constantFrom(...DIALECTS),
    account: fc.constantFrom('a', 'b'),
    number: fc.nat(4),
    reports: fc.boolean(),
  })
  .map(({ dialect, account, number, reports }): PaymentView => {
    const amount = number === 0 ? null : money(['CNY', 'JPY', 'USD'][number % 3]!, 10n ** 20n + BigInt(number));
    const status = PAYMENT_STATUSES[number]!;
    return {
      __typename: 'Payment',
      payment: { ...emptyPayment, dialect, status, amount, paymentId: reports ? String(number) : null },
      reference: { dialect, account, identity: 'i', kind: 'paymentId', id: String(number) },
      options: 0,
      failure: null,
    };
  });

test('totals count and sum each payment once, exactly, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(view, { maxLength: 40 }), (views) => {
      const totals = totalsOf(views);
      const distinct = [...new Map(views.map((one) => [JSON.stringify(one.reference), one])).values()];
      expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(distinct.length);
      for (const { status, count, amount } of totals) {
        const counted = distinct.filter(
          ({ payment }) => payment.status === status && (payment.amount?.currency ?? 'XXX') === amount.currency,
        );
        expect(count).toBe(counted.length);
        expect(amount.minor).toBe(counted.reduce((sum, { payment }) => sum + (payment.amount?.minor ?? 0n), 0n));
      }
      expect(totalsOf(views.toReversed())).toEqual(totals);
      const lines = totals.map(({ status, amount }) => `${amount.currency} ${PAYMENT_STATUSES.indexOf(status)}`);
      expect(lines).toEqual([...new Set(lines)].sort());
    }),
  );
});

test('payments without an amount are counted under no currency, stale ones under theirs, failed lookups nowhere', async () => {
  const lookups = new FakeLookups(({ id }) => {
    if (id === 'failed') return failing(gatewayResult('GATEWAY_TIMEOUT', 'late'));
    if (id === 'stale') return { freshness: 'STALE', result: gatewayResult('GATEWAY_TIMEOUT', 'late') };
    return { payment: { ...fullPayment, paymentId: id, status: 'FAILED', amount: null } };
  });
  const refs = ['1', '2', '1', 'failed', 'stale'].map((paymentId) => ({ dialect: 'TRADE_QUERY', paymentId }));
  const { data } = await ask(
    { lookups },
    'query ($refs: [PaymentRef!]!) { payments(refs: $refs) { totals { currency status count amount { currency amount minor raw } } } }',
    { refs },
  );
  expect(data.payments.totals).toEqual([
    {
      currency: 'CNY',
      status: 'SUCCEEDED',
      count: 1,
      amount: { currency: 'CNY', amount: '88.88', minor: '8888', raw: null },
    },
    { currency: 'XXX', status: 'FAILED', count: 2, amount: { currency: 'XXX', amount: '0', minor: '0', raw: null } },
  ]);
});
