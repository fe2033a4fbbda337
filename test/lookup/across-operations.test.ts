import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/lookup/engine.ts';
import { HOLD_MS } from '../../src/lookup/holding.ts';
import type { Lookup } from '../../src/lookup/lookup.ts';
import { Memory } from '../../src/lookup/memory.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { NOT_FOUND, UNKNOWN } from './answers.ts';
import { ALL, FakeUpstream, FUND, SETTLE, VOUCHER } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';

describe('across operations', () => {
  it('a call under way that covers the demand is joined', async () => {
    const opened = new Opened();
    const [first, second] = [opened.open(), opened.open()];
    const asked = first.find(byId('P'), FUND | SETTLE);
    await settled();
    const joined = second.find(byId('P'), FUND);
    (await opened.call(0)).succeed();
    expect((await asked).payment).toBe((await joined).payment);
    expect(await joined).toMatchObject({ freshness: 'LIVE', options: FUND | SETTLE });
    expect(await opened.calls()).toBe(1);
    expect(first.statistics()).toMatchObject({ calls: 1, deduplicated: 0, cacheMisses: 1 });
    expect(second.statistics()).toMatchObject({ calls: 0, deduplicated: 1, cacheMisses: 1 });
  });

  it('a call that still waits for its slot is widened', async () => {
    const opened = new Opened();
    opened.upstream.sendsAtOnce = false;
    const lookups = [FUND, SETTLE, VOUCHER].map((demand) => opened.open().find(byId('P'), demand));
    const call = await opened.call(0);
    expect(call.options).toBeNull();
    call.succeed();
    expect((await Promise.all(lookups)).map(({ options }) => options)).toEqual([ALL, ALL, ALL]);
    expect(await opened.calls()).toBe(1);
  });

  it('a thousand that start in one tick with every selection there is cost one call', async () => {
    const opened = new Opened();
    const lookups = Array.from({ length: 1_000 }, (_, index) => opened.open().find(byId('P'), index % 8));
    (await opened.call(0)).succeed();
    const answers = await Promise.all(lookups);
    expect(answers.every(({ options }) => options === ALL)).toBe(true);
    expect(await opened.calls()).toBe(1);
  });

  it('a call already sent for less is followed by one for the union, once it has landed', async () => {
    const opened = new Opened();
    const poor = opened.open().find(byId('P'), FUND);
    await settled();
    const rich = opened.open().find(byId('P'), VOUCHER);
    await settled();
    const either = opened.open().find(byId('P'), FUND);
    const other = opened.open().find(byId('P'), SETTLE);
    expect(await opened.calls()).toBe(1);
    opened.upstream.call(0).succeed();
    expect((await poor).options).toBe(FUND);
    expect((await either).options).toBe(FUND);
    expect((await opened.call(1)).options).toBe(ALL);
    opened.upstream.call(1).succeed();
    expect((await rich).options).toBe(ALL);
    expect((await other).options).toBe(ALL);
    expect(await opened.calls()).toBe(2);
    expect(opened.lookups.underWay).toBe(0);
    expect(opened.clock.sleeping).toBe(0);
  });

  it('a call that is held back for an earlier one is made in time all the same', async () => {
    const opened = new Opened();
    void opened.open().find(byId('P'), FUND);
    await settled();
    const rich = opened.open().find(byId('P'), VOUCHER);
    await opened.clock.advance(HOLD_MS - 1);
    expect(await opened.calls()).toBe(1);
    await opened.clock.advance(1);
    expect((await opened.call(1)).options).toBe(FUND | VOUCHER);
    opened.upstream.call(1).succeed();
    expect((await rich).options).toBe(FUND | VOUCHER);
  });

  it('a call that is held back is spared when what lands meanwhile is enough', async () => {
    const opened = new Opened();
    const poor = opened.open().find(byId('P'), FUND);
    const named = opened.open().find(byOurs('M'), SETTLE | VOUCHER);
    await settled();
    const operation = opened.open();
    const rich = operation.find(byId('P'), VOUCHER);
    await settled();
    // By the other name.
    opened.upstream.call(1).succeed({ paymentId: 'P', merchantReference: 'M' });
    expect(await rich).toMatchObject({ freshness: 'LIVE', options: SETTLE | VOUCHER });
    expect((await named).payment).toBe((await rich).payment);
    expect(operation.statistics()).toMatchObject({ calls: 0, deduplicated: 1 });
    opened.upstream.call(0).succeed();
    await poor;

    const missing = [opened.open().find(byId('Q'), FUND)];
    await settled();
    missing.push(opened.open().find(byId('Q'), VOUCHER));
    (await opened.call(2)).say(NOT_FOUND);
    for (const { result } of await Promise.all(missing)) expect(result).toBe(NOT_FOUND);
    await opened.clock.advance(HOLD_MS);
    expect(await opened.calls()).toBe(3);
    expect(opened.lookups.underWay).toBe(0);
  });

  it('a call that is held back does not fail by the earlier one, nor is it made for whoever has left', async () => {
    const opened = new Opened();
    const poor = opened.open().find(byId('P'), FUND);
    await settled();
    const rich = opened.open().find(byId('P'), VOUCHER);
    await settled();
    opened.upstream.call(0).say(UNKNOWN);
    expect((await poor).freshness).toBe('NONE');
    (await opened.call(1)).succeed();
    expect((await rich).freshness).toBe('LIVE');

    const leaving = new AbortController();
    void opened.open({ maxAgeMs: 0 }).find(byId('P'), FUND);
    await opened.clock.advance(1);
    const left = opened.open({ maxAgeMs: 60_000, signal: leaving.signal }).find(byId('P'), ALL);
    await settled();
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    await opened.clock.advance(HOLD_MS);
    expect(await opened.calls()).toBe(3);
    expect(opened.clock.sleeping).toBe(0);
  });

  it.each(['SUCCEEDED', 'PENDING', 'UNKNOWN'] as const)(
    'a crowd of a thousand with ten selections costs two calls, however it arrives: %s',
    async (status) => {
      // The test's own randomness: the Park–Miller generator.
      let seed = 20_240_710;
      const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
      for (const latency of [5, 60, 150, 900]) {
        const opened = new Opened();
        const selections = [0, FUND, SETTLE, VOUCHER, FUND | SETTLE, FUND | VOUCHER, SETTLE | VOUCHER, ALL, 0, FUND];
        const arrivals = Array.from({ length: 1_000 }, (_, index) => ({
          at: index < 20 ? index % 3 : random(latency),
          demand: selections[index % 10]!,
        })).sort((one, other) => one.at - other.at);
        const answer = async (index: number) => {
          await opened.clock.sleep(latency);
          opened.upstream.call(index).succeed({ status });
        };
        const lookups: Promise<Lookup>[] = [];
        let answered = 0;
        for (let now = 0; now < 3 * latency + HOLD_MS; now += 1) {
          for (const { demand } of arrivals.filter(({ at }) => at === now)) {
            lookups.push(opened.open().find(byId('P'), demand));
          }
          await settled();
          for (; answered < opened.upstream.calls.length; answered += 1) void answer(answered);
          await opened.clock.advance(1);
        }
        expect(await opened.calls()).toBeLessThanOrEqual(2);
        const answers = await Promise.all(lookups);
        expect(answers).toHaveLength(1_000);
        for (const [index, { options }] of answers.entries()) {
          expect(options & arrivals[index]!.demand).toBe(arrivals[index]!.demand);
        }
        expect(opened.lookups.underWay).toBe(0);
        expect(opened.clock.sleeping).toBe(0);
      }
    },
  );

  it('calls by the other name or under the other account are none to join', async () => {
    const opened = new Opened();
    void opened.open().find(byId('X'), 0);
    await settled();
    void opened.open().find(byOurs('X'), 0);
    void opened.open().find(byId('X', 'two'), 0);
    expect(await opened.calls()).toBe(3);
  });

  it('whoever must not be given an older answer does not join a call already sent', async () => {
    const opened = new Opened();
    void opened.open().find(byId('P'), 0);
    await opened.clock.advance(1_500);
    void opened.open({ maxAgeMs: 2_000 }).find(byId('P'), 0);
    expect(await opened.calls()).toBe(1);
    void opened.open({ maxAgeMs: 1_000 }).find(byId('P'), 0);
    expect(await opened.calls()).toBe(2);
    void opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    expect(await opened.calls()).toBe(3);
    opened.upstream.sendsAtOnce = false;
    void opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    expect(await opened.calls()).toBe(4);
    void opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    expect(await opened.calls()).toBe(4);
  });
});

