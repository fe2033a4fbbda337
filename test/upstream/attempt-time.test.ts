import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptTimeMs } from '../../src/upstream/attempt-time.ts';

describe('the time of an attempt that another may follow', () => {
  it.each([
    [Infinity, 2_000],
    [5_000, 2_000],
    [3_000, 1_500],
    [2_400, 1_200],
    [1_500, 1_000],
    [200, 1_000],
  ])('is half of what is left, between half and all of what an attempt may take: %i ms left', (leftMs, timeMs) => {
    expect(attemptTimeMs({ attemptTimeoutMs: 2_000 }, leftMs)).toBe(timeMs);
  });

  it('leaves time for another whenever there is more than one may take', () => {
    const times = [fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 600_000 })] as const;
    fc.assert(
      fc.property(...times, (attemptTimeoutMs, moreMs) => {
        const leftMs = attemptTimeoutMs + moreMs;
        const timeMs = attemptTimeMs({ attemptTimeoutMs }, leftMs);
        expect(timeMs).toBeLessThanOrEqual(leftMs / 2);
        expect(timeMs).toBeGreaterThanOrEqual(attemptTimeoutMs / 2);
      }),
    );
  });
});
