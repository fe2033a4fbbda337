import type { OperationTerms } from '../../src/lookup/lookup.ts';
import { createLookups, type LookupMeans, type Lookups, type LookupSettings } from '../../src/lookup/lookups.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import type { Operation } from '../../src/lookup/operation.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { FakeUpstream, type Call } from './fake-upstream.ts';

/** Lookups over a fake upstream in virtual time. */
export class Opened {
  readonly clock: VirtualClock;
  readonly upstream: FakeUpstream;
  readonly lookups: Lookups;
  readonly #settings: LookupSettings;

  constructor(means: Partial<LookupMeans> & { readonly accounts?: FakeUpstream['accounts'] } = {}) {
    this.clock = means.clock instanceof VirtualClock ? means.clock : new VirtualClock();
    this.upstream = new FakeUpstream(this.clock, means.accounts);
    this.#settings = { timeToLive: DEFAULT_TIME_TO_LIVE, watching: { pollMs: 3_000, limitMs: 60_000 } };
    this.lookups = createLookups({
      upstream: this.upstream,
      results: [],
      memory: { maxEntries: 1_000, maxBytes: 10_000_000 },
      ...this.#settings,
      clock: this.clock,
      ...means,
    });
  }

  /** Others take the place of the accounts. */
  adopt(accounts: FakeUpstream['accounts'], settings: Partial<LookupSettings> = {}): void {
    this.upstream.accounts = accounts;
    this.lookups.adopt({ ...this.#settings, ...settings });
  }

  open(terms: Partial<OperationTerms> = {}): Operation {
    const signal = new AbortController().signal;
    return this.lookups.open({ maxAgeMs: null, mayUse: () => true, signal, ...terms }) as Operation;
  }

  /** The nth call, once everything that can happen has happened. */
  async call(index: number): Promise<Call> {
    await settled();
    return this.upstream.call(index);
  }

  async calls(): Promise<number> {
    await settled();
    return this.upstream.calls.length;
  }
}

/** A reference by Alipay's identifier, or by the merchant's. */
export const byId = (paymentId: string, account = 'one') => ({ dialect: 'TRADE_QUERY', account, paymentId }) as const;
export const byOurs = (merchantReference: string, account = 'one') =>
  ({ dialect: 'TRADE_QUERY', account, merchantReference }) as const;
