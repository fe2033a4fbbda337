import { expect, it } from 'vitest';
import { PrimaryMetrics } from '../../src/workers/primary-metrics.ts';

it('counts lines that broke off among those that were lost', async () => {
  const metrics = new PrimaryMetrics({ lost: 2 }, () => [], 1_000);
  expect(await metrics.text()).toMatch(/^paygraph_log_lines_lost_total 2$/m);
  metrics.brokeOff();
  expect(await metrics.text()).toMatch(/^paygraph_log_lines_lost_total 3$/m);
});
