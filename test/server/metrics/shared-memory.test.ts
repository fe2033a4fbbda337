import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAS_REDIS, RedisServer } from '../../lookup/shared/redis-server.ts';
import { as, Metered } from './metered.ts';

const QUERY = 'query Q($ref: PaymentRef!) { payment(ref: $ref) { result { code } } }';
const OUTCOMES = ['answered', 'late', 'unsent', 'full', 'refused', 'lost'];

describe.skipIf(!HAS_REDIS)('the memory gateways share', () => {
  let redis: RedisServer;
  let metered: Metered;
  let asked = 0;
  beforeAll(async () => {
    redis = await RedisServer.start();
    metered = await Metered.start({ cache: { redis: { url: redis.url, commandTimeoutMs: 1_000 } } });
  });
  afterAll(async () => {
    await metered[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  /** Asks about a payment nobody asked about before; the answer never depends on Redis. */
  const ask = async () => {
    const merchantReference = `tq-${String((asked += 1)).padStart(4, '0')}`;
    const { data } = await metered.gateway.ask(QUERY, { ref: { dialect: 'TRADE_QUERY', merchantReference } }, as('bi'));
    expect(data.payment.result.code).toBe('SUCCESS');
  };
  const outcomes = async () => {
    const { samples } = await metered.scrape();
    const of = (outcome: string) =>
      samples.get(`paygraph_shared_memory_commands_total{outcome="${outcome}"}`) ?? Number.NaN;
    return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of(outcome)]));
  };
  const standing = async (state: 'ready' | 'degraded' | 'off') => {
    await metered.until(1, 'paygraph_shared_memory_state', { state });
    for (const other of ['ready', 'degraded', 'off'].filter((one) => one !== state)) {
      expect(await metered.value('paygraph_shared_memory_state', { state: other })).toBe(0);
    }
    const ready = await fetch(metered.gateway.url.replace('/graphql', '/health/ready'));
    expect([ready.status, await ready.json()]).toEqual([200, { status: state === 'degraded' ? 'degraded' : 'up' }]);
    expect(await (await fetch(`${metered.adminUrl}/health/ready`)).json()).toEqual({
      status: state === 'degraded' ? 'degraded' : 'up',
    });
  };

  test('is ready, and answers', async () => {
    await standing('ready');
    await ask();
    // A look, the right to make the call, another look, and the answer under both its names.
    await vi.waitFor(async () => expect((await outcomes())['answered']).toBe(5));
    expect((await outcomes())['unsent']).toBe(0);
  });

  test('is late when it is frozen, and left alone after three times', async () => {
    const before = await outcomes();
    redis.freeze();
    for (let times = 0; times < 4; times += 1) await ask();
    await standing('degraded');
    const after = await outcomes();
    expect(after['late']).toBeGreaterThanOrEqual(3);
    expect(after['answered']).toBe(before['answered']);
    await ask();
    expect((await outcomes())['unsent']).toBeGreaterThan(after['unsent'] ?? 0);
    redis.thaw();
    await standing('ready');
  });

  test('is degraded when it is killed, and ready when it is started again', async () => {
    const before = await outcomes();
    await redis.kill();
    await standing('degraded');
    await ask();
    const after = await outcomes();
    expect(after['unsent']).toBeGreaterThan(before['unsent'] ?? 0);
    expect(after['answered']).toBe(before['answered']);
    await redis.start();
    await standing('ready');
    await ask();
    await vi.waitFor(async () => expect((await outcomes())['answered']).toBe((before['answered'] ?? 0) + 5));
  });
});

describe.skipIf(!HAS_REDIS)('a server that refuses', () => {
  test.each([
    ['full', ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']],
    ['refused', ['--rename-command', 'SET', '']],
  ])('is counted as such: %s', async (outcome, options) => {
    const redis = await RedisServer.start(...options);
    const metered = await Metered.start({ cache: { redis: { url: redis.url, commandTimeoutMs: 500 } } });
    await metered.until(1, 'paygraph_shared_memory_state', { state: 'ready' });
    for (const id of ['tq-0001', 'tq-0002', 'tq-0003']) {
      await metered.gateway.ask(QUERY, { ref: { dialect: 'TRADE_QUERY', merchantReference: id } }, as('bi'));
    }
    expect(await metered.value('paygraph_shared_memory_commands_total', { outcome })).toBeGreaterThanOrEqual(3);
    await metered.until(1, 'paygraph_shared_memory_state', { state: 'degraded' });
    await metered[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });
});

test('without one it is off', async () => {
  await using metered = await Metered.start();
  expect(await metered.value('paygraph_shared_memory_state', { state: 'off' })).toBe(1);
});
