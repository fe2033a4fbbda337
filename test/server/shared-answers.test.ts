import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Access } from '../../src/config/config.ts';
import { schema } from '../../src/graphql/schema.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import type { LookupPort } from '../../src/lookup/lookup.ts';
import { NOT_FOUND } from '../lookup/answers.ts';
import { account, ALL, type Call } from '../lookup/fake-upstream.ts';
import { Opened } from '../lookup/opened.ts';
import { gateway } from './harness.ts';

// Those who wait for one inquiry with the same body, over the real graph and lookups, where nothing is remembered.

const CALLERS = {
  shop: ['payments', 'bulk'],
  desk: ['payments', 'bulk'],
  officer: ['payments', 'bulk', 'pii'],
} as const;
type CallerName = keyof typeof CALLERS;

const access: Access = {
  kind: 'configured',
  apiKeys: Object.entries(CALLERS).map(([client, permissions]) => ({
    ...{ client, sha256: createHash('sha256').update(client).digest('hex') },
    ...{ permissions: [...permissions], accounts: ['*'], documents: 'any' as const },
  })),
};

const LOOKUP = '{ freshness asOf result { code } payment { status amount { amount } buyer { userId displayId } } }';
const ONE = `query ($id: String) { payment(ref: { dialect: TRADE_QUERY, paymentId: $id }) ${LOOKUP} }`;
const TWO = `query ($id: String) { a: payment(ref: { dialect: TRADE_QUERY, paymentId: $id }) ${LOOKUP}
  b: payment(ref: { dialect: TRADE_QUERY, paymentId: "2" }) ${LOOKUP} }`;
const TWICE = `query ($id: String) { a: payment(ref: { dialect: TRADE_QUERY, paymentId: $id }) ${LOOKUP}
  b: payment(ref: { dialect: TRADE_QUERY, paymentId: $id }) ${LOOKUP} }`;

const BUYER = { userId: '2088101117955611', openId: null, displayId: '159****5620', type: null, wallet: null };

