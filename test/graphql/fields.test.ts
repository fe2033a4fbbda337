import { getNamedType, isInterfaceType, isObjectType, type GraphQLNamedType } from 'graphql';
import { expect, test } from 'vitest';
import { demandOf, QUERY_OPTIONS } from '../../src/domain/demand.ts';
import { schema } from '../../src/graphql/schema.ts';
import { ACCOUNTS, FakeLookups } from './fake-lookups.ts';
import { ask, RESULTS, send } from './gateway.ts';
import { exchange, fullPayment } from './sample-payment.ts';

const REF = '{ dialect: TRADE_QUERY, paymentId: "2026 0001" }';

/** Every field of the type, all the way down; a field that leads back to its own type is left out there. */
function everything(type: GraphQLNamedType, above: string[] = []): string {
  if (isInterfaceType(type)) return '{ id }';
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields())
    .filter((field) => !above.includes(getNamedType(field.type).name))
    .map((field) => `${field.name} ${everything(getNamedType(field.type), [...above, type.name])}`);
  return `{ __typename ${fields.join(' ')} }`;
}

const info = (code: string, dialect: string) => ({
  __typename: 'ResultInfo',
  dialect,
  status: 'SUCCESS',
  code,
  codeId: dialect === 'TRADE_QUERY' ? '00000000' : null,
  message: 'success.',
  retryable: false,
  action: 'NONE',
  advice: 'Nothing to do.',
});
const cny = (minor: number, raw: string | null = String(minor)) => ({
  __typename: 'Money',
  currency: 'CNY',
  amount: (minor / 100).toFixed(2),
  minor: String(minor),
  raw,
});
const refund = {
  __typename: 'Transaction',
  id: expect.any(String),
  type: 'REFUND',
  transactionId: 'refund-1',
  requestId: 'my-refund-1',
  status: 'SUCCEEDED',
  statusRaw: 'SUCCESS',
  amount: cny(300),
  occurredAt: '2026-01-03T10:00:00+08:00',
  result: info('SUCCESS', 'TRADE_QUERY'),
};

const everyFact = {
  __typename: 'PaymentLookup',
  dialect: 'TRADE_QUERY',
  account: 'mainland',
  paymentId: '2026 0001',
  merchantReference: null,
  result: info('SUCCESS', 'TRADE_QUERY'),
  payment: {
    __typename: 'Payment',
    id: expect.any(String),
    dialect: 'TRADE_QUERY',
    account: 'mainland',
    paymentId: '2026 0001',
    merchantReference: 'order-1',
    status: 'SUCCEEDED',
    statusRaw: 'TRADE_SUCCESS',
    isFinal: true,
    wasPaid: true,
    outcome: info('SUCCESS', 'INQUIRY_PAYMENT'),
    amount: cny(8888, '88.88'),
    breakdown: {
      __typename: 'AmountBreakdown',
      buyerPaid: cny(1),
      received: cny(2),
      invoiceable: cny(3),
      points: cny(4),
      platformDiscount: cny(5),
      merchantDiscount: cny(6),
    },
    refundedAmount: cny(300, null),
    customsDeclarationAmount: cny(7),
    settlement: {
      __typename: 'Settlement',
      grossAmount: { __typename: 'Money', currency: 'USD', amount: '12.34', minor: '1234', raw: '1234' },
      quote: {
        __typename: 'Quote',
        id: 'quote-1',
        currencyPair: 'CNY/USD',
        price: '0.1388',
        startsAt: '2026-01-01T00:00:00Z',
        expiresAt: '2026-01-02T00:00:00-03:30',
        guaranteed: true,
      },
      unsettledAmount: cny(8),
      details: [
        {
          __typename: 'SettlementDetail',
          type: 'replenish',
          serialNumber: 'S1',
          occurredAt: '2026-01-02T09:00:00+08:00',
          amount: cny(9),
          from: 'account-from',
          to: 'account-to',
          originalFrom: 'account-original-from',
          originalTo: 'account-original-to',
        },
      ],
    },
    fundBills: [{ __typename: 'FundBill', channel: 'ALIPAYACCOUNT', amount: cny(10), realAmount: cny(11) }],
    vouchers: [
      {
        __typename: 'Voucher',
        id: 'voucher-1',
        name: 'Ten off',
        type: 'ALIPAY_FIX_VOUCHER',
        amount: cny(12),
        merchantContribution: cny(13),
        otherContribution: cny(14),
        purchaseBuyerContribution: cny(15),
        purchaseMerchantContribution: cny(16),
        purchasePlatformContribution: cny(17),
        templateId: 'template-1',
        memo: 'A remark',
      },
    ],
    createdAt: '2026-01-01T10:00:00+08:00',
    completedAt: '2026-01-01T10:00:01+08:00',
    authExpiresAt: '2026-01-08T10:00:00+08:00',
    buyer: {
      __typename: 'Buyer',
      userId: 'user-1',
      openId: 'open-1',
      displayId: 'a**@example.com',
      type: 'PRIVATE',
      wallet: 'GCash',
    },
    store: { __typename: 'Store', id: 'store-1', name: 'Corner shop', terminalId: 'till-1' },
    redirect: {
      __typename: 'Redirect',
      url: 'https://pay.example/go',
      method: 'GET',
      parameters: { token: 't-1' },
    },
    transactions: {
      __typename: 'TransactionConnection',
      edges: [{ __typename: 'TransactionEdge', node: refund, cursor: expect.any(String) }],
      nodes: [refund],
      pageInfo: {
        __typename: 'PageInfo',
        hasNextPage: false,
        hasPreviousPage: false,
        startCursor: expect.any(String),
        endCursor: expect.any(String),
      },
      totalCount: 1,
    },
    extInfo: { note: 'hello', points: 1.5 },
  },
  freshness: 'LIVE',
  asOf: '2026-01-05T10:00:00.456+08:00',
  exchange: {
    __typename: 'Exchange',
    operation: 'POST /v3/alipay/trade/query',
    version: '2.0',
    clientId: 'app-1',
    requestId: 'req-1',
    requestedAt: '2026-01-05T10:00:00.123+08:00',
    respondedAt: '2026-01-05T10:00:00.456+08:00',
    reserve: { shard: 7 },
    httpStatus: 200,
    signatureVerified: true,
    queryOptions: [...QUERY_OPTIONS],
    cached: false,
    raw: { trade_no: '2026 0001', total_amount: '88.88' },
  },
};

