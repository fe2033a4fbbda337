import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../src/upstream/retry-budget.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';

const WINDOW_MS = 10_000;
const FLOOR = 10;

describe('the retry budget', () => {
  it('gives a quiet account a few, and a busy one a tenth of its calls more', () => {
    const { budget, taken } = fresh();
    expect(taken()).toBe(FLOOR);
    for (let call = 0; call < 200; call += 1) budget.call();
    expect(taken()).toBe(20);
    expect(taken()).toBe(0);
  });

  it('comes back as time passes, whichever way the clock goes', () => {
    const { budget, clock, taken } = fresh();
    for (let call = 0; call < 100; call += 1) budget.call();
    expect(taken()).toBe(FLOOR + 10);
    clock.set(clock.now() + 5_000);
    expect(taken()).toBe(0);
    clock.set(clock.now() + WINDOW_MS);
    expect(taken()).toBe(FLOOR);
    clock.set(clock.now() - 86_400_000);
    expect(taken()).toBe(FLOOR);
  });

  it('is never exceeded over the ten seconds before any retry', () => {
    const step = fc.record({
      wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 11_000 })),
      calls: fc.nat(30),
      retries: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { budget, clock } = fresh();
        const [calls, retries]: [number[], number[]] = [[], []];
        const lately = (times: number[]) => times.filter((at) => at > clock.now() - WINDOW_MS).length;
        for (const { wait, ...wanted } of steps) {
          clock.set(clock.now() + wait);
          for (let call = 0; call < wanted.calls; call += 1) {
            budget.call();
            calls.push(clock.now());
          }
          for (let retry = 0; retry < wanted.retries; retry += 1) {
            if (!budget.takeRetry()) break;
            retries.push(clock.now());
            expect(lately(retries)).toBeLessThanOrEqual(FLOOR + lately(calls) / 10);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

function fresh() {
  const clock = new VirtualClock();
  const budget = new RetryBudget(clock);
  const taken = () => {
    let count = 0;
    while (budget.takeRetry()) count += 1;
    return count;
  };
  return { clock, budget, taken };
}
