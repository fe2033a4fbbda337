import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { as, WorldOfCallers } from './world-of-callers.ts';

// A document that was never sent before is answered by yoga; sent again, it takes the fast path, and the third time its
// answer may be a repeated one. All must be the same, to the byte.

let world: WorldOfCallers;
let documents = 0;

const CALLERS = {
  everything: ['payments', 'bulk', 'pii', 'raw', 'introspection', 'explain'],
  personal: ['payments', 'bulk', 'pii'],
  masked: ['payments', 'bulk'],
  single: ['payments'],
} as const;
type CallerName = keyof typeof CALLERS;

const settled = { dialect: 'TRADE_QUERY', paymentId: '2013112011001004330000121536' };
const refunded = { dialect: 'INQUIRY_PAYMENT', merchantReference: 'partly-refunded' };
const missing = { dialect: 'TRADE_QUERY', merchantReference: 'no-such-payment' };

const DETAILS = `{ dialect account paymentId merchantReference freshness asOf result { status code message advice }
  payment { id status statusRaw isFinal amount { currency amount minor raw } buyer { userId displayId }
    transactions(first: 2) { totalCount nodes { id type amount { amount } } } fundBills { channel amount { amount } } }
  exchange { requestId cached queryOptions } }`;

const ASKED: readonly { readonly what: string; readonly query: string; readonly variables?: object }[] = [
  {
    what: 'one payment',
    query: `query One($ref: PaymentRef!) { payment(ref: $ref) ${DETAILS} }`,
    variables: { ref: settled },
  },
  {
    what: 'several, under aliases and through fragments',
    query: `query Some($a: PaymentRef!, $b: PaymentRef!) { a: payment(ref: $a) { ...D } b: payment(ref: $b) { ...D } again: payment(ref: $a) { ...D } } fragment D on PaymentLookup ${DETAILS}`,
    variables: { a: settled, b: refunded },
  },
  {
    what: 'a list',
    query: `query List($refs: [PaymentRef!]!) { payments(refs: $refs) { totals { currency status count amount { amount } } items ${DETAILS} } }`,
    variables: { refs: [settled, refunded, missing, settled] },
  },
  {
    what: 'a payment that does not exist',
    query: 'query None($ref: PaymentRef!) { payment(ref: $ref) { result { code } payment { id } } }',
    variables: { ref: missing },
  },
  {
    what: 'fields left out by directives',
    query:
      'query Less($ref: PaymentRef!, $less: Boolean!) { payment(ref: $ref) { payment { status @skip(if: $less) fundBills @include(if: $less) { channel } } } }',
    variables: { ref: settled, less: true },
  },
  {
    what: 'fields left out by nothing that says whether',
    query:
      'query Null($ref: PaymentRef!, $less: Boolean = true) { payment(ref: $ref) { dialect @skip(if: $less) payment { status } } }',
    variables: { ref: settled, less: null },
  },
  {
    what: 'raw answers',
    query: 'query Raw($ref: PaymentRef!) { payment(ref: $ref) { exchange { raw } } }',
    variables: { ref: settled },
  },
  { what: 'accounts', query: '{ accounts { id dialect isDefault availability } }' },
  { what: 'result codes', query: '{ resultCodes(dialect: TRADE_QUERY) { code status action } }' },
  { what: 'the schema', query: '{ __schema { queryType { name } } __typename }' },
  { what: 'an id that is none', query: '{ node(id: "nothing") { id } }' },
  {
    what: 'an argument that fits no reference',
    query: '{ payment(ref: { dialect: TRADE_QUERY }) { result { code message } } }',
  },
  {
    what: 'variables that do not fit',
    query: 'query Bad($ref: PaymentRef!) { payment(ref: $ref) { result { code } } }',
    variables: { ref: { dialect: 'NONE' } },
  },
  { what: 'a missing variable', query: 'query Bad($ref: PaymentRef!) { payment(ref: $ref) { result { code } } }' },
  { what: 'an unknown field', query: '{ payment(ref: { dialect: TRADE_QUERY, paymentId: "1" }) { resul { code } } }' },
  {
    what: 'more than may be asked at once',
    query: 'query Many($refs: [PaymentRef!]!) { payments(refs: $refs) { items { result { code } } } }',
    variables: { refs: Array.from({ length: 201 }, (_, n) => ({ dialect: 'TRADE_QUERY', paymentId: `2013${n}` })) },
  },
];

const ACCEPTED = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json; charset=utf-8',
  'text/html;q=0.5, application/*',
  'text/event-stream',
  'image/png',
  'application/json; charset=latin1',
];

interface Told {
  readonly status: number;
  readonly headers: Record<string, string | number>;
  readonly body: string;
}

