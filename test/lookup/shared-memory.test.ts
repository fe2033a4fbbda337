import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import type { Reference } from '../../src/domain/reference.ts';
import { referenceKey } from '../../src/domain/reference.ts';
import { LEASE_MS, LOOK_MS } from '../../src/lookup/agreeing.ts';
import type { SharedEntry } from '../../src/lookup/shared-memory.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { NOT_FOUND, success, UNKNOWN, unsigned, verified } from './answers.ts';
import { ALL, FUND, SETTLE } from './fake-upstream.ts';
import { FakeSharedMemory } from './fake-shared-memory.ts';
import { byId, byOurs, Opened } from './opened.ts';

const P = { dialect: 'TRADE_QUERY', account: 'one', identity: 'one Ltd.', kind: 'paymentId', id: 'P' } as const;
const BOTH = { paymentId: 'P', merchantReference: 'M' };
const keyOf = (reference: Pick<Reference, 'kind' | 'id'>) => referenceKey({ ...P, ...reference });
const MS = keyOf({ kind: 'merchantReference', id: 'M' });

/** Gateways on one clock that share one memory. */
function gateways(count: number) {
  const clock = new VirtualClock();
  const shared = new FakeSharedMemory(clock);
  const opened = Array.from({ length: count }, () => new Opened({ clock, shared }));
  return { clock, shared, opened, one: opened[0]! };
}

/** What another gateway learnt a while ago. */
function learnt(clock: VirtualClock, ago: number, options: number, fields: Partial<Payment> = BOTH): SharedEntry {
  const at = clock.now() - ago;
  const answer = success({ reference: P, options, at }, fields);
  return { answer, askedAt: at, expiresAt: at + DEFAULT_TIME_TO_LIVE.succeededMs };
}

