import { expect, test } from 'vitest';
import { replay, saved } from './day-of-traffic.ts';
import { DAY, HOUR } from './traffic.ts';

test('an hour of traffic around noon costs a twentieth of its lookups, and tells nothing but what was true', async () => {
  const seed = Number(process.env['SEED'] ?? 4_000_000);
  const report = await replay(seed, { ...DAY, from: 11.5 * HOUR, until: 12.5 * HOUR, payments: 120 });
  expect(report.faults, `seed ${seed}`).toEqual([]);
  expect(saved(report), `seed ${seed}`).toBeGreaterThan(0.95);
  expect(report.told).toBeGreaterThan(50_000);
  // By their own count, operations made the calls that upstream was sent.
  const counted = report.bySource.values().reduce((sum, { calls }) => sum + calls, 0);
  expect(counted).toBe(report.calls);
}, 60_000);
