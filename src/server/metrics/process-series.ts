import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** What runs: the version, and how the process does. */
export function addProcessSeries(registry: Registry, version: string): void {
  const info = new Gauge({
    name: 'paygraph_build_info',
    aggregator: 'first',
    help: 'Always 1; the version that runs.',
    labelNames: ['version'] as const,
    registers: [registry],
  });
  info.set({ version }, 1);
  collectDefaultMetrics({ register: registry });
}
