import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Quota, QuotaState } from '../../lookup/lookup.ts';
import type { RateStore } from './rate-store.ts';
import type { Counters } from './rates.ts';

// Time for what is given back to be counted before the time it was taken from is over, and a new one has begun.
const MARGIN_MS = 250;

/** What one operation takes and gives back. What it took is given back where it was taken from, or not at all. */
export class OperationQuota implements Quota {
  readonly #counters: Counters;
  readonly #key: string;
  readonly #store: RateStore | null;
  readonly #now: () => number;
  #taken: { readonly from: RateLimiterAbstract; readonly until: number } | null = null;
  #state: QuotaState;

  constructor(counters: Counters, key: string, store: RateStore | null, now: () => number) {
    this.#counters = counters;
    this.#key = key;
    this.#store = store;
    this.#now = now;
    const { points, duration } = counters.shared ?? counters.own;
    this.#state = { limit: points, remaining: points, resetMs: duration * 1_000 };
  }

  get state(): QuotaState {
    return this.#state;
  }

  async take(calls: number): Promise<boolean> {
    const { shared, own } = this.#counters;
    const outcome = shared === null ? null : await this.#store?.ask(() => consume(shared, this.#key, calls));
    const from = outcome == null ? own : (shared ?? own);
    const { counted, isEnough } = outcome?.said ?? (await consume(own, this.#key, calls));
    const before = from.points - (counted.consumedPoints - calls);
    this.#state = {
      limit: from.points,
      remaining: Math.max(0, isEnough ? before - calls : before),
      resetMs: Math.max(0, counted.msBeforeNext),
    };
    this.#taken = { from, until: this.#now() + counted.msBeforeNext - MARGIN_MS };
    // It counts what it refuses.
    if (!isEnough) this.#reward(calls);
    return isEnough;
  }

  giveBack(calls: number): void {
    if (!this.#reward(calls)) return;
    const { limit, remaining, resetMs } = this.#state;
    this.#state = { limit, remaining: Math.min(limit, remaining + calls), resetMs };
  }

  #reward(calls: number): boolean {
    if (this.#taken === null || this.#now() >= this.#taken.until) return false;
    const { from } = this.#taken;
    const back = () => from.reward(this.#key, calls);
    // What the primary does not take back in time is lost to the caller, whose rate is never more than it may be.
    if (from === this.#counters.own) back().catch(() => undefined);
    else void this.#store?.ask(back);
    return true;
  }
}

interface Counted {
  readonly counted: RateLimiterRes;
  readonly isEnough: boolean;
}

async function consume(from: RateLimiterAbstract, key: string, calls: number): Promise<Counted> {
  try {
    return { counted: await from.consume(key, calls), isEnough: true };
  } catch (error) {
    if (error instanceof RateLimiterRes) return { counted: error, isEnough: false };
    throw error;
  }
}
