import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { HAS_REDIS, RedisServer } from '../lookup/shared/redis-server.ts';
import { post, rawClient, statuses } from '../server/raw-client.ts';
import { startGateway, type GraphAnswer, type RunningGateway } from './gateway.ts';

const directory = mkdtempSync(join(tmpdir(), 'paygraph-rates-'));
const HOUR = 3_600;
const started: RunningGateway[] = [];
let sandbox: Sandbox;
let accounts: unknown;
let payment = 0;

const PERMISSIONS = ['payments', 'bulk'];
const caller = (client: string, calls: number, perSeconds = HOUR) => ({
  client,
  sha256: createHash('sha256').update(client).digest('hex'),
  permissions: PERMISSIONS,
  rate: { calls, perSeconds },
});

async function start(access: object, more: object = {}): Promise<RunningGateway> {
  const file = join(directory, `${randomUUID()}.yaml`);
  writeFileSync(file, stringify({ accounts, access, log: { level: 'error' }, ...more }));
  const gateway = await startGateway(['--config', file], { LOG_LEVEL: 'info' });
  started.push(gateway);
  return gateway;
}

/** References nobody has asked about yet. */
function fresh(count: number): object[] {
  return Array.from({ length: count }, () => {
    payment += 1;
    return { dialect: 'TRADE_QUERY', merchantReference: `tq-${String(payment).padStart(4, '0')}` };
  });
}

const PAGE = 'query ($refs: [PaymentRef!]!) { payments(refs: $refs) { items { result { code } } } }';
const as = (client?: string) => (client === undefined ? {} : { authorization: `Bearer ${client}` });
const page = (gateway: RunningGateway, refs: readonly object[], client?: string) =>
  gateway.ask(PAGE, { refs }, as(client));
const codeOf = ({ errors }: GraphAnswer) => errors?.[0]?.extensions?.code;
const quotaOf = ({ extensions }: GraphAnswer) => extensions.gateway.quota as { limit: number; remaining: number };
const callsSoFar = () => sandbox.requests.count();

beforeAll(async () => {
  sandbox = await startSandbox();
  ({ accounts } = await sandbox.writeConfiguration(directory));
});
afterEach(async () => {
  expect(await Promise.all(started.splice(0).map((gateway) => gateway.stop()))).toEqual(
    expect.not.arrayContaining([1, null]),
  );
});
afterAll(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a caller’s rate', () => {
  it('is charged by upstream calls: answers that cost none are free', async () => {
    const gateway = await start({ apiKeys: [caller('shop', 10)] });
    const refs = fresh(6);
    expect(quotaOf(await page(gateway, refs, 'shop'))).toMatchObject({ limit: 10, remaining: 4 });
    // All of them known by now, but more than four that might not have been.
    expect(codeOf(await page(gateway, refs, 'shop'))).toBe('RATE_LIMITED');
    for (let times = 0; times < 5; times += 1) {
      expect(quotaOf(await page(gateway, refs.slice(0, 4), 'shop'))).toMatchObject({ remaining: 4 });
    }
    expect(quotaOf(await page(gateway, fresh(4), 'shop'))).toMatchObject({ remaining: 0 });
  });

  it('used up is told with 429, when to come again, what is left, and no upstream call', async () => {
    const gateway = await start({ apiKeys: [caller('shop', 5)] });
    await page(gateway, fresh(3), 'shop');
    const before = callsSoFar();
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...as('shop') },
      body: JSON.stringify({ query: PAGE, variables: { refs: fresh(3) } }),
    });
    expect(response.status).toBe(429);
    const retryAfter = Number(response.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(HOUR - 60);
    expect(retryAfter).toBeLessThanOrEqual(HOUR);
    const answer = (await response.json()) as GraphAnswer;
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      requested: 3,
      remaining: 2,
      limit: 5,
    });
    expect(quotaOf(answer)).toMatchObject({ limit: 5, remaining: 2 });
    expect(callsSoFar()).toBe(before);
    // What was refused has cost nothing.
    expect(codeOf(await page(gateway, fresh(2), 'shop'))).toBeUndefined();
  });

  it('is never exceeded by any number of operations at once', async () => {
    const gateway = await start({ apiKeys: [caller('shop', 40)] });
    const before = callsSoFar();
    const answers = await Promise.all(Array.from({ length: 60 }, () => page(gateway, fresh(3), 'shop')));
    expect(callsSoFar() - before).toBeLessThanOrEqual(40);
    const served = answers.filter((answer) => codeOf(answer) === undefined).length;
    expect(callsSoFar() - before).toBe(served * 3);
    expect(answers.every((answer) => [undefined, 'RATE_LIMITED'].includes(codeOf(answer)))).toBe(true);
    expect(served).toBeGreaterThan(0);
  });

  it('is never exceeded by operations that fail before their calls are answered', async () => {
    const gateway = await start({ apiKeys: [caller('shop', 40)] });
    const before = callsSoFar();
    // Both lists are required, and one is too long: the answer is complete at once. It is not taken before the first one is.
    const query = `query ($refs: [PaymentRef!]!, $tooMany: [PaymentRef!]!) {
      payments(refs: $refs) { items { result { code } } } other: payments(refs: $tooMany) { items { result { code } } } }`;
    const tooMany = Array.from({ length: 201 }, () => ({ dialect: 'TRADE_QUERY', paymentId: '1' }));
    const headers = 'authorization: Bearer shop\r\n';
    const asked = Array.from({ length: 20 }, () => post(query, headers, { refs: fresh(10), tooMany }));
    const slow = [{ dialect: 'TRADE_QUERY', merchantReference: 'first--delay-1000' }];
    const { socket, received } = await rawClient(gateway.url);
    socket.write([post(PAGE, headers, { refs: slow }), ...asked].join(''));
    await vi.waitFor(() => expect(statuses(received())).toHaveLength(21), { timeout: 10_000 });
    const calls = callsSoFar() - before;
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(40);
  });

  it('is one for both keys of a client, and another’s for another client', async () => {
    const second = { ...caller('shop', 5), sha256: createHash('sha256').update('shop-new').digest('hex') };
    const gateway = await start({ apiKeys: [caller('shop', 5), second, caller('bi', 5)] });
    expect(codeOf(await page(gateway, fresh(5), 'shop'))).toBeUndefined();
    expect(codeOf(await page(gateway, fresh(1), 'shop-new'))).toBe('RATE_LIMITED');
    expect(codeOf(await page(gateway, fresh(5), 'bi'))).toBeUndefined();
  });

  it('holds for anonymous callers by their address, and is said to them too', async () => {
    const gateway = await start({ anonymous: { permissions: PERMISSIONS, rate: { calls: 3, perSeconds: HOUR } } });
    expect(quotaOf(await page(gateway, fresh(3)))).toMatchObject({ limit: 3, remaining: 0 });
    expect(codeOf(await page(gateway, fresh(1)))).toBe('RATE_LIMITED');
  });

  it('is there again when its time is over', async () => {
    const gateway = await start({ apiKeys: [caller('shop', 2, 1)] });
    expect(codeOf(await page(gateway, fresh(2), 'shop'))).toBeUndefined();
    for (let tries = 0; codeOf(await page(gateway, fresh(2), 'shop')) !== undefined; tries += 1) {
      expect(tries).toBeLessThan(100);
      await sleep(50);
    }
  });

  it('too small for an operation says that it will never fit', async () => {
    const gateway = await start({ apiKeys: [caller('shop', 2)] });
    const answer = await page(gateway, fresh(3), 'shop');
    expect(codeOf(answer)).toBe('RATE_LIMITED');
    expect(answer.errors?.[0]?.message).toContain('never fits');
    expect(quotaOf(answer)).toMatchObject({ remaining: 2 });
  });

  it('is absent from answers to callers without one', async () => {
    const gateway = await start({ anonymous: { permissions: PERMISSIONS } });
    expect((await page(gateway, fresh(1))).extensions.gateway).not.toHaveProperty('quota');
  });
});

