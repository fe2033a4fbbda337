import type { RateStore, RateStoreSettings } from './rate-store.ts';
import type { Rates } from './rates.ts';

/** The rates of all callers, opened when the first of them has one. */
export interface RateOpening {
  open(): Promise<Rates>;
  close(): Promise<void>;
}

/** Rates that gateways keep together in Redis, or each for itself without one. */
export function ratesIn(
  redis: Omit<RateStoreSettings, 'onChange'> | undefined,
  { now, onChange }: Pick<RateStoreSettings, 'onChange'> & { readonly now: () => number },
): RateOpening {
  let store: RateStore | null = null;
  let rates: Promise<Rates> | null = null;
  const load = async (): Promise<Rates> => {
    const { createRates } = await import('./rates.ts');
    if (redis !== undefined) {
      const { openRateStore } = await import('./rate-store.ts');
      store = openRateStore({ ...redis, onChange });
    }
    return createRates(store, now);
  };
  return {
    open: () => (rates ??= load()),
    close: async () => store?.close(),
  };
}
