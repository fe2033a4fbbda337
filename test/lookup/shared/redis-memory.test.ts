import { createSecretKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { referenceKey } from '../../../src/domain/reference.ts';
import { createRedisMemory, type RedisMemory, type RedisMemoryMeans } from '../../../src/lookup/shared/redis-memory.ts';
import type { SharedEntry, SharedMemory } from '../../../src/lookup/shared-memory.ts';
import { exchange, fullPayment } from '../../graphql/sample-payment.ts';
import { NOT_FOUND, success, verified } from '../answers.ts';
import { freePort, HAS_REDIS, RedisServer } from './redis-server.ts';
import { slowLine } from './slow-line.ts';
import { systemClock } from '../../../src/upstream/system-clock.ts';
import { key, otherKey, reference } from './names.ts';

const TIMEOUT_MS = 100;
const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const privateKey = keyPair();
const secret = (): KeyObject => createSecretKey(randomBytes(32));
const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);

let server: RedisServer;
let inside: Redis;
const opened: SharedMemory[] = [];

function entry(askedAt: number, fields: Partial<typeof fullPayment> = {}): SharedEntry {
  const answer = success({ reference, options: 0, at: askedAt }, { ...fullPayment, ...fields });
  return {
    answer: { ...answer, exchange: { ...answer.exchange!, body: exchange.body } },
    askedAt,
    expiresAt: askedAt + 60_000,
  };
}

type Witnessed = RedisMemory & { readonly changes: [string, string][] };

/** A memory, once it has found its server unless told otherwise. */
async function memory(more: Partial<RedisMemoryMeans> = {}, isThere = true): Promise<Witnessed> {
  const changes: [string, string][] = [];
  const made = createRedisMemory({
    url: server.url,
    keyPrefix: 'paygraph:',
    commandTimeoutMs: TIMEOUT_MS,
    accounts: [{ id: 'mainland', privateKey }],
    encryptionKeys: [],
    staleMs: 3_600_000,
    clock: systemClock,
    onChange: (...change) => changes.push(change),
    ...more,
  });
  opened.push(made);
  if (isThere) await vi.waitFor(() => expect(made.state).toBe('available'), { timeout: 5_000 });
  return Object.assign(made, { changes });
}

