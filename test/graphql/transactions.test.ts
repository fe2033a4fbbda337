import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAYMENT_STATUSES } from '../../src/domain/status.ts';
import { TRANSACTION_TYPES, type Transaction } from '../../src/domain/transaction.ts';
import { pageOf, type Page } from '../../src/graphql/paging.ts';
import { FakeLookups } from './fake-lookups.ts';
import { ask } from './gateway.ts';
import { fullPayment, refund } from './sample-payment.ts';

const numbers = fc.array(fc.nat(9), { maxLength: 12 });
const even = (n: number) => n % 2 === 0;
const all = () => true;

test('following cursors forwards or backwards passes every matching item once, in order', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 5 }), fc.constantFrom(even, all), (items, size, passes) => {
      const expected = items.filter(passes);
      const forwards: number[] = [];
      let after: string | null = null;
      for (;;) {
        const page: Page<number> = pageOf(items, passes, { first: size, after });
        forwards.push(...page.edges.map(({ node }) => node));
        expect(page.totalCount).toBe(expected.length);
        expect(page.pageInfo.hasPreviousPage).toBe(forwards.length > page.edges.length);
        expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
        after = page.pageInfo.endCursor;
        if (!page.pageInfo.hasNextPage) break;
      }
      expect(forwards).toEqual(expected);
      const backwards: number[] = [];
      let before: string | null = null;
      for (;;) {
        const page: Page<number> = pageOf(items, passes, { last: size, before });
        backwards.unshift(...page.edges.map(({ node }) => node));
        before = page.pageInfo.startCursor;
        if (!page.pageInfo.hasPreviousPage) break;
      }
      expect(backwards).toEqual(expected);
    }),
  );
});

test('first and last cut a page as the Relay specification says', () => {
  const count = fc.option(fc.nat(14));
  fc.assert(
    fc.property(numbers, count, count, fc.option(fc.nat(11)), fc.option(fc.nat(11)), (items, first, last, from, to) => {
      const cursors = pageOf(items, all, {}).edges.map(({ cursor }) => cursor);
      const after = from === null ? null : (cursors[from] ?? null);
      const before = to === null ? null : (cursors[to] ?? null);
      let expected = items.map((_, place) => place);
      if (after !== null) expected = expected.filter((place) => place > (from ?? 0));
      if (before !== null) expected = expected.filter((place) => place < (to ?? 0));
      if (first !== null) expected = expected.slice(0, first);
      if (last !== null) expected = expected.slice(Math.max(0, expected.length - last));
      const page = pageOf(items, all, { first, last, after, before });
      expect(page.edges.map(({ cursor }) => cursors.indexOf(cursor))).toEqual(expected);
    }),
  );
});

const steps: Transaction[] = TRANSACTION_TYPES.flatMap((type) =>
  PAYMENT_STATUSES.map((status) => ({ ...refund, type, status, requestId: `${type} ${status}` })),
);
const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';
const page = (args: string, transactions: Transaction[] | null = steps) =>
  ask(
    { lookups: new FakeLookups(() => ({ payment: { ...fullPayment, transactions } })) },
    `{ payment(ref: ${REF}) { payment { status transactions${args} { totalCount nodes { requestId } edges { cursor node { requestId } } } } } }`,
  );

test('types and statuses narrow the list, and an empty list of them does not', async () => {
  const some = await page('(types: [REFUND, VOID], statuses: [SUCCEEDED], first: 1)');
  expect(some.data.payment.payment.transactions).toMatchObject({
    totalCount: 2,
    nodes: [{ requestId: 'REFUND SUCCEEDED' }],
    edges: [{ node: { requestId: 'REFUND SUCCEEDED' } }],
  });
  const every = await page('(types: [], statuses: [])');
  expect(every.data.payment.payment.transactions.totalCount).toBe(steps.length);
});

test('a list that was not reported is null, one without items is empty', async () => {
  expect((await page('', null)).data.payment.payment.transactions).toBeNull();
  expect((await page('', [])).data.payment.payment.transactions).toEqual({ totalCount: 0, nodes: [], edges: [] });
});

test.each([
  '(first: -1)',
  '(last: -1)',
  '(after: "garbage")',
  '(before: "")',
  `(after: "${Buffer.from('v1:01').toString('base64url')}")`,
])('%s is bad input, and the payment stands', async (args) => {
  const { data, errors } = await page(args);
  expect(data.payment.payment).toEqual({ status: 'SUCCEEDED', transactions: null });
  expect(errors).toMatchObject([
    { path: ['payment', 'payment', 'transactions'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});
