import { randomBytes } from 'node:crypto';
import { request, Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { GATEWAY_RESULTS } from '../../../src/domain/gateway-results.ts';
import { createMetrics } from '../../../src/server/metrics/metrics.ts';
import type { CountedRequest } from '../../../src/server/metrics/request-series.ts';
import { parseExposition } from './exposition.ts';
import { as, Metered } from './metered.ts';

const TIMES = 10_000;
const PLANTED = 'planted-2015032412007101547201355678';

const word = () => randomBytes(6).toString('hex');

describe('no sender can make up series', () => {
  let metered: Metered;
  beforeAll(async () => {
    metered = await Metered.start({
      limits: { perAccount: { ratePerSecond: 10_000 }, deadlineMs: 60_000, attemptTimeoutMs: 60_000 },
    });
  });
  afterAll(() => metered[Symbol.asyncDispose]());

  const names = async () =>
    [...(await metered.scrape()).samples.keys()].filter((key) => !/^(nodejs|process)_/.test(key)).sort();
  /** References by 200, under a random name of the operation and random aliases. */
  const ask = (references: readonly string[]) => {
    const refs = references.map((merchantReference) => ({ dialect: 'TRADE_QUERY', merchantReference }));
    const alias = `a${word()}`;
    const query = `query ${PLANTED.replace(/\W/g, '_')}_${word()}($refs: [PaymentRef!]!) {
      ${alias}: payments(refs: $refs) { items { result { code } } } }`;
    return metered.gateway.ask(query, { refs }, { ...as('bi'), 'x-request-id': word(), 'user-agent': word() });
  };

  test('by a thousand identifiers and names of operations, nor by codes and statuses from upstream', async () => {
    const made = (length: number, make: () => string) => Array.from({ length }, make);
    const kinds = (many: number): string[] => [
      ...made(many * 8, () => `${PLANTED}-${word()}`),
      ...made(many, () => `${word()}--result-PLANTED${word().toUpperCase()}`),
      ...made(many, () => `everything--status-PLANTED${word().toUpperCase()}`),
    ];
    // One of each kind, so that what there may be is there.
    await ask(kinds(1));
    const before = await names();
    const codes = new Set<string>();
    for (let asked = 0; asked < 1_000; asked += 200) {
      const { data } = await ask(kinds(20));
      const [answered] = Object.values(data as Record<string, { items: { result: { code: string } }[] }>);
      for (const { result } of answered?.items ?? []) codes.add(result.code);
    }
    expect([...codes].filter((code) => code.startsWith('PLANTED'))).toHaveLength(100);
    expect(await names()).toEqual(before);
    expect(await metered.text()).not.toMatch(/planted/i);
  });

  test(`by ${TIMES} paths, names of operations and tokens`, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    onTestFinished(() => agent.destroy());
    const { origin } = new URL(metered.gateway.url);
    const send = (path: string, method: string, headers: Record<string, string> = {}, body?: string) =>
      new Promise<number>((resolve, reject) => {
        request(origin + path, { agent, method, headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode ?? 0));
        })
          .once('error', reject)
          .end(body);
      });
    const json = { 'content-type': 'application/json' };
    const kinds = [
      () => send(`/${PLANTED}/${word()}?q=${word()}`, 'GET'),
      () => send(`/metrics/${word()}`, 'DELETE', { [`x-${word()}`]: word() }),
      () => send('/graphql', 'POST', { ...json, authorization: `Bearer ${PLANTED}${word()}` }, '{}'),
      () =>
        send(`/graphql?${word()}`, 'POST', json, JSON.stringify({ query: `query planted_${word()} { __typename }` })),
    ];
    const round = () => Promise.all(kinds.map((kind) => kind()));
    expect(await round()).toEqual([404, 404, 401, 200]);
    await metered.until(1, 'paygraph_requests_total', {
      client: 'anonymous',
      kind: 'query',
      status: '2xx',
      code: 'none',
    });
    const before = await names();
    for (let sent = 0; sent < TIMES; sent += 200) {
      const statuses = (await Promise.all(Array.from({ length: 50 }, round))).flat();
      expect(new Set(statuses)).toEqual(new Set([404, 401, 200]));
    }
    expect(await names()).toEqual(before);
    expect(await metered.text()).not.toMatch(/planted/i);
  }, 300_000);
});

const anything = fc.string({ unit: 'binary', maxLength: 40 });
const counted: fc.Arbitrary<CountedRequest> = fc.record({
  kind: fc.constantFrom('query', 'subscription', 'refused'),
  client: fc.constantFrom('bi', null),
  status: fc.constantFrom(200, 400, 500),
  complete: fc.boolean(),
  code: fc.oneof(
    anything,
    fc.constantFrom('FORBIDDEN', 'GATEWAY_TIMEOUT', '__proto__', 'constructor'),
    fc.constant(null),
  ),
  redacted: fc.nat({ max: 3 }),
  ms: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
});

test('codes become labels when they are listed, whatever they look like', async () => {
  const results = Object.values(GATEWAY_RESULTS);
  const made = createMetrics({ version: '0.0.0', results });
  const listed = new Set(['none', 'other', 'FORBIDDEN', 'GATEWAY_TIMEOUT']);
  fc.assert(
    fc.property(counted, anything, (request, code) => {
      made.request(request);
      const about = { account: 'one', dialect: 'TRADE_QUERY', requestId: null, httpStatus: 200 } as const;
      const rest = {
        status: 'FAILURE',
        action: 'NONE',
        signatureVerified: true,
        reason: null,
        ms: request.ms,
      } as const;
      made.upstream({ kind: 'attempt', code, ...about, ...rest });
    }),
    { numRuns: TIMES },
  );
  const { samples } = parseExposition(await made.registry.metrics());
  const codes = [...samples.keys()].flatMap((key) => /code="((?:[^"\\]|\\.)*)"/.exec(key)?.[1] ?? []);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !listed.has(code))).toEqual([]);
});