async function ask(body: object | string, caller: CallerName, headers: Record<string, string> = {}): Promise<Told> {
  const response = await fetch(world.gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...as(caller),
      'x-request-id': 'the-same',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { date, ...rest } = Object.fromEntries(response.headers);
  const text = await response.text();
  expect(date).toBeDefined();
  const length = rest['content-length'];
  if (length !== undefined) expect(Number(length)).toBe(Buffer.byteLength(text));
  const told = timeless(text);
  const timelessHeaders = length === undefined ? rest : { ...rest, 'content-length': Buffer.byteLength(told) };
  return { status: response.status, headers: timelessHeaders, body: told };
}

/** How long each lookup took is the one thing that differs from one answer to the next. */
function timeless(body: string): string {
  return body.replaceAll(/"ms":[\d.]+/g, '"ms":0');
}

/** The same document, never sent before. */
function anew(query: string): string {
  documents += 1;
  return `${query} #${documents}`;
}

beforeAll(async () => {
  const callers = Object.fromEntries(Object.entries(CALLERS).map(([name, permissions]) => [name, { permissions }]));
  world = await WorldOfCallers.start({ callers, more: { cache: { notFoundMs: 3_600_000 } } });
  const warm = `query Warm($refs: [PaymentRef!]!) { payments(refs: $refs) { items ${DETAILS} } }`;
  const body = { query: warm, variables: { refs: [settled, refunded, missing] } };
  // A machine with other things to do may let the first calls of a process time out.
  await vi.waitFor(
    async () => expect((await ask(body, 'everything')).body).toMatch(/"cache":{"hits":3,"misses":0}/),
    20_000,
  );
}, 30_000);
afterAll(async () => {
  expect(await world.close()).toBe(0);
});

describe.each(Object.keys(CALLERS) as CallerName[])('an answer to the caller "%s"', (caller) => {
  it.each(ASKED)('is the same by every path: $what', async ({ query, variables }) => {
    const text = anew(query);
    const first = await ask({ query: text, variables }, caller);
    for (let time = 0; time < 3; time += 1) expect(await ask({ query: text, variables }, caller)).toEqual(first);
    // Another text with as many characters: the length is told too.
    expect(await ask({ query: anew(query), variables }, caller)).toEqual(first);
  });
});

it.each(ACCEPTED)('is sent as the same type by every path: Accept: %s', async (accept) => {
  const query = anew('query One($ref: PaymentRef!) { payment(ref: $ref) { payment { status } } }');
  const body = { query, variables: { ref: settled } };
  const first = await ask(body, 'masked', { accept });
  for (let time = 0; time < 3; time += 1) expect(await ask(body, 'masked', { accept })).toEqual(first);
});

describe('a body that is no request', () => {
  const query = 'query One($ref: PaymentRef!) { payment(ref: $ref) { payment { status } } }';
  const variables = { ref: settled };
  it.each([
    ['is cut off', JSON.stringify({ query, variables }).slice(0, -2)],
    ['is a list', JSON.stringify([{ query, variables }])],
    ['has another parameter', JSON.stringify({ query, variables, more: 1 })],
    ['has variables that are a list', JSON.stringify({ query, variables: [variables] })],
    ['has a query that is a number', JSON.stringify({ query: 1 })],
    ['has an operation’s name that is a number', JSON.stringify({ query, variables, operationName: 1 })],
    ['names an operation that is not there', JSON.stringify({ query, variables, operationName: 'Two' })],
    ['names a document that is not registered', JSON.stringify({ documentId: 'sha256:00', variables })],
  ])('is refused as ever, after the document has been run: it %s', async (_what, body) => {
    await ask({ query, variables }, 'masked');
    const told = await ask(body, 'masked');
    expect(told.status).toBeGreaterThanOrEqual(400);
    expect(told).toEqual(await ask(body, 'masked'));
  });
});

it('is not repeated for a caller who asks for a fresh one', async () => {
  const body = {
    query: anew('query Live($ref: PaymentRef!) { payment(ref: $ref) { freshness } }'),
    variables: { ref: settled },
  };
  const freshness = async (headers = {}) => /"freshness":"(\w+)"/.exec((await ask(body, 'masked', headers)).body)?.[1];
  for (let time = 0; time < 3; time += 1) expect(await freshness()).toBe('CACHED');
  expect(await freshness({ 'cache-control': 'no-cache' })).toBe('LIVE');
  expect(await freshness()).toBe('CACHED');
});

it('tells each request its own id', async () => {
  const body = {
    query: anew(
      'query Id($ref: PaymentRef!) { payment(ref: $ref) { merchantReference payment { merchantReference } } }',
    ),
    variables: { ref: { ...refunded } },
  };
  for (const id of ['one', 'another', 'partly-refunded', 'one-more']) {
    const { body: answer } = await ask(body, 'masked', { 'x-request-id': id });
    expect(JSON.parse(answer)).toMatchObject({
      data: { payment: { merchantReference: 'partly-refunded' } },
      extensions: { gateway: { requestId: id } },
    });
  }
});
