import { Counter, type Registry } from 'prom-client';
import type { Readings } from './readings.ts';

/** Whether what happens gets written down. */
export function addLogSeries(registry: Registry, readings: Pick<Readings, 'lostLogLines'>): void {
  new Counter({
    name: 'paygraph_log_lines_lost_total',
    help: 'Log lines that could not be written: the disk is full, say, or a worker was killed within one.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(readings.lostLogLines());
    },
  });
}
