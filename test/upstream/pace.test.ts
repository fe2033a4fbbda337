import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace, RECOVERY_MS } from '../../src/upstream/pace.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';

/** Begins as many as it may now. */
function beginAll(pace: Pace): number {
  let begun = 0;
  for (; pace.allows(); begun += 1) pace.begin();
  return begun;
}

describe('the pace of an account', () => {
  it('is the configured rate as long as nobody complains', () => {
    const clock = new VirtualClock();
    const pace = new Pace(200, clock);
    expect(beginAll(pace)).toBe(200);
    clock.set(clock.now() + 999);
    expect(beginAll(pace)).toBe(0);
    clock.set(clock.now() + 1);
    expect(beginAll(pace)).toBe(200);
    expect(pace.ratePerSecond).toBe(200);
    expect(pace.pausedUntil).toBeNull();
  });

  it('is halved by throttling, once a second at most, and grows back steadily', () => {
    const clock = new VirtualClock(0);
    const pace = new Pace(200, clock);
    clock.set(100);
    expect(pace.slowDown(0, null)).toEqual({ ratePerSecond: 100, pauseMs: 0 });
    // Of the same second, in which there was too much already.
    for (const begunAt of [0, 50, 100, 101, 1_099]) expect(pace.slowDown(begunAt, null)).toBeNull();
    expect(pace.ratePerSecond).toBe(100);
    clock.set(100 + RECOVERY_MS / 4);
    expect(pace.ratePerSecond).toBe(150);
    clock.set(100 + RECOVERY_MS / 2);
    expect(pace.ratePerSecond).toBe(200);
    expect(beginAll(pace)).toBe(200);
  });

  it('is cut again by what began a second after the last cut, and never to nothing', () => {
    const clock = new VirtualClock();
    const pace = new Pace(200, clock);
    const rates: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      clock.set(clock.now() + 1_000);
      beginAll(pace);
      rates.push(pace.slowDown(clock.now(), null)!.ratePerSecond);
    }
    expect(rates[0]).toBe(100);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(1);
    expect(rates.at(-1)).toBeLessThan(10);
  });

  it('keeps a rate under one a second apart by whole attempts', () => {
    const clock = new VirtualClock(0);
    const pace = new Pace(0.5, clock);
    const begun: number[] = [];
    while (clock.now() < 10_000) {
      if (pace.allows()) {
        pace.begin();
        begun.push(clock.now());
      }
      clock.set(clock.now() + 100);
    }
    expect(begun).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
  });

  it('pauses for as long as it is asked to, the longest of several, and then goes on at the cut rate', () => {
    const clock = new VirtualClock(0);
    const pace = new Pace(10, clock);
    beginAll(pace);
    clock.set(100);
    expect(pace.slowDown(0, 5_000)).toEqual({ ratePerSecond: 5, pauseMs: 5_000 });
    expect(pace.slowDown(0, 2_000)).toBeNull();
    expect(pace.slowDown(0, 7_000)).toEqual({ ratePerSecond: 5, pauseMs: 7_000 });
    expect(pace.pausedUntil).toBe(7_100);
    clock.set(7_099);
    expect(pace.allows()).toBe(false);
    clock.set(7_100);
    expect(pace.pausedUntil).toBeNull();
    expect(beginAll(pace)).toBe(5);
    clock.set(7_100 + RECOVERY_MS / 2);
    expect(pace.ratePerSecond).toBe(10);
  });

  it('forgets pauses and cuts that a clock set back has put out of reach', () => {
    const clock = new VirtualClock();
    const pace = new Pace(10, clock);
    beginAll(pace);
    pace.slowDown(clock.now(), 60_000);
    clock.set(clock.now() - 3_600_000);
    expect(pace.pausedUntil).toBeNull();
    expect(beginAll(pace)).toBe(10);
  });

  it('stays between its floor and what is configured, keeps pauses, and recovers in bounded time, in any schedule', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3_000 }) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), most: fc.integer({ min: 1, max: 30 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('throttled' as const),
          which: fc.nat(),
          pauseMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
        }),
      },
    );
    const rates = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.01, max: 5, noNaN: true }));
    fc.assert(
      fc.property(rates, fc.array(step, { maxLength: 80 }), (configured, steps) => {
        const clock = new VirtualClock(1_000_000);
        const pace = new Pace(configured, clock);
        const floor = Math.min(1, configured / 4);
        const begun: number[] = [];
        let paused = -Infinity;
        for (const one of steps) {
          if (one.do === 'wait') clock.set(clock.now() + one.ms);
          if (one.do === 'begin') {
            for (let count = 0; count < one.most && pace.allows(); count += 1) {
              pace.begin();
              begun.push(clock.now());
              expect(clock.now()).toBeGreaterThanOrEqual(paused);
              const lately = begun.filter((at) => at > clock.now() - 1_000).length;
              expect(lately).toBeLessThanOrEqual(Math.max(1, configured));
            }
          }
          if (one.do === 'throttled' && begun.length > 0) {
            pace.slowDown(begun[one.which % begun.length]!, one.pauseMs);
            paused = Math.max(paused, clock.now() + (one.pauseMs ?? 0));
          }
          expect(pace.ratePerSecond).toBeLessThanOrEqual(configured);
          expect(pace.ratePerSecond).toBeGreaterThanOrEqual(floor);
          expect(pace.pausedUntil).toBe(paused > clock.now() ? paused : null);
          expect(pace.waitMs()).toBeGreaterThan(0);
          expect(pace.waitMs()).toBeLessThanOrEqual(1_000);
        }
        clock.set(Math.max(clock.now(), paused) + RECOVERY_MS);
        expect(pace.ratePerSecond).toBe(configured);
        clock.set(clock.now() + 1_000 / Math.min(1, configured));
        expect(beginAll(pace)).toBe(Math.max(1, Math.floor(configured)));
      }),
      { numRuns: 2_000 },
    );
  });
});