/** Puts, and waits until it is there. */
async function put(into: SharedMemory, keys: readonly string[], what: SharedEntry): Promise<void> {
  into.put(keys, what);
  await inside.ping();
  await into.get(key);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

describe.skipIf(!HAS_REDIS)('the memory gateways share in Redis', () => {
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    server = await RedisServer.start();
    inside = new Redis(server.url);
    inside.on('error', () => undefined);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await inside.flushall();
    expect(rejections).toEqual([]);
  });
  afterAll(async () => {
    inside.disconnect();
    await server[Symbol.asyncDispose]();
    process.off('unhandledRejection', note);
  });

  it('gives another gateway exactly what one put, under every key, and null for the rest', async () => {
    const [one, other] = await Promise.all([memory(), memory()]);
    const put1 = entry(Date.now() - 10);
    await put(one, [key, otherKey], put1);
    expect(await other.get(key)).toEqual(put1);
    expect(await other.get(otherKey)).toEqual(put1);
    expect(await other.get(referenceKey({ ...reference, id: '2026 0002' }))).toBeNull();
    expect(await other.get(referenceKey({ ...reference, account: 'nobody' }))).toBeNull();
  });

  it('keeps an entry as long as it is of use, and no longer', async () => {
    const one = await memory({ staleMs: 3_600_000 });
    await put(one, [key], entry(Date.now()));
    const [name] = await inside.keys('*');
    expect(await inside.pttl(name!)).toBeGreaterThan(3_590_000);
    expect(await inside.pttl(name!)).toBeLessThanOrEqual(3_600_000);
    const asked = { reference, options: 0, at: Date.now() };
    await put(one, [key], { answer: verified(asked, NOT_FOUND), askedAt: asked.at, expiresAt: asked.at + 2_000 });
    expect(await inside.pttl(name!)).toBeLessThanOrEqual(60_000);
    const eternal = await memory({ staleMs: 365 * 86_400_000 });
    await put(eternal, [key], entry(Date.now()));
    expect(await inside.pttl(name!)).toBeLessThanOrEqual(7 * 86_400_000);
  });

  it('keeps the answer to the latest inquiry, whichever of a hundred comes in last', async () => {
    const gateways = await Promise.all([memory(), memory(), memory()]);
    const now = Date.now();
    for (let round = 0; round < 5; round += 1) {
      const times = Array.from({ length: 100 }, (_, index) => now - 10_000 + round * 100 + index);
      const shuffled = times.map((at) => ({ at, by: Math.random() })).sort((a, b) => a.by - b.by);
      for (const [index, { at }] of shuffled.entries()) gateways[index % 3]!.put([key, otherKey], entry(at));
      await Promise.all(gateways.map((one) => one.get(key)));
      for (const one of gateways) {
        expect((await one.get(key))?.askedAt).toBe(Math.max(...times));
        expect((await one.get(otherKey))?.askedAt).toBe(Math.max(...times));
      }
    }
  });

  describe('whose keys are replaced', () => {
    const anotherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const secrets = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))] as const;
    const account = { id: 'mainland', privateKey };

    it.each([
      ['a private key', { accounts: [account] }, { accounts: [{ ...account, privateKey: anotherKey }] }],
      ['an encryption key', { encryptionKeys: [secrets[0]] }, { encryptionKeys: [secrets[1]] }],
      ['the lack of an encryption key', {}, { encryptionKeys: [secrets[1]] }],
    ])('opens for a while what was sealed by %s, and then knows nothing of it', async (_what, before, after) => {
      const settings = { accounts: [account], encryptionKeys: [], staleMs: 3_600_000 };
      let ahead = 0;
      const clock = { ...systemClock, now: () => Date.now() + ahead };
      const [one, early, late] = await Promise.all([
        memory({ ...before, clock }),
        memory({ ...before }),
        memory({ ...after }),
      ]);
      const sealedBefore = entry(Date.now() - 20);
      await put(one, [key], sealedBefore);
      one.adopt({ ...settings, ...after }, 60_000);
      expect(await one.get(key)).toEqual(sealedBefore);
      expect(await late.get(key)).toBeNull();
      ahead = 60_001;
      expect(await one.get(key)).toBeNull();
      const sealedAfter = entry(Date.now() - 10);
      await put(one, [key], sealedAfter);
      expect(await one.get(key)).toEqual(sealedAfter);
      expect(await late.get(key)).toEqual(sealedAfter);
      expect(await early.get(key)).toEqual(sealedBefore);
    });

    it('finds the latest of what was sealed before and after', async () => {
      const [one, other] = await Promise.all([memory(), memory()]);
      one.adopt({ accounts: [{ ...account, privateKey: anotherKey }], encryptionKeys: [], staleMs: 1 }, 60_000);
      await put(one, [key], entry(Date.now() - 20));
      const latest = entry(Date.now() - 10);
      await put(other, [key], latest);
      expect(await one.get(key)).toEqual(latest);
    });

    it('forgets the keys of an account that is removed', async () => {
      const one = await memory();
      await put(one, [key], entry(Date.now() - 20));
      const settings = { encryptionKeys: [], staleMs: 1 };
      one.adopt({ ...settings, accounts: [] }, 60_000);
      expect(await one.get(key)).toBeNull();
      expect(await one.lease(key, 1_000)).toEqual({ kind: 'unknown' });
      one.adopt({ ...settings, accounts: [account] }, 60_000);
      expect(await one.get(key)).not.toBeNull();
    });
  });

  it('is not barred by an entry of a gateway whose clock was wrong, and does not believe it', async () => {
    const now = Date.now();
    const ahead = await memory({ clock: { ...systemClock, now: () => now + 86_400_000 } });
    const right = await memory();
    await put(ahead, [key], entry(now + 86_400_000));
    expect(await right.get(key)).toBeNull();
    await put(right, [key], entry(now));
    expect((await right.get(key))?.askedAt).toBe(now);
  });

  it('shows nothing of a payment in names or values', async () => {
    const canary = (name: string) => `CANARY-${name}-0123456789`;
    const [one, two] = await Promise.all([memory(), memory({ encryptionKeys: [secret()], keyPrefix: 'configured:' })]);
    const planted = entry(Date.now(), {
      buyer: { userId: canary('user'), openId: canary('open'), displayId: canary('display'), type: null, wallet: null },
      extInfo: canary('ext'),
      redirect: { url: null, method: null, parameters: canary('redirect') },
      merchantReference: canary('reference'),
    });
    const body = { ...planted.answer, exchange: { ...exchange, body: canary('body') } };
    const lease = [];
    for (const each of [one, two]) {
      await put(each, [key, otherKey], { ...planted, answer: body });
      expect((await each.get(key))?.answer.payment?.buyer?.userId).toBe(canary('user'));
      lease.push(await each.lease(key, 10_000));
    }
    const names = await inside.keys('*');
    expect(names).toHaveLength(6);
    const values = await Promise.all(names.map((name) => inside.getBuffer(name)));
    const all = names.join('\n') + values.map((value) => value!.toString('latin1')).join('\n');
    for (const word of ['CANARY', '2026 0001', 'order-1', 'mainland', 'SUCCE', 'dialect'])
      expect(all).not.toContain(word);
  });

  describe('finds nothing', () => {
    const names = async () => (await inside.keys('*')).filter((name) => !name.endsWith('probe'));

    it('in an entry that was changed, cut off, moved, redated, of another version or of another type', async () => {
      const one = await memory();
      await put(one, [key], entry(Date.now() - 1_000));
      const [name = ''] = await names();
      const good = (await inside.getBuffer(name))!;
      const changed = (at: number, by: string) =>
        Buffer.concat([good.subarray(0, at), Buffer.from(by), good.subarray(at + by.length)]);
      const bad = [
        Buffer.alloc(0),
        Buffer.from('rubbish'),
        Buffer.from('2' + '9'.repeat(400)),
        good.subarray(0, -1),
        good.subarray(0, 20),
        changed(good.length - 1, good.at(-1) === 65 ? 'B' : 'A'),
        changed(30, '????'),
        changed(0, '1'),
        changed(1, String(Date.now() - 500)),
      ];
      for (const value of bad) {
        await inside.set(name, value);
        expect(await one.get(key)).toBeNull();
      }
      await inside.del(name);
      await put(one, [key, otherKey], entry(Date.now() - 900));
      const [here = '', there = ''] = await names();
      await inside.set(there, (await inside.getBuffer(here))!);
      const both = await Promise.all([one.get(key), one.get(otherKey)]);
      expect(both.filter((found) => found !== null)).toHaveLength(1);
      await inside.del(name);
      await inside.rpush(name, 'a list');
      expect(await one.get(key)).toBeNull();
      await put(one, [key], entry(Date.now() - 800));
      expect(await one.get(key)).not.toBeNull();
      expect(one.state).toBe('available');
    });

    it('in an answer about another payment, even if it was put under the key', async () => {
      const one = await memory();
      const stray = referenceKey({ ...reference, id: 'another' });
      await put(one, [stray], entry(Date.now()));
      expect(await one.get(stray)).toBeNull();
    });

    it('in what was encrypted with another key; and in the course of a change of keys finds it all', async () => {
      const [old, young] = [secret(), secret()];
      const asked = Date.now() - 5_000;
      const before = await memory({ encryptionKeys: [old] });
      await put(before, [key], entry(asked));
      expect(await (await memory({ encryptionKeys: [young] })).get(key)).toBeNull();
      expect(await (await memory()).get(key)).toBeNull();
      const [during, after] = await Promise.all([
        memory({ encryptionKeys: [old, young] }),
        memory({ encryptionKeys: [young, old] }),
      ]);
      expect((await after.get(key))?.askedAt).toBe(asked);
      await put(after, [key], entry(asked + 1));
      expect((await during.get(key))?.askedAt).toBe(asked + 1);
      expect((await (await memory({ encryptionKeys: [young] })).get(key))?.askedAt).toBe(asked + 1);
    });

    it('in the entry of another merchant’s account of the same name', async () => {
      const other = keyPair();
      const accounts = [{ id: 'mainland', privateKey: other }];
      await put(await memory(), [key], entry(Date.now()));
      expect(await (await memory({ accounts })).get(key)).toBeNull();
    });
  });

  describe('leases the right to call', () => {
    it('to one at a time, until it is released', async () => {
      const [one, two] = await Promise.all([memory(), memory()]);
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 ? one : two).lease(key, 10_000)),
      );
      const mine = all.filter((lease) => lease.kind === 'mine');
      expect(mine).toHaveLength(1);
      expect(all.filter(({ kind }) => kind === 'taken')).toHaveLength(49);
      expect((await one.lease(otherKey, 10_000)).kind).toBe('mine');
      mine[0]!.release();
      await vi.waitFor(async () => expect((await two.lease(key, 10_000)).kind).toBe('mine'));
    });

    it('until it runs out, after which its release leaves the next one alone', async () => {
      const [one, two] = await Promise.all([memory(), memory()]);
      const first = await one.lease(key, 30);
      expect(first.kind).toBe('mine');
      await sleep(40);
      expect((await two.lease(key, 10_000)).kind).toBe('mine');
      if (first.kind === 'mine') first.release();
      await one.get(key);
      expect((await one.lease(key, 10_000)).kind).toBe('taken');
    });
  });

  it('is nothing any more once it is closed, and says nothing of it', async () => {
    const one = await memory();
    await one.close();
    await one.close();
    expect(await one.get(key)).toBeNull();
    one.put([key], entry(Date.now()));
    expect((await one.lease(key, 10)).kind).toBe('unknown');
    expect(one.changes).toEqual([['available', 'it answers']]);
  });

  describe('costs no more than a bounded wait', () => {
    const bound = TIMEOUT_MS * 3;

    async function expectNothing(of: SharedMemory, within: number): Promise<void> {
      const found = await timed(() => of.get(key));
      const lease = await timed(() => of.lease(key, 1_000));
      of.put([key], entry(Date.now()));
      expect([found.value, lease.value.kind]).toEqual([null, 'unknown']);
      expect(Math.max(found.ms, lease.ms)).toBeLessThan(within);
    }

    it('when there is no server, and finds it when there is', async () => {
      const port = await freePort();
      const one = await memory({ url: `redis://127.0.0.1:${port}` }, false);
      await expectNothing(one, bound);
      await vi.waitFor(() => expect(one.changes).toEqual([['degraded', 'ECONNREFUSED']]));
      expect(one.state).toBe('degraded');
    });

    it('when the server is killed, and comes back by itself', async () => {
      await using mortal = await RedisServer.start();
      const one = await memory({ url: mortal.url });
      await one.get(key);
      await mortal.kill();
      for (let times = 0; times < 20; times += 1) await expectNothing(one, bound);
      expect(one.state).toBe('degraded');
      await mortal.start();
      await vi.waitFor(() => expect(one.state).toBe('available'), { timeout: 5_000 });
      one.put([key], entry(Date.now()));
      await vi.waitFor(async () => expect(await one.get(key)).not.toBeNull());
      expect(one.changes.map(([state]) => state)).toEqual(['available', 'degraded', 'available']);
    });

    it('when the server is frozen: a few wait, then no one, until it answers again', async () => {
      await using frozen = await RedisServer.start();
      const one = await memory({ url: frozen.url });
      frozen.freeze();
      await expectNothing(one, bound);
      await expectNothing(one, bound);
      expect(one.state).toBe('degraded');
      const many = await timed(async () => {
        for (let times = 0; times < 1_000; times += 1) await one.get(key);
      });
      expect(many.ms).toBeLessThan(bound);
      frozen.thaw();
      await vi.waitFor(() => expect(one.state).toBe('available'), { timeout: 5_000 });
      // Granted by a server that was frozen to one who had gone on without: nobody is kept waiting by it.
      expect((await one.lease(key, 1_000)).kind).toBe('mine');
      expect(one.changes.map(([state]) => state)).toEqual(['available', 'degraded', 'available']);
    });

    it('when every reply takes 200 ms: three wait for it, nobody after them, until it is fast again', async () => {
      await using line = await slowLine(server.port, 0);
      const one = await memory({ url: `redis://127.0.0.1:${line.port}` });
      const direct = await memory();
      await put(direct, [key], entry(Date.now()));
      line.setDelay(100);
      for (let times = 0; times < 3; times += 1) await expectNothing(one, bound);
      expect(one.state).toBe('degraded');
      const many = await timed(async () => {
        for (let times = 0; times < 1_000; times += 1) expect(await one.get(key)).toBeNull();
      });
      expect(many.ms).toBeLessThan(bound);
      // Its own trials fail as well while it is slow.
      const trials = async () => Number(/cmdstat_get:calls=(\d+)/.exec(await inside.info('commandstats'))?.[1] ?? 0);
      const before = await trials();
      await vi.waitFor(async () => expect(await trials()).toBeGreaterThanOrEqual(before + 2), { timeout: 5_000 });
      expect(one.changes.map(([state]) => state)).toEqual(['available', 'degraded']);
      line.setDelay(0);
      await vi.waitFor(() => expect(one.state).toBe('available'), { timeout: 5_000 });
      expect((await one.get(key))?.answer.payment).toEqual(fullPayment);
    });

    it('never when replies are slow but in time', async () => {
      await using line = await slowLine(server.port, 20);
      const one = await memory({ url: `redis://127.0.0.1:${line.port}`, commandTimeoutMs: 2_000 });
      await put(one, [key], entry(Date.now()));
      for (let times = 0; times < 20; times += 1) expect(await one.get(key)).not.toBeNull();
      expect(one.changes.map(([state]) => state)).toEqual(['available']);
    });

    it('when the server is full: what is there is still read', async () => {
      await using full = await RedisServer.start('--maxmemory', '0', '--maxmemory-policy', 'noeviction');
      const one = await memory({ url: full.url });
      one.put([key], entry(Date.now() - 1_000));
      await vi.waitFor(async () => expect(await one.get(key)).not.toBeNull());
      const admin = new Redis(full.url);
      await admin.config('SET', 'maxmemory', '1');
      for (let times = 0; times < 3; times += 1) expect((await one.lease(key, 1_000)).kind).toBe('unknown');
      expect(one.state).toBe('degraded');
      expect(await one.get(key)).not.toBeNull();
      expect(one.changes.at(-1)).toEqual(['degraded', 'OOM']);
      await admin.config('SET', 'maxmemory', '0');
      await vi.waitFor(() => expect(one.state).toBe('available'), { timeout: 5_000 });
      admin.disconnect();
    });

    it('when the password is wrong, and does not tell it', async () => {
      await using guarded = await RedisServer.start('--requirepass', 'right');
      const one = await memory({ url: `redis://:planted-wrong@127.0.0.1:${guarded.port}` }, false);
      await vi.waitFor(() => expect(one.changes).toEqual([['degraded', 'WRONGPASS']]));
      await expectNothing(one, bound);
      const two = await memory({ url: `redis://:right@127.0.0.1:${guarded.port}` });
      expect(two.state).toBe('available');
    });

    it('when what listens is no Redis', async () => {
      const teapot = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.end("-ERR unknown command 'HELLO', with args beginning with: 'planted'\r\nHTTP/1.1 418\r\n\r\n");
      });
      await new Promise<void>((resolve) => teapot.listen(0, '127.0.0.1', resolve));
      const { port } = teapot.address() as AddressInfo;
      const one = await memory({ url: `redis://:planted@127.0.0.1:${port}` }, false);
      await sleep(100);
      await expectNothing(one, bound);
      expect(one.state).toBe('degraded');
      expect(JSON.stringify(one.changes)).not.toContain('planted');
      await one.close();
      teapot.close();
    });

    it('when the server is slow', async () => {
      const one = await memory();
      const slow = inside.call('DEBUG', 'SLEEP', '0.5').catch(() => inside.eval(BUSY, 0));
      await sleep(20);
      await expectNothing(one, bound);
      await slow;
      await vi.waitFor(() => expect(one.state).toBe('available'), { timeout: 5_000 });
    });

    it('but a busy process is not taken for a slow server', async () => {
      const one = await memory();
      await put(one, [key], entry(Date.now() - 1_000));
      const found = Array.from({ length: 10 }, () => one.get(key));
      const until = performance.now() + TIMEOUT_MS * 2;
      await new Promise((resolve) => setImmediate(resolve));
      while (performance.now() < until);
      expect((await Promise.all(found)).filter((one) => one === null)).toEqual([]);
      expect(one.state).toBe('available');
    });
  });
});

// Keeps a server from answering for half a second.
const BUSY = `
  local began = redis.call('TIME')
  repeat
    local now = redis.call('TIME')
  until (now[1] - began[1]) * 1000 + (now[2] - began[2]) / 1000 > 500`;
