import { Counter, type Registry } from 'prom-client';
import type { Readings } from './readings.ts';

/** A counter by account alone, which is there with 0 before anything happened, so that the first time is seen as a rise. */
export function accountCounter(registry: Registry, readings: Readings, name: string, help: string): Counter<'account'> {
  return new Counter({
    name,
    help,
    labelNames: ['account'] as const,
    registers: [registry],
    collect() {
      for (const { id: account } of readings.accounts()) this.inc({ account }, 0);
    },
  });
}
