import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Askers } from '../../src/upstream/askers.ts';
import { NoSlotError, Slots, type Slot } from '../../src/upstream/slots.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { operation, wantedBy } from './wanting.ts';

const never = new AbortController().signal;
const LIMITS = { concurrency: 10, ratePerSecond: 10, queue: 100 };

/** Those who wait until then, and no longer. */
const until = (...times: number[]) => wantedBy(times.map((time) => [operation(), time] as const));

/** Slots of an account that has just been asked to pause for so long, at time 0. */
async function pausing(pauseMs: number, limits = LIMITS) {
  const clock = new VirtualClock(-1);
  const slots = new Slots(limits, clock);
  const slot = await slots.take(until(Infinity), never);
  await clock.advance(1);
  expect(slots.slowDown(-1, pauseMs)?.pauseMs).toBe(pauseMs);
  return { clock, slots, slot };
}

describe('slots during a pause', () => {
  it('begin nothing before its end, and go on at its end', async () => {
    const { clock, slots, slot } = await pausing(3_000);
    const begunAt: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      void slots.take(until(5_000), never).then(() => begunAt.push(clock.now()));
    }
    void slot.again(until(5_000), never).then(() => begunAt.push(clock.now()));
    await clock.advance(2_999);
    expect(begunAt).toEqual([]);
    expect(slots.pausedUntil).toBe(3_000);
    await clock.advance(1);
    expect(slots.pausedUntil).toBeNull();
    await clock.advance(5_000);
    expect(begunAt).toHaveLength(4);
    expect(clock.sleeping).toBe(0);
  });

  it('refuse at once what nobody would wait for any more, and say how long the pause is', async () => {
    const { slots, slot } = await pausing(3_000);
    const vain = slots.take(until(1_000, 3_000), never);
    await expect(vain).rejects.toBeInstanceOf(NoSlotError);
    await expect(vain).rejects.toThrow('another 3 s');
    await expect(slot.again(until(2_000), never)).rejects.toBeInstanceOf(NoSlotError);
  });

  it('refuse what waits already when a pause begins or grows', async () => {
    const { clock, slots } = await pausing(1_000);
    const outcomes = [2_000, 4_000, 6_000].map(async (time) => {
      const outcome = await slots.take(until(time), never).catch((error: unknown) => error);
      return [clock.now(), outcome instanceof NoSlotError];
    });
    await settled();
    await clock.advance(500);
    slots.slowDown(-1, 3_500);
    await clock.advance(10_000);
    expect(await Promise.all(outcomes)).toEqual([
      [500, true],
      [500, true],
      [4_000, false],
    ]);
  });

  it('keep what somebody patient joins, and refuse it when only the hasty are left', async () => {
    const { clock, slots } = await pausing(3_000);
    const askers = until(5_000);
    let outcome: unknown = null;
    slots.take(askers, never).catch((error: unknown) => {
      outcome = error;
    });
    await clock.advance(100);
    const [first] = askers;
    askers.add({ flow: operation(), until: 1_000 });
    await settled();
    expect(outcome).toBeNull();
    askers.delete(first!);
    await settled();
    expect(outcome).toBeInstanceOf(NoSlotError);
    await clock.advance(1_000);
    expect(clock.sleeping).toBe(0);
  });

  it('leave nobody waiting in vain and begin nothing, in any schedule', async () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('take' as const), patience: fc.integer({ min: 1, max: 9_000 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('throttled' as const), ms: fc.integer({ min: 0, max: 8_000 }) }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 2_000 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new VirtualClock(0);
        const slots = new Slots({ concurrency: 3, ratePerSecond: 4, queue: 50 }, clock);
        const waiting = new Set<Askers>();
        const held: Slot[] = [];
        let paused = -Infinity;
        for (const one of steps) {
          if (one.do === 'wait') {
            const target = clock.now() + one.ms;
            while (clock.now() < target) await clock.advance(Math.min(50, target - clock.now()));
          }
          if (one.do === 'throttled') {
            slots.slowDown(clock.now(), one.ms);
            paused = Math.max(paused, clock.now() + one.ms);
          }
          if (one.do === 'release') held.shift()?.release();
          if (one.do === 'take') {
            const askers = until(clock.now() + one.patience);
            const gone = new AbortController();
            waiting.add(askers);
            void clock.sleep(one.patience).then(() => gone.abort(new Error('time is up')));
            slots.take(askers, gone.signal).then(
              (slot) => {
                waiting.delete(askers);
                held.push(slot);
                expect(clock.now()).toBeGreaterThanOrEqual(paused);
              },
              (error: unknown) => {
                waiting.delete(askers);
                if (error instanceof NoSlotError) expect(askers.until).toBeLessThanOrEqual(paused);
              },
            );
          }
          await settled();
          expect(slots.pausedUntil).toBe(paused > clock.now() ? paused : null);
          if (paused > clock.now()) for (const askers of waiting) expect(askers.until).toBeGreaterThan(paused);
        }
        for (const slot of held) slot.release();
        await clock.advance(30_000);
        expect(waiting.size).toBe(0);
        expect(clock.sleeping).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