test('every field of an answer tells its fact', async () => {
  const { data, errors } = await ask({}, `{ payment(ref: ${REF}) ${everything(schema.getType('PaymentLookup')!)} }`);
  expect(errors).toBeUndefined();
  expect(data.payment).toEqual(everyFact);
});

test('every field of many answers tells its fact', async () => {
  const selection = everything(schema.getType('PaymentLookups')!);
  const { data } = await ask({}, `{ payments(refs: [${REF}]) ${selection} }`);
  expect(data.payments).toEqual({
    __typename: 'PaymentLookups',
    items: [everyFact],
    totals: [
      {
        __typename: 'PaymentTotal',
        currency: 'CNY',
        status: 'SUCCEEDED',
        count: 1,
        amount: cny(8888, null),
      },
    ],
  });
});

test('a payment and a transaction are fetched again by their ids', async () => {
  const world = { lookups: new FakeLookups() };
  const first = await ask(world, `{ payment(ref: ${REF}) { payment { id transactions { nodes { id } } } } }`);
  const { id, transactions } = first.data.payment.payment;
  const payment = everything(schema.getType('Payment')!);
  const transaction = everything(schema.getType('Transaction')!);
  const step: string = transactions.nodes[0].id;
  const { data } = await ask(
    world,
    `query ($ids: [ID!]!, $payment: ID!, $step: ID!) {
      nodes(ids: $ids) { __typename id }
      payment: node(id: $payment) { ... on Payment ${payment} }
      step: node(id: $step) { ... on Transaction ${transaction} }
    }`,
    { ids: [step, id, step], payment: id, step },
  );
  expect(data).toEqual({
    nodes: [
      { __typename: 'Transaction', id: step },
      { __typename: 'Payment', id },
      { __typename: 'Transaction', id: step },
    ],
    payment: everyFact.payment,
    step: refund,
  });
});

test('the accounts and the known results tell their facts', async () => {
  const { data } = await ask(
    {},
    `{
      accounts { id dialect isDefault availability }
      all: resultCodes { code dialect status retryable action advice codeId message }
      some: resultCodes(dialect: TRADE_QUERY) { code }
      none: resultCodes(dialect: PAY_QUERY) { code }
    }`,
  );
  expect(data).toEqual({
    accounts: ACCOUNTS,
    all: RESULTS,
    some: [{ code: 'ACQ.TRADE_NOT_EXIST' }],
    none: [],
  });
});

