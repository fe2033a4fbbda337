import { Gauge, type Registry } from 'prom-client';
import { AVAILABILITIES } from '../../domain/availability.ts';
import type { Readings } from './readings.ts';

/** What each account's upstream is doing when it is read. An account that is gone is no longer shown. */
export function addAccountSeries(registry: Registry, readings: Readings): void {
  const registers = [registry];
  new Gauge({
    name: 'paygraph_upstream_availability',
    aggregator: 'max',
    help: '1 for the state the account is in, by its breaker or a pause Alipay has asked for, 0 for the others.',
    labelNames: ['account', 'dialect', 'state'] as const,
    registers,
    collect() {
      this.reset();
      for (const { id: account, dialect, availability } of readings.accounts()) {
        for (const state of AVAILABILITIES) this.set({ account, dialect, state }, state === availability ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: 'paygraph_upstream_slots_busy',
    help: 'Inquiries of the account that hold a slot, out of `limits.perAccount.concurrency`.',
    labelNames: ['account'] as const,
    registers,
    collect() {
      this.reset();
      for (const { id: account, slots } of readings.accounts()) this.set({ account }, slots.busy);
    },
  });
  new Gauge({
    name: 'paygraph_upstream_slots_waiting',
    help: 'Inquiries of the account that wait for a slot or for their next attempt.',
    labelNames: ['account'] as const,
    registers,
    collect() {
      this.reset();
      for (const { id: account, slots } of readings.accounts()) this.set({ account }, slots.waiting);
    },
  });
  new Gauge({
    name: 'paygraph_upstream_rate_per_second',
    help: 'Requests the account may begin in a second: `limits.perAccount.ratePerSecond`, or less since Alipay said “too many”.',
    labelNames: ['account'] as const,
    registers,
    collect() {
      this.reset();
      for (const { id: account, ratePerSecond } of readings.accounts()) this.set({ account }, ratePerSecond);
    },
  });
}
