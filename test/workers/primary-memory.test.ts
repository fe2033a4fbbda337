import { expect, it, describe } from 'vitest';
import { referenceKey } from '../../src/domain/reference.ts';
import type { SharedEntry } from '../../src/lookup/shared-memory.ts';
import { PrimaryMemory } from '../../src/workers/primary-memory.ts';
import { SharedAnswers } from '../../src/workers/shared-answers.ts';
import { exchange, fullPayment } from '../graphql/sample-payment.ts';
import { NOT_FOUND, success, verified } from '../lookup/answers.ts';
import { channels } from './channels.ts';
import { key, otherKey, reference } from '../lookup/shared/names.ts';

const BOUNDS = { maxEntries: 1_000, maxBytes: 10_000_000 };

function entry(askedAt: number): SharedEntry {
  const answer = success({ reference, options: 0, at: askedAt }, fullPayment);
  return {
    answer: { ...answer, exchange: { ...answer.exchange!, body: exchange.body } },
    askedAt,
    expiresAt: askedAt + 60_000,
  };
}

/** Workers of one primary, all at one time. */
function workers(count: number, bounds = BOUNDS) {
  const time = { now: 1_795_000_000_000 };
  const clock = { now: () => time.now, sleep: () => new Promise<void>(() => undefined), after: () => () => undefined };
  const answers: SharedAnswers = new SharedAnswers(bounds, clock.now, (worker, news) =>
    ends[worker - 1]!.tell('news', news),
  );
  const ends: ReturnType<typeof channels>['primary'][] = [];
  const made = Array.from({ length: count }, (_, at) => {
    const { primary, worker } = channels();
    primary.on('recall', (one) => answers.recall(one));
    primary.on('remember', (one) => answers.remember(one));
    primary.on('lease', (one) => answers.lease(at + 1, one));
    primary.on('release', (one) => answers.release(at + 1, one));
    ends.push(primary);
    const memory = new PrimaryMemory({ primary: worker, clock, staleMs: 3_600_000 });
    worker.on('news', (news) => memory.news(news));
    return memory;
  });
  return { time, answers, all: made, one: made[0]!, other: made[1] ?? made[0]! };
}

describe('what workers remember together', () => {
  it('gives another worker exactly what one put, under every key, and null for the rest', async () => {
    const { one, other, time } = workers(2);
    const put = entry(time.now - 10);
    one.put([key, otherKey], put);
    await one.get(key);
    expect(await other.get(key)).toEqual({ ...put, landedAt: time.now });
    expect(await other.get(otherKey)).toEqual({ ...put, landedAt: time.now });
    expect(await other.get(referenceKey({ ...reference, id: '2026 0002' }))).toBeNull();
  });

  it('keeps an entry as long as it is of use, and no longer', async () => {
    const { one, time } = workers(1);
    one.put([key], entry(time.now));
    const asked = { reference, options: 0, at: time.now };
    one.put([otherKey], { answer: verified(asked, NOT_FOUND), askedAt: time.now, expiresAt: time.now + 2_000 });
    await one.get(key);
    time.now += 59_999;
    expect(await one.get(key)).not.toBeNull();
    time.now += 3_540_000;
    expect(await one.get(key)).not.toBeNull();
    expect(await one.get(otherKey)).toBeNull();
    time.now += 1;
    expect(await one.get(key)).toBeNull();
  });

  it('keeps the answer to the latest inquiry, whichever of a hundred comes in last', async () => {
    const { all, time } = workers(3);
    const times = Array.from({ length: 100 }, (_, index) => time.now - 10_000 + ((index * 37) % 100));
    for (const [index, at] of times.entries()) all[index % 3]!.put([key, otherKey], entry(at));
    for (const one of all) await one.get(key);
    for (const one of all) {
      expect((await one.get(key))?.askedAt).toBe(time.now - 9_901);
      expect((await one.get(otherKey))?.askedAt).toBe(time.now - 9_901);
    }
  });

  it('is not barred by an entry of a time still to come, and does not believe it', async () => {
    const { one, time } = workers(1);
    one.put([key], entry(time.now + 86_400_000));
    expect(await one.get(key)).toBeNull();
    one.put([key], entry(time.now));
    expect((await one.get(key))?.askedAt).toBe(time.now);
  });

  it('finds nothing in an answer about another payment, even if it was put under the key', async () => {
    const { one, time } = workers(1);
    const stray = referenceKey({ ...reference, id: 'another' });
    one.put([stray], entry(time.now));
    expect(await one.get(stray)).toBeNull();
  });

  it('holds no more than it may, and forgets what was used least of late', async () => {
    const { one, time } = workers(1, { maxEntries: 3, maxBytes: 10_000_000 });
    const keys = ['a', 'b', 'c', 'd'].map((id) => referenceKey({ ...reference, kind: 'merchantReference', id }));
    const named = (id: string) =>
      success({ reference, options: 0, at: time.now }, { ...fullPayment, merchantReference: id });
    const put = (at: number) =>
      one.put([keys[at]!], { answer: named('abcd'[at]!), askedAt: time.now, expiresAt: time.now + 60_000 });
    for (const at of [0, 1, 2]) put(at);
    await one.get(keys[0]!);
    put(3);
    const there = await Promise.all(keys.map(async (each) => (await one.get(each)) !== null));
    expect(there).toEqual([true, false, true, true]);
    const small = workers(1, { maxEntries: 1_000, maxBytes: 100 });
    small.one.put([key], entry(small.time.now));
    expect(await small.one.get(key)).toBeNull();
  });
});

