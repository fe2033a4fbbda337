import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partOf, shareOf } from '../../src/workers/share.ts';
import { EXAMPLE, load } from '../config/example.ts';

it('divides a whole into parts that make it up again, none of them larger than another by more than one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.double({ min: 0, max: 100_000, noNaN: true }), (workers, whole) => {
      const parts = Array.from({ length: workers }, (_, index) => partOf(whole, { worker: index + 1, workers }));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(Math.floor(whole));
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
    }),
  );
});

it('gives no worker more than its part of what is configured, and leaves the rest as it is', () => {
  const key = { env: 'APP_TOKEN' };
  const whole = load({
    ...EXAMPLE,
    server: { workers: 3, maxConnections: 10, maxConnectionsPerAddress: 4 },
    limits: { perAccount: { concurrency: 7, ratePerSecond: 5.5, queue: 4 } },
    cache: { maxEntries: 100, maxBytes: 4_096 },
  });
  const parts = [1, 2, 3].map((worker) => shareOf(whole, { worker, workers: 3 }, null));
  expect(parts.map(({ limits }) => limits.perAccount)).toEqual([
    { concurrency: 3, ratePerSecond: 2, queue: 2 },
    { concurrency: 2, ratePerSecond: 2, queue: 1 },
    { concurrency: 2, ratePerSecond: 1, queue: 1 },
  ]);
  expect(parts.map(({ server }) => [server.maxConnections, server.maxConnectionsPerAddress])).toEqual([
    [4, 2],
    [3, 1],
    [3, 1],
  ]);
  // One part more is for what they remember together.
  expect(parts.map(({ cache }) => [cache.maxEntries, cache.maxBytes])).toEqual(Array(3).fill([25, 1_024]));
  const { server, limits, cache, audit, ...rest } = parts[1]!;
  expect(whole).toMatchObject(rest);
  expect({ ...limits, perAccount: whole.limits.perAccount }).toEqual(whole.limits);
  expect(shareOf(whole, { worker: 1, workers: 3 }, 41_000).server.port).toBe(41_000);
  expect([server.port, cache.pendingMs, audit, key.env]).toEqual([4_000, 3_000, undefined, 'APP_TOKEN']);
});
