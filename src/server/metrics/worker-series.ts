import { Counter, Gauge, type Registry } from 'prom-client';

/** The processes that answer. */
export interface WorkerReading {
  readonly running: number;
  /** Those that ended without having been told to, ever. */
  readonly ended: number;
}

/** Whether all workers are there. */
export function addWorkerSeries(registry: Registry, read: () => WorkerReading): void {
  const registers = [registry];
  new Gauge({
    name: 'paygraph_workers_running',
    help: 'Processes that answer, out of `server.workers`.',
    registers,
    collect() {
      this.set(read().running);
    },
  });
  new Counter({
    name: 'paygraph_workers_ended_total',
    help: 'Workers that ended without having been told to; others have taken their places.',
    registers,
    collect() {
      this.reset();
      this.inc(read().ended);
    },
  });
}
