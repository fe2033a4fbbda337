import { createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { gatewayResult } from '../../src/domain/gateway-results.ts';
import { PERMISSIONS, type Permission } from '../../src/graphql/context.ts';
import { encodeNodeId } from '../../src/graphql/node-id.ts';
import { schema } from '../../src/graphql/schema.ts';
import { useGatewayExtensions } from '../../src/graphql/use-gateway-extensions.ts';
import { useIntrospectionPermission } from '../../src/graphql/use-introspection-permission.ts';
import { watch } from '../../src/graphql/watching.ts';
import { failing, FakeLookups } from './fake-lookups.ts';
import { ask, contextOf, send, type Told } from './gateway.ts';

const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';
const REFS = '[{ dialect: TRADE_QUERY, paymentId: "1" }, { dialect: TRADE_QUERY, paymentId: "2" }]';

const without = (...missing: Permission[]) => PERMISSIONS.filter((permission) => !missing.includes(permission));

async function events(response: Response): Promise<Told[]> {
  const text = await response.text();
  return [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Told);
}

test('a success tells what it took', async () => {
  const { extensions } = await ask(
    { limits: { callsPerOperation: 50 }, permissions: without('pii', 'explain') },
    `{ a: payment(ref: ${REF}) { payment { extInfo } } b: payments(refs: ${REFS}) { totals { count } } }`,
  );
  expect(extensions.gateway).toEqual({
    requestId: 'request-1',
    cost: { requested: 2, actual: 3, limit: 50 },
    upstream: { calls: 3, deduplicated: 1, retries: 2, byDialect: { TRADE_QUERY: 3 } },
    cache: { hits: 3, misses: 4 },
    redacted: 1,
  });
});

test('what became of every lookup is told to whoever may know', async () => {
  const query = `{ payment(ref: ${REF}) { payment { vouchers { id } } } }`;
  const { extensions } = await ask({}, query);
  expect(extensions.gateway['explain']).toEqual([
    {
      dialect: 'TRADE_QUERY',
      account: 'mainland',
      kind: 'paymentId',
      reference: '***',
      options: ['VOUCHER_DETAIL_LIST'],
      how: 'asked',
      code: 'SUCCESS',
      attempts: 1,
      ms: 5,
    },
  ]);
  expect((await ask({ permissions: without('explain') }, query)).extensions.gateway).not.toHaveProperty('explain');
});

test.each([
  ['a syntax error', '{ payment(', undefined, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', '{ nope }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown dialect', '{ payment(ref: { dialect: NOPE }) { asOf } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a variable that does not fit',
    'query ($ref: PaymentRef!) { payment(ref: $ref) { asOf } }',
    { ref: { dialect: 'NOPE' } },
    'BAD_USER_INPUT',
  ],
  ['a missing variable', 'query ($ref: PaymentRef!) { payment(ref: $ref) { asOf } }', undefined, 'BAD_USER_INPUT'],
  [
    'a variable of a subscription that does not fit',
    'subscription ($ref: PaymentRef!) { paymentUpdates(ref: $ref) { asOf } }',
    { ref: 1 },
    'BAD_USER_INPUT',
  ],
  [
    'an unnamed choice of operations',
    'query A { __typename } query B { __typename }',
    undefined,
    'OPERATION_RESOLUTION_FAILURE',
  ],
])('%s is answered with a code and the extension, and without data', async (_what, query, variables, code) => {
  const told = await ask({}, query, variables);
  expect(told.data).toBeUndefined();
  expect(told.errors?.map(({ extensions }) => extensions?.['code'])).toEqual([code]);
  expect(told.extensions.gateway).toMatchObject({
    requestId: 'request-1',
    cost: { requested: 0, actual: 0, limit: 200 },
  });
});

test('a body that is no JSON is answered with the extension', async () => {
  const yoga = createYoga({ schema, logging: false, plugins: [useGatewayExtensions()] });
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
  const response = await yoga.fetch('http://gateway/graphql', request, contextOf({}));
  const told = (await response.json()) as Told;
  expect(told.errors).toHaveLength(1);
  expect(told.extensions.gateway).toMatchObject({ requestId: 'request-1' });
});

test('operations of one batch each tell of themselves', async () => {
  const yoga = createYoga({ schema, logging: false, batching: true, plugins: [useGatewayExtensions()] });
  const body = JSON.stringify([{ query: '{ __typename }' }, { query: '{ nope }' }]);
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const told = (await (await yoga.fetch('http://gateway/graphql', request, contextOf({}))).json()) as Told[];
  expect(told.map(({ extensions }) => extensions.gateway['requestId'])).toEqual(['request-1', 'request-1']);
});

test('an operation that would cost too much is refused before anything is asked', async () => {
  const lookups = new FakeLookups();
  const at = (callsPerOperation: number) => ({ lookups, limits: { callsPerOperation } });
  const query = `{ payments(refs: ${REFS}) { items { asOf } } }`;
  const refused = await ask(at(1), query);
  expect(refused.data).toBeUndefined();
  expect(refused.errors).toMatchObject([{ extensions: { code: 'COST_LIMIT', requested: 2, limit: 1 } }]);
  expect(refused.extensions.gateway['cost']).toEqual({ requested: 2, actual: 0, limit: 1 });
  expect(lookups.finds).toEqual([]);
  expect((await ask(at(2), query)).errors).toBeUndefined();
});

test('a subscription that would cost too much is refused', async () => {
  const world = { limits: { callsPerOperation: 0 } };
  const told = await ask(world, `subscription { paymentUpdates(ref: ${REF}) { asOf } }`);
  expect(told.errors).toMatchObject([{ extensions: { code: 'COST_LIMIT', requested: 1, limit: 0 } }]);
});

test('more references than allowed are refused with both numbers', async () => {
  const at = (references: number) => ({ limits: { references } });
  const query = `{ payments(refs: ${REFS}) { items { asOf } } }`;
  const { errors } = await ask(at(1), query);
  expect(errors).toMatchObject([
    {
      path: ['payments'],
      extensions: { code: 'BAD_USER_INPUT' },
      message: 'refs: expected at most 1 references, got 2',
    },
  ]);
  expect((await ask(at(2), query)).errors).toBeUndefined();
});

test.each<[string, string, Permission]>([
  ['payment', `payment(ref: ${REF}) { asOf }`, 'payments'],
  ['payments', 'payments(refs: []) { totals { count } }', 'bulk'],
  ['paymentsByReference', 'paymentsByReference(merchantReference: "m") { totals { count } }', 'payments'],
  ['node', 'node(id: "x") { id }', 'payments'],
  ['nodes', 'nodes(ids: []) { id }', 'payments'],
])('%s is refused without its permission, by a code that survives masking', async (field, selection, permission) => {
  const lookups = new FakeLookups();
  const { errors, extensions } = await ask({ lookups, permissions: without(permission) }, `{ ${selection} }`);
  expect(errors).toMatchObject([
    { path: [field], extensions: { code: 'FORBIDDEN' }, message: `This needs the permission "${permission}".` },
  ]);
  expect(extensions.gateway['cost']).toMatchObject({ requested: 0 });
  expect(lookups.finds).toEqual([]);
  const only = await ask({ permissions: [permission] }, `{ ${selection} }`);
  expect(only.errors?.map((error) => error.extensions?.['code']) ?? []).not.toContain('FORBIDDEN');
});

test.each<[Permission[], string[]]>([
  [['payments'], ['live']],
  [['live'], ['payments']],
  [[], ['payments', 'live']],
])('a subscription with only %j is refused for want of %j', async (permissions, missing) => {
  const told = await ask({ permissions }, `subscription { paymentUpdates(ref: ${REF}) { asOf } }`);
  expect(told.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permissions: missing } }]);
});

