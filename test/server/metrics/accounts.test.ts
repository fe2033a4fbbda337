import { expect, test } from 'vitest';
import { createMetrics } from '../../../src/server/metrics/metrics.ts';
import type { AccountReading } from '../../../src/upstream/reading.ts';
import { parseExposition } from './exposition.ts';

const LOOKUPS = {
  underWay: 0,
  cache: { entries: 0, bytes: 0, evicted: 0 },
  watching: { watches: 0, payments: 0 },
};

function reading(id: string, more: Partial<AccountReading> = {}): AccountReading {
  const rest = { slots: { busy: 0, waiting: 0 }, ratePerSecond: 200 } as const;
  return { id, dialect: 'TRADE_QUERY', availability: 'AVAILABLE', ...rest, ...more };
}

test('accounts may come and go: what they do is no longer shown, what they did is', async () => {
  let accounts = [reading('one', { slots: { busy: 2, waiting: 3 } }), reading('two', { availability: 'RECOVERING' })];
  const { registry, readFrom, upstream } = createMetrics({ version: '0.0.0', results: [] });
  const scrape = async () => parseExposition(await registry.metrics()).samples;
  const about = async (account: string) =>
    [...(await scrape())].filter(([key]) => key.includes(`account="${account}"`));
  expect(await about('one')).toEqual([]);
  readFrom({
    upstream: { readings: () => accounts },
    lookups: { reading: () => LOOKUPS },
    shared: { state: 'available' },
    audit: null,
    configuration: () => ({ isCurrent: true, since: 0, needsRestart: 0 }),
  });
  const seen = await scrape();
  expect(seen.get('paygraph_upstream_slots_busy{account="one"}')).toBe(2);
  expect(seen.get('paygraph_upstream_slots_waiting{account="one"}')).toBe(3);
  expect(seen.get('paygraph_upstream_availability{account="two",dialect="TRADE_QUERY",state="RECOVERING"}')).toBe(1);
  expect(seen.get('paygraph_shared_memory_state{state="ready"}')).toBe(1);
  // The first time must be a rise.
  expect(seen.get('paygraph_upstream_signatures_refused_total{account="one"}')).toBe(0);
  expect(seen.get('paygraph_upstream_breaker_changes_total{account="one",state="UNAVAILABLE"}')).toBe(0);

  upstream({ kind: 'retry', account: 'one', isAllowed: true });
  accounts = [reading('two'), reading('three')];
  const after = await about('one');
  expect(after).toContainEqual(['paygraph_upstream_retries_total{account="one"}', 1]);
  expect(after.filter(([key]) => !/_total\{/.test(key))).toEqual([]);
  expect((await about('three')).length).toBeGreaterThan(10);
});
