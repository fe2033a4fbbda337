import { createHash } from 'node:crypto';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  type IRateLimiterOptions,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { Rate } from '../../config/rate.ts';
import type { Quota } from '../../lookup/lookup.ts';
import { OperationQuota } from './operation-quota.ts';
import type { RateStore } from './rate-store.ts';

/** A rate and whose it is: callers with one name share it. */
export interface NamedRate extends Rate {
  readonly name: string;
}

/** Keeps callers' rates, by this gateway alone or by all that share a Redis. */
export interface Rates {
  /** What one operation takes its calls from. */
  open(rate: NamedRate): Quota;
}

/** Counts a rate for this gateway alone. */
export type OwnCounter = (options: IRateLimiterOptions) => RateLimiterAbstract;

/** What a rate is counted with. Without the store every gateway counts for itself, and allows half as much. */
export interface Counters {
  readonly shared: RateLimiterAbstract | null;
  readonly own: RateLimiterAbstract;
}

/** Keeps rates in memory, or in the store as long as it answers. */
export function createRates(
  store: RateStore | null,
  now: () => number,
  createOwn: OwnCounter = (options) => new RateLimiterMemory(options),
): Rates {
  const counters = new Map<string, Counters>();
  const countersOf = ({ calls, perSeconds }: NamedRate): Counters => {
    // A changed rate is counted anew.
    const name = `${calls}/${perSeconds}`;
    const known = counters.get(name) ?? createCounters(store, createOwn, name, calls, perSeconds);
    counters.set(name, known);
    return known;
  };
  return {
    open: (rate) => new OperationQuota(countersOf(rate), keyOf(rate.name), store, now),
  };
}

function createCounters(
  store: RateStore | null,
  createOwn: OwnCounter,
  name: string,
  points: number,
  duration: number,
): Counters {
  const own = { keyPrefix: name, duration };
  if (store === null) return { shared: null, own: createOwn({ ...own, points }) };
  const keyPrefix = `${store.keyPrefix}rate:${name}`;
  return {
    shared: new RateLimiterRedis({
      storeClient: store.client,
      keyPrefix,
      points,
      duration,
      rejectIfRedisNotReady: true,
    }),
    own: createOwn({ ...own, points: Math.ceil(points / 2) }),
  };
}

/** Addresses are personal: they are not kept as they are. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