async function crowd() {
  const opened = new Opened({
    accounts: [account('cn', { dialect: 'TRADE_QUERY', isDefault: true, options: ALL })],
    timeToLive: { ...DEFAULT_TIME_TO_LIVE, succeededMs: 0, endedMs: 0, pendingMs: 0, notFoundMs: 0 },
  });
  const seen = { operations: 0, finds: 0 };
  const lookups: LookupPort = {
    results: [],
    holds: (basis) => opened.lookups.holds(basis),
    open(terms) {
      seen.operations += 1;
      const operation = opened.lookups.open(terms);
      const find = operation.find.bind(operation);
      // Called for each field of a document that is run, and by nobody else.
      operation.find = (asked, demand) => {
        seen.finds += 1;
        return find(asked, demand);
      };
      return operation;
    },
  };
  const started = await gateway({ access, graph: { schema, lookups } });
  const ask = (caller: CallerName, query: string, more: { headers?: object; signal?: AbortSignal } = {}) =>
    fetch(started.graph, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${caller}`, ...more.headers },
      body: JSON.stringify({ query, variables: { id: '1' } }),
      ...(more.signal && { signal: more.signal }),
    });
  /** All ask, and what they wait for is answered when all of them wait. */
  const wave = async (callers: readonly CallerName[], query: string, answer: (call: Call) => void, headers = {}) => {
    const [calls, operations, finds] = [opened.upstream.calls.length, seen.operations, seen.finds];
    const answers = callers.map(async (caller, at) => {
      const requestId = `request-${at}`;
      const response = await ask(caller, query, { headers: { 'x-request-id': requestId, ...headers } });
      const body = await response.text();
      expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(body));
      expect(body).toContain(`"requestId":"${requestId}"`);
      return body.replace(requestId, '');
    });
    await expect.poll(() => seen.operations - operations).toBe(callers.length);
    await opened.calls();
    for (const call of opened.upstream.calls.slice(calls)) answer(call);
    const bodies = await Promise.all(answers);
    return { bodies, calls: opened.upstream.calls.length - calls, finds: seen.finds - finds };
  };
  return { opened, seen, ask, wave };
}

const paid = (call: Call) => call.succeed({ status: 'SUCCEEDED', buyer: BUYER });

it.each([
  ['one payment', ONE, 1, 1],
  ['two payments', TWO, 2, 2],
])('of those who wait for %s, one runs the document and all are told the same', async (_what, query, calls, fields) => {
  const { wave } = await crowd();
  const callers: CallerName[] = ['shop', 'desk', 'shop', 'shop', 'desk'];
  // Each runs it as long as nobody knows what it looks up.
  const byEach = await wave(callers, query, paid);
  const forAll = await wave(callers, query, paid);
  expect([byEach, forAll].map((one) => one.calls)).toEqual([calls, calls]);
  expect([byEach, forAll].map((one) => one.finds)).toEqual([5 * fields, fields]);
  expect(forAll.bodies.toSorted()).toEqual(byEach.bodies.toSorted());
  expect(forAll.bodies.filter((body) => body.includes(`"calls":${calls},"deduplicated":0`))).toHaveLength(1);
  expect(forAll.bodies.filter((body) => body.includes(`"calls":0,"deduplicated":${calls}`))).toHaveLength(4);
});

it('a document that asks for a payment twice is run for each, so that both are counted', async () => {
  const { wave } = await crowd();
  const waves = [];
  for (let time = 0; time < 4; time += 1) waves.push(await wave(['shop', 'desk', 'shop'], TWICE, paid));
  for (const { bodies, finds } of waves) {
    expect(finds).toBe(6);
    expect(bodies.toSorted()).toEqual(waves[0]?.bodies.toSorted());
  }
});

it('nobody is told what others may see', async () => {
  const { wave } = await crowd();
  const callers: CallerName[] = ['shop', 'officer', 'desk', 'officer', 'shop'];
  for (let time = 0; time < 4; time += 1) {
    const { bodies, calls } = await wave(callers, ONE, paid);
    expect(calls).toBe(1);
    expect(bodies.map((body) => body.includes('159****5620') && body.includes('2088101117955611'))).toEqual(
      callers.map((caller) => caller === 'officer'),
    );
  }
});

it('a wave is told its own answer, never the one before', async () => {
  const { wave } = await crowd();
  for (const status of ['PENDING', 'PENDING', 'PENDING', 'SUCCEEDED', 'CLOSED'] as const) {
    const { bodies, calls } = await wave(['shop', 'desk', 'shop'], ONE, (call) => call.succeed({ status }));
    expect(calls).toBe(1);
    for (const body of bodies) expect(body).toContain(`"payment":{"status":"${status}"`);
  }
});

it('what failed is told to all, and asked again by whoever comes next', async () => {
  const { wave } = await crowd();
  await wave(['shop', 'desk'], ONE, paid);
  await wave(['shop', 'desk'], ONE, paid);
  const { bodies, calls } = await wave(['shop', 'desk', 'shop'], ONE, (call) => call.say(NOT_FOUND));
  expect(calls).toBe(1);
  for (const body of bodies) expect(body).toContain(`"result":{"code":"${NOT_FOUND.code}"},"payment":null`);
  for (const body of (await wave(['shop', 'desk'], ONE, paid)).bodies) expect(body).toContain('"status":"SUCCEEDED"');
});

it('whoever leaves takes nothing from the others, not even who was to run it', async () => {
  const { opened, seen, ask, wave } = await crowd();
  await wave(['shop', 'desk'], ONE, paid);
  await wave(['shop', 'desk'], ONE, paid);
  const [calls, operations] = [opened.upstream.calls.length, seen.operations];
  const leaving = new AbortController();
  const first = ask('shop', ONE, { signal: leaving.signal });
  await expect.poll(() => seen.operations - operations).toBe(1);
  await opened.calls();
  const others = [ask('desk', ONE), ask('shop', ONE)];
  await expect.poll(() => seen.operations - operations).toBe(3);
  leaving.abort();
  await expect(first).rejects.toThrow();
  paid(await opened.call(calls));
  for (const other of others) expect(await (await other).text()).toContain('"status":"SUCCEEDED"');
  expect(opened.upstream.calls).toHaveLength(calls + 1);
});

it('who has less time than the others is told so alone', async () => {
  const { opened, seen, ask, wave } = await crowd();
  await wave(['shop', 'desk'], ONE, paid);
  await wave(['shop', 'desk'], ONE, paid);
  const [calls, operations] = [opened.upstream.calls.length, seen.operations];
  const others = [ask('desk', ONE), ask('shop', ONE)];
  const hasty = ask('shop', ONE, { headers: { 'x-timeout-ms': '50' } });
  await expect.poll(() => seen.operations - operations).toBe(3);
  await opened.calls();
  await opened.clock.advance(50);
  expect(await (await hasty).text()).toContain('"code":"GATEWAY_TIMEOUT"');
  paid(await opened.call(calls));
  for (const other of others) expect(await (await other).text()).toContain('"status":"SUCCEEDED"');
});