describe('the right to call', () => {
  it('is one worker’s at a time, until it is released', async () => {
    const { all } = workers(2);
    const leases = await Promise.all(Array.from({ length: 50 }, (_, index) => all[index % 2]!.lease(key, 10_000)));
    const mine = leases.filter((lease) => lease.kind === 'mine');
    expect(mine).toHaveLength(1);
    expect(leases.filter(({ kind }) => kind === 'taken')).toHaveLength(49);
    expect((await all[0]!.lease(otherKey, 10_000)).kind).toBe('mine');
    mine[0]!.release();
    await all[0]!.get(key);
    await all[1]!.get(key);
    expect((await all[1]!.lease(key, 10_000)).kind).toBe('mine');
  });

  it('runs out, after which its release leaves the next one alone', async () => {
    const { one, other, time } = workers(2);
    const first = await one.lease(key, 30);
    time.now += 31;
    expect((await other.lease(key, 10_000)).kind).toBe('mine');
    if (first.kind === 'mine') first.release();
    await one.get(key);
    expect((await one.lease(key, 10_000)).kind).toBe('taken');
  });

  it('is free again when its worker is gone', async () => {
    const { one, other, answers } = workers(2);
    expect((await one.lease(key, 10_000)).kind).toBe('mine');
    expect((await other.lease(key, 10_000)).kind).toBe('taken');
    answers.leave(1);
    expect((await other.lease(key, 10_000)).kind).toBe('mine');
  });
});

describe('whoever was refused the right to call', () => {
  it('is called once there is an answer, or the right is free again, and not any more when that was given up', async () => {
    const { one, other, answers, time } = workers(2);
    const news: string[] = [];
    const wait = (of: PrimaryMemory, name: string) => of.onNews(key, () => news.push(name));
    const lease = await one.lease(key, 10_000);
    await other.lease(key, 10_000);
    wait(other, 'answered');
    const giveUp = wait(other, 'given up');
    wait(one, 'not refused');
    giveUp();
    one.put([otherKey, key], entry(time.now));
    await one.get(key);
    await other.get(key);
    expect(news).toEqual(['answered']);
    await other.lease(key, 10_000);
    if (lease.kind === 'mine') lease.release();
    await one.get(key);
    await other.get(key);
    expect(news).toEqual(['answered', 'answered']);
    await other.lease(key, 10_000);
    await one.lease(key, 10_000);
    answers.leave(2);
    await one.get(key);
    expect(news).toEqual(['answered', 'answered', 'not refused']);
  });
});

describe('without an answer of the primary’s', () => {
  it('nothing is known, everybody may call, and no right is kept that was given too late', async () => {
    const { primary, worker } = channels();
    const released: number[] = [];
    const asked: number[] = [];
    primary.on('lease', ({ token }) => {
      asked.push(token);
      return new Promise(() => undefined);
    });
    primary.on('recall', () => new Promise(() => undefined));
    primary.on('release', ({ token }) => released.push(token));
    const clock = {
      now: () => Date.now(),
      sleep: () => new Promise<void>(() => undefined),
      after: () => () => undefined,
    };
    const memory = new PrimaryMemory({ primary: worker, clock, staleMs: 1_000 });
    const [known, lease] = await Promise.all([memory.get(key), memory.lease(key, 1_000)]);
    expect([known, lease.kind]).toEqual([null, 'unknown']);
    await new Promise((turn) => setImmediate(() => setImmediate(turn)));
    expect(released).toEqual(asked);
    worker.close();
    expect([await memory.get(key), (await memory.lease(key, 1_000)).kind]).toEqual([null, 'unknown']);
    memory.put([key], entry(Date.now()));
  });
});