describe('what gateways remember together', () => {
  it('answers as what this one remembers does, and is remembered here from then on', async () => {
    const { clock, shared, one } = gateways(1);
    shared.put([keyOf(P), MS], learnt(clock, 1_000, FUND));
    const operation = one.open();
    const lookup = await operation.find(byId('P'), FUND);
    expect(lookup).toMatchObject({ freshness: 'CACHED', payment: BOTH, options: FUND });
    expect(lookup.asOf?.epochMs).toBe(clock.now() - 1_000 + 7);
    expect(operation.statistics()).toMatchObject({ calls: 0, cacheHits: 1, cacheMisses: 0 });
    expect(operation.explain()).toMatchObject([{ how: 'shared', attempts: 0 }]);
    expect((await one.open().find(byOurs('M'), 0)).freshness).toBe('CACHED');
    expect([shared.gets, shared.asks, await one.calls()]).toEqual([1, 0, 0]);
    expect(one.lookups.underWay).toBe(0);
  });

  it('is asked for again when it is too old or holds too little, with all it held while it stands', async () => {
    const { clock, shared, one } = gateways(1);
    shared.put([keyOf(P)], learnt(clock, 1_000, FUND));
    const more = one.open().find(byId('P'), SETTLE);
    (await one.call(0)).succeed(BOTH);
    expect(await more).toMatchObject({ freshness: 'LIVE', options: FUND | SETTLE });
    await clock.advance(500);
    const newest = one.open({ maxAgeMs: 500 }).find(byId('P'), SETTLE);
    (await one.call(1)).succeed(BOTH);
    expect((await newest).freshness).toBe('LIVE');
    expect(shared.entries.get(keyOf(P))?.askedAt).toBe(clock.now());
    expect(shared.entries.get(MS)?.askedAt).toBe(clock.now());
  });

  it('makes one call of a crowd at several gateways', async () => {
    const { clock, shared, opened } = gateways(3);
    const lookups = opened.flatMap((one) => Array.from({ length: 10 }, () => one.open().find(byId('P'), FUND)));
    await clock.advance(LOOK_MS);
    const made = opened.flatMap(({ upstream }) => upstream.calls);
    expect(made).toHaveLength(1);
    made[0]!.succeed(BOTH);
    await clock.advance(LOOK_MS);
    const freshness = (await Promise.all(lookups)).map((lookup) => lookup.freshness);
    expect(freshness.filter((one) => one === 'LIVE')).toHaveLength(10);
    expect(freshness.filter((one) => one === 'CACHED')).toHaveLength(20);
    expect(opened.flatMap(({ upstream }) => upstream.calls)).toHaveLength(1);
    expect(shared.leases.size).toBe(0);
    for (const { lookups } of opened) expect(lookups.underWay).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  it('makes the next call when the one who made it failed', async () => {
    const { clock, opened } = gateways(2);
    const [first, second] = opened.map((one) => one.open().find(byId('P'), 0));
    (await opened[0]!.call(0)).say(UNKNOWN);
    expect((await first!).freshness).toBe('NONE');
    await clock.advance(LOOK_MS);
    (await opened[1]!.call(0)).succeed(BOTH);
    expect((await second!).freshness).toBe('LIVE');
  });

  it.each([
    ['holds the right to the call for ever', true],
    ['has died with the right to the call', false],
  ])('waits for one who %s no longer than that may take', async (_, forEver) => {
    const { clock, shared, one } = gateways(1);
    if (forEver) shared.lends = 'taken';
    else await shared.lease(keyOf(P), LEASE_MS);
    const lookup = one.open().find(byId('P'), 0);
    await clock.advance(LEASE_MS - LOOK_MS - 1);
    expect(await one.calls()).toBe(0);
    await clock.advance(LOOK_MS + 1);
    (await one.call(0)).succeed(BOTH);
    expect((await lookup).freshness).toBe('LIVE');
    expect(clock.sleeping).toBe(0);
  });

  it('is not waited for when it cannot tell who makes the call', async () => {
    const { shared, one } = gateways(1);
    shared.lends = 'unknown';
    const lookup = one.open().find(byId('P'), 0);
    (await one.call(0)).succeed(BOTH);
    expect((await lookup).freshness).toBe('LIVE');
  });

  it('is neither read nor waited for by who wants no cache, but learns from them', async () => {
    const { clock, shared, one } = gateways(1);
    shared.put([keyOf(P)], learnt(clock, 0, ALL));
    const first = one.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    await clock.advance(1);
    (await one.call(0)).succeed(BOTH);
    expect((await first).freshness).toBe('LIVE');
    expect([shared.gets, shared.asks, shared.puts]).toEqual([0, 0, 2]);

    // Whoever wants one and waits already gains by it.
    shared.lends = 'taken';
    const waiting = one.open().find(byId('Q'), FUND);
    await settled();
    expect(await one.calls()).toBe(1);
    const hasty = one.open({ maxAgeMs: 0 }).find(byId('Q'), 0);
    (await one.call(1)).succeed();
    expect((await hasty).options).toBe(FUND);
    expect((await waiting).freshness).toBe('LIVE');
  });

  it('never takes back what is known from a later inquiry', async () => {
    const { clock, shared, one } = gateways(1);
    await clock.advance(10_000);
    const later = one.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    (await one.call(0)).succeed({ ...BOTH, status: 'UNKNOWN', statusRaw: 'ODD' });
    await later;
    shared.entries.set(keyOf(P), learnt(clock, 5_000, ALL));
    const again = one.open().find(byId('P'), 0);
    (await one.call(1)).say(UNKNOWN);
    expect(await again).toMatchObject({ freshness: 'NONE', payment: null });
  });

  it('is trusted only with what is about this payment and signed', async () => {
    const { clock, shared, one } = gateways(1);
    const about = { reference: P, options: ALL, at: clock.now() };
    const life = { askedAt: clock.now(), expiresAt: clock.now() + 60_000 };
    const strange: SharedEntry[] = [
      { ...life, answer: success({ ...about, reference: { ...P, id: 'X' } }) },
      { ...life, answer: success({ ...about, reference: { ...P, account: 'two' } }) },
      { ...life, answer: success(about, { paymentId: 'X' }) },
      { ...life, answer: unsigned(about, NOT_FOUND) },
      { ...life, answer: verified(about, UNKNOWN) },
    ];
    for (const [index, entry] of strange.entries()) {
      shared.entries.set(keyOf(P), entry);
      const lookup = one.open().find(byId('P'), 0);
      (await one.call(index)).say(UNKNOWN);
      expect(await lookup).toMatchObject({ freshness: 'NONE', payment: null });
    }
  });

  it('stands in while the inquiry fails, past its time to live', async () => {
    const { clock, shared, one } = gateways(1);
    shared.put([keyOf(P)], learnt(clock, 600_000, FUND));
    const lookup = one.open().find(byId('P'), 0);
    (await one.call(0)).say(UNKNOWN);
    expect(await lookup).toMatchObject({ freshness: 'STALE', payment: BOTH, result: UNKNOWN, options: FUND });
  });

  it('is left as it was by who leaves while they wait', async () => {
    const { clock, shared, one } = gateways(1);
    const leaving = new AbortController();
    shared.lends = 'taken';
    const lookup = one.open({ signal: leaving.signal }).find(byId('P'), 0);
    await clock.advance(LOOK_MS);
    leaving.abort(new Error('left'));
    await expect(lookup).rejects.toThrow('left');
    await clock.advance(LEASE_MS);
    expect(await one.calls()).toBe(0);
    expect(one.lookups.underWay).toBe(0);
    expect(clock.sleeping).toBe(0);
    shared.lends = undefined;
    const soon = new AbortController();
    const second = one.open({ signal: soon.signal }).find(byId('P'), 0);
    (await one.call(0)).send();
    expect(shared.leases.size).toBe(1);
    soon.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    await settled();
    expect(shared.leases.size).toBe(0);
  });
});

describe('what is remembered together near by, by the clock callers come by', () => {
  const NOT_AT_ALL = { ...DEFAULT_TIME_TO_LIVE, pendingMs: 0, succeededMs: 0, endedMs: 0, notFoundMs: 0 };

  function near(count: number) {
    const made = gateways(count);
    made.shared.isNear = true;
    const opened = Array.from(
      { length: count },
      () => new Opened({ clock: made.clock, shared: made.shared, timeToLive: NOT_AT_ALL }),
    );
    return { ...made, opened, first: opened[0]!, second: opened[1]! };
  }

  it('answers whoever had waited for it, at once, also what does not stand at all', async () => {
    const { clock, opened, first, second } = near(2);
    const lookups = opened.flatMap((one) => Array.from({ length: 5 }, () => one.open().find(byId('P'), 0)));
    const call = await first.call(0);
    await clock.advance(7);
    // It came while the call was under way, as others did where it is made.
    const later = second.open().find(byId('P'), 0);
    await clock.advance(3);
    call.succeed(BOTH);
    await settled();
    expect(await Promise.all([...lookups, later].map(async (one) => (await one).payment?.paymentId))).toEqual(
      Array(11).fill('P'),
    );
    expect([await first.calls(), await second.calls(), clock.sleeping]).toEqual([1, 0, 0]);
  });

  it('answers nobody who came when it was there', async () => {
    const { clock, first, second } = near(2);
    const lookup = first.open().find(byId('P'), 0);
    const call = await first.call(0);
    await clock.advance(5);
    call.succeed(BOTH);
    await lookup;
    const again = second.open().find(byId('P'), 0);
    (await second.call(0)).succeed(BOTH);
    expect((await again).freshness).toBe('LIVE');
  });

  it('answers nobody who wants it younger, or more of it', async () => {
    const { clock, first, second } = near(2);
    const lookup = first.open().find(byId('P'), FUND);
    const call = await first.call(0);
    await clock.advance(50);
    const wishes = [second.open({ maxAgeMs: 20 }).find(byId('P'), 0), second.open().find(byId('P'), SETTLE)];
    await clock.advance(5);
    call.succeed(BOTH);
    await lookup;
    const own = await second.call(0);
    own.succeed(BOTH);
    const answers = await Promise.all(wishes);
    expect(answers.map(({ freshness, options }) => [freshness, options & SETTLE])).toEqual([
      ['LIVE', SETTLE],
      ['LIVE', SETTLE],
    ]);
  });
});