describe('a caller who leaves', () => {
  it('hurts nobody else, and takes the call down only as the last', async () => {
    const opened = new Opened();
    const leaving = [new AbortController(), new AbortController(), new AbortController()];
    const lookups = leaving.map(({ signal }) => opened.open({ signal }).find(byId('P'), 0));
    const call = await opened.call(0);
    leaving[0]!.abort(new Error('left'));
    await expect(lookups[0]).rejects.toThrow('left');
    leaving[1]!.abort(new Error('left too'));
    await expect(lookups[1]).rejects.toThrow('left too');
    expect(call.signal.aborted).toBe(false);
    call.succeed();
    expect((await lookups[2]!).freshness).toBe('LIVE');

    const alone = new AbortController();
    const lookup = opened.open({ signal: alone.signal, maxAgeMs: 0 }).find(byId('P'), 0);
    const second = await opened.call(1);
    alone.abort('no error at all');
    await expect(lookup).rejects.toThrow();
    expect(second.signal.aborted).toBe(true);
    expect(opened.lookups.underWay).toBe(0);
  });

  it('is joined by nobody once the call was given up, and by anybody before', async () => {
    const opened = new Opened();
    const leaving = new AbortController();
    const first = opened.open({ signal: leaving.signal }).find(byId('P'), 0);
    await settled();
    leaving.abort(new Error('left'));
    // In the same tick, before the call is given up.
    const second = opened.open().find(byId('P'), 0);
    await expect(first).rejects.toThrow('left');
    const third = opened.open().find(byId('P'), FUND);
    await settled();
    for (const call of opened.upstream.calls) if (!call.signal.aborted) call.succeed({ status: 'PENDING' });
    expect((await second).freshness).toBe('LIVE');
    expect((await third).options).toBe(FUND);
    expect(opened.lookups.underWay).toBe(0);
  });

  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'does not hurt whoever comes %i turns of the microtask queue later',
    async (turns) => {
      const clock = new VirtualClock();
      const upstream = new FakeUpstream(clock);
      const memory = new Memory({ maxEntries: 10, maxBytes: 1_000_000 }, clock);
      const engine = new Engine({ upstream, memory, timeToLive: DEFAULT_TIME_TO_LIVE, clock });
      const reference = {
        dialect: 'TRADE_QUERY',
        account: 'one',
        identity: 'one Ltd.',
        kind: 'paymentId',
        id: 'P',
      } as const;
      const leaving = new AbortController();
      const first = engine.find(reference, 0, { maxAgeMs: null, flow: { caller: null } }, leaving.signal);
      await settled();
      leaving.abort(new Error('left'));
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      const second = engine.find(
        reference,
        0,
        { maxAgeMs: null, flow: { caller: null } },
        new AbortController().signal,
      );
      await expect(first).rejects.toThrow('left');
      await settled();
      for (const call of upstream.calls) if (!call.signal.aborted) call.succeed();
      expect((await second).answer.result.status).toBe('SUCCESS');
      expect(engine.underWay).toBe(0);
    },
  );

  it('does not make a call that nobody is there to wait for', async () => {
    const opened = new Opened();
    await expect(opened.open({ signal: AbortSignal.abort(new Error('gone')) }).find(byId('P'), 0)).rejects.toThrow(
      'gone',
    );
    expect(await opened.calls()).toBe(0);
    expect(opened.lookups.underWay).toBe(0);
  });

  it('takes along what only they wanted of a call that was not sent yet', async () => {
    const opened = new Opened();
    opened.upstream.sendsAtOnce = false;
    const leaving = new AbortController();
    const first = opened.open({ signal: leaving.signal }).find(byId('P'), FUND);
    const second = opened.open().find(byId('P'), SETTLE);
    await settled();
    leaving.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    opened.upstream.call(0).succeed();
    expect((await second).options).toBe(SETTLE);
  });

  it('leaves no trace in the call that replaces a given-up one', async () => {
    const opened = new Opened();
    const leaving = new AbortController();
    const first = opened.open({ signal: leaving.signal }).find(byId('P'), FUND);
    await settled();
    leaving.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    const second = opened.open().find(byId('P'), SETTLE);
    (await opened.call(1)).succeed();
    expect((await second).options).toBe(SETTLE);
  });

  it('does not keep the next call off the table when the given-up one ends at last', async () => {
    const opened = new Opened();
    const inquire = opened.upstream.inquire.bind(opened.upstream);
    // An upstream that is slow to notice that it was given up.
    opened.upstream.inquire = (inquiry, signal) =>
      inquire(inquiry, new AbortController().signal).finally(() => signal.aborted);
    const leaving = new AbortController();
    const first = opened.open({ signal: leaving.signal }).find(byId('P'), 0);
    await settled();
    leaving.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    expect(opened.lookups.underWay).toBe(0);
    const second = opened.open().find(byId('P'), 0);
    await settled();
    opened.upstream.call(0).say(UNKNOWN);
    await settled();
    const third = opened.open().find(byId('P'), 0);
    expect(await opened.calls()).toBe(2);
    opened.upstream.call(1).succeed();
    expect((await second).payment).toBe((await third).payment);
    expect(opened.lookups.underWay).toBe(0);
  });
});
