import { describe, expect, it } from 'vitest';
import type { LookupEvent } from '../../src/lookup/events.ts';
import { Watches } from '../../src/lookup/watches.ts';
import { settled } from '../clock/virtual-clock.ts';
import { FUND } from './fake-upstream.ts';
import { byId, Opened } from './opened.ts';

describe('what lookups hold and do', () => {
  it('counts what is under way and remembered, and what was forgotten for want of room', async () => {
    const opened = new Opened({ memory: { maxEntries: 3, maxBytes: 1_000_000 } });
    expect(opened.lookups.reading()).toEqual({
      underWay: 0,
      cache: { entries: 0, bytes: 0, evicted: 0 },
      watching: { watches: 0, payments: 0 },
    });
    const finding = ['A', 'B'].map((id) => opened.open().find(byId(id), 0));
    expect(await opened.calls()).toBe(2);
    expect(opened.lookups.reading().underWay).toBe(2);
    for (const [index, id] of ['A', 'B'].entries()) {
      (await opened.call(index)).succeed({ paymentId: id, merchantReference: `of ${id}`, status: 'SUCCEEDED' });
    }
    await Promise.all(finding);
    const { underWay, cache } = opened.lookups.reading();
    expect([underWay, cache.entries, cache.evicted]).toEqual([0, 3, 1]);
    expect(cache.bytes).toBeGreaterThan(3 * 2_048);
  });

  it('does not count as forgotten what is replaced by something newer', async () => {
    const opened = new Opened();
    for (const [index, demand] of [0, FUND].entries()) {
      const finding = opened.open().find(byId('A'), demand);
      (await opened.call(index)).succeed({ paymentId: 'A', merchantReference: 'M', status: 'SUCCEEDED' });
      await finding;
    }
    expect(opened.lookups.reading().cache).toMatchObject({ entries: 2, evicted: 0 });
  });

  it('counts watches, and the payments they are of, until they end in whatever way', async () => {
    const opened = new Opened();
    const leaving = new AbortController();
    const watch = (id: string) => {
      const answers = opened.open().watch(byId(id), 0, leaving.signal)[Symbol.asyncIterator]();
      void answers.next();
      return answers;
    };
    const [first, , third] = [watch('A'), watch('A'), watch('B')];
    await settled();
    expect(opened.lookups.reading().watching).toEqual({ watches: 3, payments: 2 });
    (await opened.call(1)).succeed({ paymentId: 'B', status: 'CLOSED' });
    // It was final: the watch is over when its reader asks for more.
    expect(await third.next()).toMatchObject({ done: true });
    expect(opened.lookups.reading().watching).toEqual({ watches: 2, payments: 1 });
    (await opened.call(0)).succeed({ paymentId: 'A', status: 'PENDING' });
    await settled();
    await first.return(undefined);
    expect(opened.lookups.reading().watching).toEqual({ watches: 1, payments: 1 });
    // A reader who leaves may not say goodbye.
    leaving.abort();
    expect(opened.lookups.reading().watching).toEqual({ watches: 0, payments: 0 });
  });

  it('tells of every lookup, and of what is refreshed behind its back', async () => {
    const events: LookupEvent[] = [];
    const timeToLive = { succeededMs: 1_000, endedMs: 1_000, pendingMs: 0, notFoundMs: 0, staleMs: 60_000 };
    const opened = new Opened({
      timeToLive: { ...timeToLive, staleWhileRevalidateMs: 60_000 },
      onEvent: (event) => events.push(event),
    });
    const finding = opened.open().find(byId('A'), 0);
    const call = await opened.call(0);
    await opened.clock.advance(300);
    call.succeed({ paymentId: 'A', status: 'SUCCEEDED' });
    await finding;
    await opened.clock.advance(2_000);
    await opened.open().find(byId('A'), 0);
    const found = { kind: 'found', account: 'one', dialect: 'TRADE_QUERY' };
    expect(events).toEqual([
      { ...found, how: 'asked', freshness: 'LIVE', ms: 300 },
      { kind: 'refresh', account: 'one' },
      { ...found, how: 'refreshed', freshness: 'STALE', ms: 0 },
    ]);
  });
});

describe('watches', () => {
  it('forget a payment with the last of its watches', () => {
    const watches = new Watches();
    const leaving = new AbortController();
    const [one, other] = [watches.begin('A', leaving.signal), watches.begin('A', leaving.signal)];
    expect([watches.open, watches.payments]).toEqual([2, 1]);
    one();
    one();
    expect([watches.open, watches.payments]).toEqual([1, 1]);
    leaving.abort();
    other();
    watches.begin('B', leaving.signal);
    expect([watches.open, watches.payments]).toEqual([0, 0]);
  });
});
