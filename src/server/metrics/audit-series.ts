import { Counter, Gauge, type Registry } from 'prom-client';
import type { Readings } from './readings.ts';

/** Whether what is asked gets recorded. */
export function addAuditSeries(registry: Registry, readings: Readings): void {
  const registers = [registry];
  new Gauge({
    name: 'paygraph_audit_state',
    aggregator: 'max',
    help: '1 for the state of the audit log, 0 for the others; `off` without `audit`.',
    labelNames: ['state'] as const,
    registers,
    collect() {
      const current = readings.audit()?.state ?? 'off';
      for (const state of ['writing', 'failing', 'off'] as const) this.set({ state }, state === current ? 1 : 0);
    },
  });
  new Counter({
    name: 'paygraph_audit_lines_total',
    help: 'Lines of the audit log: `taken` to be written, or `lost` for want of room.',
    labelNames: ['outcome'] as const,
    registers,
    collect() {
      const { taken = 0, lost = 0 } = readings.audit()?.statistics ?? {};
      this.reset();
      this.inc({ outcome: 'taken' }, taken);
      this.inc({ outcome: 'lost' }, lost);
    },
  });
  new Gauge({
    name: 'paygraph_audit_waiting_bytes',
    help: 'Bytes of the audit log that wait to be written, out of `audit.bufferBytes`.',
    registers,
    collect() {
      this.set(readings.audit()?.statistics.waitingBytes ?? 0);
    },
  });
}
