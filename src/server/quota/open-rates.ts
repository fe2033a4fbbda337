import type { RateStore, RateStoreSettings } from './rate-store.ts';
import type { OwnCounter, Rates } from './rates.ts';

/** The rates of all callers, opened when the first of them has one. */
export interface RateOpening {
  open(): Promise<Rates>;
  close(): Promise<void>;
}

/** What rates are counted by. */
export interface RateMeans extends Pick<RateStoreSettings, 'onChange'> {
  readonly now: () => number;
  /** What counts for all processes of a gateway; absent for the only one. */
  readonly openOwn?: (() => Promise<OwnCounter>) | undefined;
}

/** Rates that gateways keep together in Redis, or each for itself without one. */
export function ratesIn(
  redis: Omit<RateStoreSettings, 'onChange'> | undefined,
  { now, onChange, openOwn }: RateMeans,
): RateOpening {
  let store: RateStore | null = null;
  let rates: Promise<Rates> | null = null;
  const load = async (): Promise<Rates> => {
    const { createRates } = await import('./rates.ts');
    if (redis !== undefined) {
      const { openRateStore } = await import('./rate-store.ts');
      store = openRateStore({ ...redis, onChange });
    }
    return createRates(store, now, await openOwn?.());
  };
  return {
    open: () => (rates ??= load()),
    close: async () => store?.close(),
  };
}