test('the accounts need some permission, the result codes none', async () => {
  const none = await ask({ permissions: [] }, '{ resultCodes { code } }');
  expect(none.errors).toBeUndefined();
  const refused = await ask({ permissions: [] }, '{ accounts { id } }');
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await ask({ permissions: ['explain'] }, '{ accounts { id } }')).data.accounts).toHaveLength(4);
});

test('the schema is shown, and names are suggested, only with the permission', async () => {
  const introspection = '{ __schema { queryType { name } } }';
  expect((await ask({}, introspection)).data.__schema.queryType.name).toBe('Query');
  const hidden = await ask({ permissions: without('introspection') }, introspection);
  expect(hidden.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  expect((await ask({ permissions: without('introspection') }, '{ __typename }')).data).toEqual({
    __typename: 'Query',
  });

  const misspelt = ['{ paymnt { asOf } }', '{ resultCodes(dialect: PAY_QUERI) { code } }'];
  for (const query of misspelt) {
    expect(JSON.stringify(await ask({}, query))).toContain('Did you mean');
    expect(JSON.stringify(await ask({ permissions: without('introspection') }, query))).not.toContain('Did you mean');
  }
  const query = 'query ($dialect: Dialect) { resultCodes(dialect: $dialect) { code } }';
  const variables = { dialect: 'PAY_QUERI' };
  expect(JSON.stringify(await ask({}, query, variables))).toContain('Did you mean');
  expect(JSON.stringify(await ask({ permissions: [] }, query, variables))).not.toContain('Did you mean');
});

test('what one caller may see of the schema does not leak to another through caches', async () => {
  const yoga = createYoga({ schema, logging: false, plugins: [useIntrospectionPermission()] });
  const misspelt = async (permissions: readonly Permission[]) => {
    const body = JSON.stringify({ query: '{ paymnt { asOf } }' });
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    return (await yoga.fetch('http://gateway/graphql', request, contextOf({ permissions }))).text();
  };
  expect(await misspelt(PERMISSIONS)).toContain('Did you mean');
  expect(await misspelt([])).not.toContain('Did you mean');
  expect(await misspelt(PERMISSIONS)).toContain('Did you mean');
});

test('an unexpected error is masked, a coded one is not', async () => {
  const lookups = new FakeLookups(({ id }) => {
    if (id === 'bug') throw new Error('secret');
    return failing(gatewayResult('GATEWAY_TIMEOUT', 'no answer within 5000 ms'));
  });
  const idOf = (id: string) =>
    encodeNodeId({
      type: 'Payment',
      reference: { dialect: 'TRADE_QUERY', account: 'mainland', kind: 'paymentId', id },
      transaction: null,
    });
  const { errors } = await ask({ lookups }, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
    ids: [idOf('bug'), idOf('slow')],
  });
  expect(errors).toMatchObject([
    { path: ['nodes', 0], message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    {
      path: ['nodes', 1],
      message: 'no answer within 5000 ms',
      extensions: { code: 'GATEWAY_TIMEOUT', retryable: true, action: 'RETRY' },
    },
  ]);
});

test('each event of a subscription tells its answer and what it took', async () => {
  const lookups = new FakeLookups();
  lookups.updates = [failing(gatewayResult('GATEWAY_TIMEOUT', 'late')), {}];
  const response = await send(
    { lookups, permissions: without('pii') },
    `subscription { paymentUpdates(ref: ${REF}) { result { code } payment { status extInfo fundBills { channel } } } }`,
    {},
    { accept: 'text/event-stream' },
  );
  const told = await events(response);
  expect(told.map(({ data }) => data)).toEqual([
    { paymentUpdates: { result: { code: 'GATEWAY_TIMEOUT' }, payment: null } },
    {
      paymentUpdates: {
        result: { code: 'SUCCESS' },
        payment: { status: 'SUCCEEDED', extInfo: null, fundBills: [{ channel: 'ALIPAYACCOUNT' }] },
      },
    },
  ]);
  expect(told.map(({ extensions }) => extensions.gateway)).toMatchObject([
    { requestId: 'request-1', cost: { requested: 1 }, redacted: 0 },
    { requestId: 'request-1', cost: { requested: 1 }, redacted: 1 },
  ]);
});

test('a reader that stops ends the watch at once, though no answer is on its way', async () => {
  const lookups = new FakeLookups();
  // A generator that waits for its next answer does not hear `return` until it has one.
  lookups.watch = async function* (_asked, _demand, signal) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  };
  const answers = watch(contextOf({ lookups }), { dialect: 'TRADE_QUERY', paymentId: '1' }, 0);
  const waiting = answers.next();
  expect(await answers.return?.()).toEqual({ done: true, value: undefined });
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('a node of which only an old answer is known says why, since nothing there could say that it is old', async () => {
  const lookups = new FakeLookups(() => ({
    freshness: 'STALE',
    result: gatewayResult('GATEWAY_UNREACHABLE', 'the connection failed'),
  }));
  const id = encodeNodeId({
    type: 'Payment',
    reference: { dialect: 'TRADE_QUERY', account: 'mainland', kind: 'paymentId', id: '1' },
    transaction: null,
  });
  const { data, errors } = await ask({ lookups }, `{ node(id: "${id}") { ... on Payment { status } } }`);
  expect(data).toEqual({ node: null });
  expect(errors).toMatchObject([{ path: ['node'], extensions: { code: 'GATEWAY_UNREACHABLE', retryable: true } }]);
});

test('nodes takes as many ids as payments takes references', async () => {
  const nodes = (count: number) =>
    ask({ limits: { references: 2 } }, `{ nodes(ids: ${JSON.stringify(Array(count).fill('x'))}) { id } }`);
  expect((await nodes(3)).errors?.map(({ message }) => message)).toEqual(['ids: expected at most 2, got 3']);
  expect((await nodes(2)).errors).toHaveLength(2);
});
