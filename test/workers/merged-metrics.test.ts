import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { MergedMetrics, valuesOf } from '../../src/workers/merged-metrics.ts';
import { valueOf } from '../end-to-end/several-workers.ts';

/** What one worker measures. */
function worker() {
  const registry = new Registry();
  const registers = [registry];
  const asked = new Counter({ name: 'asked_total', help: 'Asked.', labelNames: ['who'], registers });
  const took = new Histogram({ name: 'took_seconds', help: 'Took.', buckets: [1, 2], registers });
  const open = new Gauge({ name: 'open', help: 'Open.', registers });
  const current = new Gauge({ name: 'current', help: 'Current.', aggregator: 'min', registers });
  new Gauge({ name: 'process_max_fds', help: 'Most.', registers }).set(100);
  return { asked, took, open, current, values: () => valuesOf(registry) };
}

it('adds up what workers count, and keeps what one had counted when it is gone', async () => {
  const reading = { ended: () => 2, lostLines: () => 5 };
  const merged = new MergedMetrics(reading);
  const [one, two] = [worker(), worker()];
  one.asked.inc({ who: 'a' }, 3);
  two.asked.inc({ who: 'a' }, 4);
  two.asked.inc({ who: 'b' }, 1);
  one.took.observe(0.5);
  two.took.observe(1.5);
  one.open.set(7);
  two.open.set(8);
  one.current.set(1);
  two.current.set(0);
  merged.tell(1, await one.values());
  merged.tell(2, await two.values());
  const all = await merged.text();
  const read = (page: string) =>
    [
      'asked_total{who="a"}',
      'asked_total{who="b"}',
      'took_seconds_count',
      'took_seconds_bucket{le="1"}',
      'open',
      'current',
    ].map((series) => valueOf(page, series));
  expect(read(all)).toEqual([7, 1, 2, 1, 15, 0]);
  expect(valueOf(all, 'paygraph_workers_ended_total')).toBe(2);
  expect(valueOf(all, 'paygraph_log_lines_lost_total')).toBe(5);
  expect(valueOf(all, 'process_start_time_seconds')).toBeGreaterThan(1_700_000_000);
  expect(valueOf(all, 'process_max_fds')).toBe(100);

  merged.leave(2);
  expect(read(await merged.text())).toEqual([7, 1, 2, 1, 7, 1]);
  const again = worker();
  again.asked.inc({ who: 'a' }, 10);
  merged.tell(2, await again.values());
  expect(read(await merged.text())).toEqual([17, 1, 2, 1, 7, 0]);
  merged.leave(2);
  merged.leave(2);
  merged.leave(1);
  expect(read(await merged.text())).toEqual([17, 1, 2, 1, 0, 0]);
  expect(merged.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
});
