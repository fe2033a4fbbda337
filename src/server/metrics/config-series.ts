import { Counter, Gauge, type Registry } from 'prom-client';
import { RELOAD_OUTCOMES, type ReloadEvent } from '../../config/reload-event.ts';
import type { Readings } from './readings.ts';

/** Which configuration is in force. */
export function addConfigSeries(registry: Registry, readings: Readings): (event: ReloadEvent) => void {
  const registers = [registry];
  const reloads = new Counter({
    name: 'paygraph_config_reloads_total',
    help: 'How often the configuration was read anew: `taken` over, the `same` as before, `refused` for its faults, or `failed` to be taken over.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of RELOAD_OUTCOMES) reloads.inc({ outcome }, 0);
  new Gauge({
    name: 'paygraph_config_current',
    aggregator: 'min',
    help: '1 while the configuration in force is that of the files, 0 since a later one was refused or failed.',
    registers,
    collect() {
      this.set(readings.configuration()?.isCurrent === false ? 0 : 1);
    },
  });
  new Gauge({
    name: 'paygraph_config_taken_timestamp_seconds',
    aggregator: 'min',
    help: 'When the configuration in force was taken over, in seconds since 1970.',
    registers,
    collect() {
      this.set((readings.configuration()?.since ?? 0) / 1_000);
    },
  });
  new Gauge({
    name: 'paygraph_config_settings_awaiting_restart',
    aggregator: 'max',
    help: 'Settings that have changed in the files and wait for a restart.',
    registers,
    collect() {
      this.set(readings.configuration()?.needsRestart ?? 0);
    },
  });
  return ({ kind }) => reloads.inc({ outcome: kind });
}