test('an answer names the identifier that was sent, and none when nothing could be sent', async () => {
  const { data } = await ask(
    {},
    `{
      payments(refs: [
        { dialect: PAY_QUERY, paymentId: "p", merchantReference: "m" }
        { dialect: PAY_QUERY, merchantReference: "m" }
        { dialect: PAY_QUERY }
        { dialect: PAY_QUERY, paymentId: "p", account: "nobody" }
      ]) { items { account paymentId merchantReference result { code action } payment { status } freshness exchange { cached } } }
    }`,
  );
  const none = {
    account: null,
    paymentId: null,
    merchantReference: null,
    payment: null,
    freshness: 'NONE',
    exchange: null,
  };
  expect(data.payments.items).toMatchObject([
    { account: 'intl', paymentId: 'p', merchantReference: null },
    { account: 'intl', paymentId: null, merchantReference: 'm' },
    { ...none, result: { code: 'GATEWAY_INVALID_REF', action: 'CORRECT_REQUEST' } },
    { ...none, result: { code: 'GATEWAY_NOT_CONFIGURED', action: 'FIX_CONFIGURATION' } },
  ]);
});

test('one merchant reference is looked for once in each dialect asked, or in each configured one', async () => {
  const { data } = await ask(
    {},
    `{
      all: paymentsByReference(merchantReference: "m") { items { dialect merchantReference } }
      empty: paymentsByReference(merchantReference: "m", dialects: []) { items { dialect } }
      some: paymentsByReference(merchantReference: "m", dialects: [TRADE_QUERY, PAY_QUERY, TRADE_QUERY]) { items { dialect } }
    }`,
  );
  const dialects = [{ dialect: 'PAY_QUERY' }, { dialect: 'INQUIRY_PAYMENT' }, { dialect: 'TRADE_QUERY' }];
  expect(data.all.items).toEqual(dialects.map((item) => ({ ...item, merchantReference: 'm' })));
  expect(data.empty.items).toEqual(dialects);
  expect(data.some.items).toEqual([dialects[2], dialects[0]]);

  const one = new FakeLookups(() => ({}), [ACCOUNTS[2]!, ACCOUNTS[3]!]);
  const few = await ask({ lookups: one }, '{ paymentsByReference(merchantReference: "m") { items { dialect } } }');
  expect(few.data.paymentsByReference.items).toEqual([dialects[2]]);
});

test.each([
  ['LIVE', false],
  ['CACHED', true],
  ['STALE', true],
  ['NONE', false],
] as const)('an answer that is %s is cached: %s', async (freshness, cached) => {
  const lookups = new FakeLookups(() => ({ freshness }));
  const { data } = await ask({ lookups }, `{ payment(ref: ${REF}) { freshness exchange { cached } } }`);
  expect(data.payment).toEqual({ freshness, exchange: { cached } });
});

test('numbers in raw data print exactly as they were received', async () => {
  const lookups = new FakeLookups(() => ({
    payment: { ...fullPayment, extInfo: '[1e400, 0.10]' },
    exchange: { ...exchange, body: '{"amount":9007199254740993.10,"n":[1.0]}', reserve: 'not json' },
  }));
  const response = await send({ lookups }, `{ payment(ref: ${REF}) { exchange { raw reserve } payment { extInfo } } }`);
  const text = await response.text();
  expect(text).toContain('"raw":{"amount":9007199254740993.10,"n":[1.0]}');
  expect(text).toContain('"reserve":"not json"');
  expect(text).toContain('"extInfo":[1e400,0.10]');
});

test.each([
  ['{"a":"1","b":2.50}', '{"a":"1","b":2.50}'],
  ['a=1&b=two%20words&a=3', '{"a":["1","3"],"b":"two words"}'],
  ['__proto__=x', '{"__proto__":"x"}'],
  ['https://pay.example/?a=b', '"https://pay.example/?a=b"'],
  ['opaque', '"opaque"'],
  ['', '""'],
])('redirect parameters %j are shown as %s', async (parameters, shown) => {
  const redirect = { url: 'https://pay.example', method: 'POST', parameters };
  const lookups = new FakeLookups(() => ({ payment: { ...fullPayment, redirect } }));
  const response = await send({ lookups }, `{ payment(ref: ${REF}) { payment { redirect { parameters } } } }`);
  expect(await response.text()).toContain(`"parameters":${shown}`);
});

test('the explicit options are asked for beside those of the selection', async () => {
  const lookups = new FakeLookups();
  await ask({ lookups }, `{ payment(ref: ${REF}, queryOptions: [FUND_BILL_LIST]) { payment { vouchers { id } } } }`);
  expect(lookups.finds.map(({ demand }) => demand)).toEqual([demandOf(['FUND_BILL_LIST', 'VOUCHER_DETAIL_LIST'])]);
});
