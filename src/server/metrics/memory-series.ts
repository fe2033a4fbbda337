import { Counter, Gauge, type Registry } from 'prom-client';
import { COMMAND_OUTCOMES, type CommandOutcome } from '../../lookup/shared/command-outcome.ts';
import type { Readings } from './readings.ts';

/** What is remembered here and together with other gateways. */
export function addMemorySeries(registry: Registry, readings: Readings): (outcome: CommandOutcome) => void {
  const registers = [registry];
  new Gauge({
    name: 'paygraph_cache_entries',
    help: 'Identifiers remembered, out of `cache.maxEntries`.',
    registers,
    collect() {
      this.set(readings.lookups()?.cache.entries ?? 0);
    },
  });
  new Gauge({
    name: 'paygraph_cache_bytes',
    help: 'Roughly how much memory they take, out of `cache.maxBytes`.',
    registers,
    collect() {
      this.set(readings.lookups()?.cache.bytes ?? 0);
    },
  });
  new Counter({
    name: 'paygraph_cache_evictions_total',
    help: 'Identifiers forgotten for want of room.',
    registers,
    collect() {
      this.reset();
      this.inc(readings.lookups()?.cache.evicted ?? 0);
    },
  });
  new Gauge({
    name: 'paygraph_shared_memory_state',
    aggregator: 'max',
    help: '1 for the state of the memory gateways share, 0 for the others; `off` without `cache.redis`.',
    labelNames: ['state'] as const,
    registers,
    collect() {
      const current = readings.sharedMemory();
      for (const state of ['ready', 'degraded', 'off'] as const) this.set({ state }, state === current ? 1 : 0);
    },
  });
  const commands = new Counter({
    name: 'paygraph_shared_memory_commands_total',
    help: 'Commands to Redis: `answered`, `late`, `lost` with the connection, `full` or `refused` by it, `unsent` while it is left alone.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of COMMAND_OUTCOMES) commands.inc({ outcome }, 0);
  return (outcome) => commands.inc({ outcome });
}
