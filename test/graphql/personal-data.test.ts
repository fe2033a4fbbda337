import { isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { PERMISSIONS, type Permission } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { encodeNodeId } from '../../src/graphql/node-id.ts';
import { ask, send, type Told } from './gateway.ts';

const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';

/** Each personal field, by the selection of a payment that reaches it, and what it holds. */
const ofPayment: [string, unknown][] = [
  ['extInfo', { note: 'hello', points: 1.5 }],
  ['buyer { userId }', { userId: 'user-1' }],
  ['buyer { openId }', { openId: 'open-1' }],
  ['buyer { displayId }', { displayId: 'a**@example.com' }],
  ['redirect { parameters }', { parameters: { token: 't-1' } }],
  ['settlement { details { from } }', { details: [{ from: 'account-from' }] }],
  ['settlement { details { to } }', { details: [{ to: 'account-to' }] }],
  ['settlement { details { originalFrom } }', { details: [{ originalFrom: 'account-original-from' }] }],
  ['settlement { details { originalTo } }', { details: [{ originalTo: 'account-original-to' }] }],
];

const payment = ofPayment.map(([selection], n) => `f${n}: ${selection}`).join(' ');
const ID = encodeNodeId({
  type: 'Payment',
  reference: { dialect: 'TRADE_QUERY', account: 'mainland', kind: 'paymentId', id: '1' },
  transaction: null,
});

/** Every way to a payment. */
const ways: [string, string, (data: Told['data']) => unknown][] = [
  ['payment', `{ payment(ref: ${REF}) { payment { ${payment} } } }`, (data) => data.payment.payment],
  [
    'payments',
    `{ payments(refs: [${REF}]) { items { payment { ${payment} } } } }`,
    (data) => data.payments.items[0].payment,
  ],
  [
    'paymentsByReference',
    `{ paymentsByReference(merchantReference: "m", dialects: [TRADE_QUERY]) { items { payment { ${payment} } } } }`,
    (data) => data.paymentsByReference.items[0].payment,
  ],
  ['node', `{ node(id: "${ID}") { ... on Payment { ${payment} } } }`, (data) => data.node],
  ['nodes', `{ nodes(ids: ["${ID}"]) { ... on Payment { ${payment} } } }`, (data) => data.nodes[0]],
  [
    'paymentUpdates',
    `subscription { paymentUpdates(ref: ${REF}) { payment { ${payment} } } }`,
    (data) => data.paymentUpdates.payment,
  ],
];

async function told(permissions: readonly Permission[], query: string): Promise<Told> {
  if (!query.startsWith('subscription')) return ask({ permissions }, query);
  const text = await (await send({ permissions }, query, {}, { accept: 'text/event-stream' })).text();
  return JSON.parse(/^data: (\{.*)$/m.exec(text)?.[1] ?? '') as Told;
}

const blank = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(blank);
  const inner = Object.entries(value as object).map(([name, held]) => [name, Array.isArray(held) ? blank(held) : null]);
  return Object.fromEntries(inner);
};

test.each(ways)(
  'by %s, personal fields show with the permission only, and are counted without',
  async (_way, query, at) => {
    const shown = await told(PERMISSIONS, query);
    expect(shown.errors).toBeUndefined();
    expect(Object.values(at(shown.data) as object)).toEqual(ofPayment.map(([, value]) => value));
    expect(shown.extensions.gateway['redacted']).toBe(0);

    const hidden = await told(['payments', 'bulk', 'live', 'raw'], query);
    expect(hidden.errors).toBeUndefined();
    const blanks = ofPayment.map(([selection, value]) => (selection === 'extInfo' ? null : blank(value)));
    expect(Object.values(at(hidden.data) as object)).toEqual(blanks);
    expect(hidden.extensions.gateway['redacted']).toBe(ofPayment.length);
  },
);

test.each<[Permission[], boolean]>([
  [['payments', 'raw', 'pii'], true],
  [['payments', 'raw'], false],
  [['payments', 'pii'], false],
  [['payments'], false],
])('with %j the raw response shows: %s', async (permissions, shows) => {
  const { data, errors, extensions } = await ask(
    { permissions },
    `{ payment(ref: ${REF}) { exchange { raw operation } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data.payment.exchange.raw !== null).toBe(shows);
  expect(data.payment.exchange.operation).toBe('POST /v3/alipay/trade/query');
  expect(extensions.gateway['redacted']).toBe(shows ? 0 : 1);
});

test('the table above names every field the schema marks, and each of them says so first', () => {
  const marked = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => field.astNode?.directives?.some(({ name }) => name.value === 'pii'));
  for (const { field } of marked) expect(field.description).toMatch(/^PII\. /);
  const named = marked.map(({ type, field }) => `${type.name}.${field.name}`);
  expect(named.toSorted()).toEqual([
    'Buyer.displayId',
    'Buyer.openId',
    'Buyer.userId',
    'Exchange.raw',
    'Payment.extInfo',
    'Redirect.parameters',
    'SettlementDetail.from',
    'SettlementDetail.originalFrom',
    'SettlementDetail.originalTo',
    'SettlementDetail.to',
  ]);
  // All but the raw response are reached from a payment.
  expect(ofPayment).toHaveLength(named.length - 1);
  const described = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ description }) => description?.startsWith('PII.'));
  expect(described).toHaveLength(named.length);
});
