import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatewayResult } from '../../src/domain/gateway-results.ts';
import { TRANSACTION_TYPES, type Transaction } from '../../src/domain/transaction.ts';
import { decodeNodeId, encodeNodeId, keyed, type NodeKey } from '../../src/graphql/node-id.ts';
import { failing, FakeLookups } from './fake-lookups.ts';
import { ask } from './gateway.ts';
import { fullPayment, refund, success } from './sample-payment.ts';

const anyText = fc.string({ unit: 'binary' });
const reference = fc.record({
  dialect: fc.constantFrom('PAY_QUERY' as const, 'INQUIRY_PAYMENT' as const, 'TRADE_QUERY' as const),
  account: anyText,
  kind: fc.constantFrom('paymentId' as const, 'merchantReference' as const),
  id: anyText,
});
const transaction = fc.record({
  type: fc.constantFrom(...TRANSACTION_TYPES),
  requestId: fc.option(anyText),
  transactionId: fc.option(anyText),
  nth: fc.nat(),
});
const key: fc.Arbitrary<NodeKey> = fc.oneof(
  fc.record({ type: fc.constant('Payment' as const), reference, transaction: fc.constant(null) }),
  fc.record({ type: fc.constant('Transaction' as const), reference, transaction }),
);

const idOf = (id: string, account = 'mainland') =>
  encodeNodeId({
    type: 'Payment',
    reference: { dialect: 'TRADE_QUERY', account, kind: 'paymentId', id },
    transaction: null,
  });

test('an id brings back whatever it was made of', () => {
  fc.assert(
    fc.property(key, (made) => {
      const id = encodeNodeId(made);
      expect(id).toMatch(/^[\w-]+$/);
      expect(decodeNodeId(id)).toEqual(made);
    }),
  );
});

test('a lone surrogate survives', () => {
  expect(decodeNodeId(idOf('\ud83d'))?.reference.id).toBe('\ud83d');
});

test('no text whatever is taken for an id unless it is exactly one', () => {
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
  fc.assert(
    fc.property(fc.oneof(anyText, json, key.map(encodeNodeId)), anyText, (text, more) => {
      const decoded = decodeNodeId(text + more);
      if (decoded !== null) expect(encodeNodeId(decoded)).toBe(text + more);
    }),
  );
  expect(decodeNodeId(`${idOf('1')}=`)).toBeNull();
});

test('equal transactions of a payment have different keys, in every order', () => {
  const steps: Transaction[] = [refund, refund, { ...refund, type: 'CAPTURE' }, { ...refund, requestId: null }, refund];
  const keys = keyed(steps).map(({ key: one }) => JSON.stringify(one));
  expect(new Set(keys).size).toBe(steps.length);
});

test('each of several equal transactions is fetched again as itself', async () => {
  const steps = [
    { ...refund, statusRaw: 'first' },
    { ...refund, statusRaw: 'second' },
  ];
  const lookups = new FakeLookups(() => ({ payment: { ...fullPayment, transactions: steps } }));
  const { data } = await ask(
    { lookups },
    '{ payment(ref: { dialect: TRADE_QUERY, paymentId: "1" }) { payment { transactions { nodes { id } } } } }',
  );
  const ids = data.payment.payment.transactions.nodes.map((node: { id: string }) => node.id);
  const again = await ask(
    { lookups },
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Transaction { statusRaw } } }',
    {
      ids: [...ids].reverse(),
    },
  );
  expect(again.data.nodes).toEqual([{ statusRaw: 'second' }, { statusRaw: 'first' }]);
});

test.each([
  [{ paymentId: 'P', merchantReference: 'M' }, 'paymentId', 'P'],
  [{ paymentId: null, merchantReference: 'M' }, 'merchantReference', 'M'],
  [{ paymentId: null, merchantReference: null }, 'merchantReference', 'asked'],
])('a payment that reports %j is identified by its %s', async (reports, kind, id) => {
  const lookups = new FakeLookups(() => ({ payment: { ...fullPayment, ...reports } }));
  const query = '{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "asked" }) { payment { id } } }';
  const { data } = await ask({ lookups }, query);
  expect(decodeNodeId(data.payment.payment.id)?.reference).toEqual({
    dialect: 'TRADE_QUERY',
    account: 'mainland',
    kind,
    id,
  });
});

test('nodes keep their order; what does not exist is null, and a failure is an error at its own place', async () => {
  const lookups = new FakeLookups(({ id }) => {
    if (id === 'missing') return failing({ ...success, status: 'FAILURE', code: 'GONE', action: 'CHECK_IDENTIFIER' });
    if (id === 'slow') return failing(gatewayResult('GATEWAY_TIMEOUT', 'late'));
    return {};
  });
  const ids = [
    idOf('missing'),
    idOf('here'),
    'garbage',
    idOf('slow'),
    idOf('here', 'nobody'),
    idOf('x'.repeat(99)),
    '',
  ];
  const { data, errors } = await ask({ lookups }, 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }', { ids });
  expect(data.nodes).toEqual([null, { __typename: 'Payment' }, null, null, null, null, null]);
  expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
    [['nodes', 2], 'BAD_USER_INPUT'],
    [['nodes', 6], 'BAD_USER_INPUT'],
    [['nodes', 3], 'GATEWAY_TIMEOUT'],
  ]);
});

test('a node whose upstream fails says what to do, and one that does not exist says nothing', async () => {
  const failed = new FakeLookups(() => failing(gatewayResult('GATEWAY_OVERLOADED', 'busy')));
  const query = 'query ($id: ID!) { node(id: $id) { id } }';
  const { data, errors } = await ask({ lookups: failed }, query, { id: idOf('1') });
  expect(data).toEqual({ node: null });
  expect(errors).toMatchObject([
    { path: ['node'], extensions: { code: 'GATEWAY_OVERLOADED', retryable: true, action: 'RETRY_LATER' } },
  ]);
  const gone = new FakeLookups(() => failing({ ...success, status: 'FAILURE', action: 'CHECK_IDENTIFIER' }));
  const none = await ask({ lookups: gone }, query, { id: idOf('1') });
  expect(none).toMatchObject({ data: { node: null } });
  expect(none.errors).toBeUndefined();
});

test('a transaction that is no longer among those of its payment does not exist', async () => {
  const id = encodeNodeId({
    type: 'Transaction',
    reference: { dialect: 'TRADE_QUERY', account: 'mainland', kind: 'paymentId', id: '1' },
    transaction: { type: 'VOID', requestId: 'gone', transactionId: null, nth: 0 },
  });
  const query = 'query ($id: ID!) { node(id: $id) { id } }';
  for (const transactions of [null, [], [refund]]) {
    const lookups = new FakeLookups(() => ({ payment: { ...fullPayment, transactions } }));
    expect(await ask({ lookups }, query, { id })).toMatchObject({ data: { node: null } });
  }
});