describe.skipIf(!HAS_REDIS)('a caller’s rate in Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  const together = (access: object) =>
    Promise.all([1, 2].map(() => start(access, { cache: { redis: { url: redis.url, commandTimeoutMs: 200 } } })));

  it('is one for all gateways, and shows neither caller nor address', async () => {
    const access = {
      apiKeys: [caller('shop', 20)],
      anonymous: { permissions: PERMISSIONS, rate: { calls: 9, perSeconds: HOUR } },
    };
    const [one, other] = await together(access);
    await connected(one!, 'shop', 20);
    await connected(other!, 'shop', 19);
    const before = callsSoFar();
    await Promise.all(Array.from({ length: 30 }, (_, index) => page([one!, other!][index % 2]!, fresh(2), 'shop')));
    expect(callsSoFar() - before).toBe(18);
    await page(one!, fresh(1));
    const client = new Redis(redis.url);
    const names = await client.keys('*');
    client.disconnect();
    expect(names.filter((name) => name.includes('rate:'))).toHaveLength(2);
    expect(names.join()).not.toMatch(/shop|127\.0\.0\.1|anonymous/);
  });

  it('is kept by each gateway, at half, while Redis is gone; and together again when it is back', async () => {
    const [one, other] = await together({ apiKeys: [caller('bi', 12)] });
    await connected(one!, 'bi', 12);
    await redis.kill();
    for (const gateway of [one!, other!]) {
      const answer = await page(gateway, fresh(4), 'bi');
      expect([codeOf(answer), quotaOf(answer).limit]).toEqual([undefined, 6]);
      expect(codeOf(await page(gateway, fresh(3), 'bi'))).toBe('RATE_LIMITED');
    }
    await redis.start();
    await connected(one!, 'bi', 12);
  });

  /** Asks for one payment more until the rate is the one kept together, of which that much is left then. */
  async function connected(gateway: RunningGateway, client: string, left: number): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const { limit, remaining } = quotaOf(await page(gateway, fresh(1), client));
      if (limit >= left && remaining === left - 1) return;
      if (tries > 5) throw new Error(`expected ${left - 1} of a rate kept together, got ${remaining} of ${limit}`);
      await sleep(500);
    }
  }
});
