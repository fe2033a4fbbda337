import type { Availability } from '../domain/availability.ts';
import type { Demand } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';
import type { Exchange } from '../domain/inquiry.ts';
import type { Payment } from '../domain/payment.ts';
import type { AskedReference, Reference } from '../domain/reference.ts';
import type { ResultInfo, ResultRow } from '../domain/result.ts';
import type { DateTime } from '../domain/time.ts';

/** Where an answer comes from. */
export const FRESHNESS = ['LIVE', 'CACHED', 'STALE', 'NONE'] as const;
export type Freshness = (typeof FRESHNESS)[number];

/** The answer to one reference, as callers see it. It is always given: whatever goes wrong is in `result`. */
export interface Lookup {
  readonly dialect: Dialect;
  /** The account asked under; null when none fits the reference. */
  readonly account: string | null;
  /** The reference that was resolved; null for one that could not be. */
  readonly reference: Reference | null;
  readonly result: ResultInfo;
  readonly payment: Payment | null;
  readonly freshness: Freshness;
  /** When Alipay gave the answer in `payment`; null without one. */
  readonly asOf: DateTime | null;
  /** Null when nothing was ever sent. */
  readonly exchange: Exchange | null;
  /** The options `payment` was fetched with. */
  readonly options: Demand;
}

/** What one operation cost. */
export interface OperationStatistics {
  /** Inquiries sent upstream on behalf of this operation. */
  readonly calls: number;
  /** Lookups that shared an inquiry with another lookup. */
  readonly deduplicated: number;
  /** Further attempts those inquiries took. */
  readonly retries: number;
  readonly callsByDialect: Readonly<Partial<Record<Dialect, number>>>;
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

/** An account the caller may ask under. */
export interface AccountView {
  readonly id: string;
  readonly dialect: Dialect;
  readonly isDefault: boolean;
  readonly availability: Availability;
}

/** Lookups on behalf of one GraphQL operation: equal references share one call, no one waits for a slower neighbour. */
export interface OperationLookups {
  /** Never rejects for what upstream does. `demand` is cut to what the dialect knows. */
  find(asked: AskedReference, demand: Demand): Promise<Lookup>;
  /** The reference a lookup of this would use, or the result that says why there is none. Sends nothing. */
  resolve(asked: AskedReference): Reference | ResultInfo;
  /** The answer now, and again whenever its status or result changes, until it is final or the signal aborts. */
  watch(asked: AskedReference, demand: Demand, signal: AbortSignal): AsyncIterable<Lookup>;
  /** The accounts the caller may ask under. */
  accounts(): AccountView[];
  statistics(): OperationStatistics;
}

/** What a caller allows a lookup to be answered with, from the request's `Cache-Control`. */
export interface FreshnessWanted {
  /** Not older than this; 0 asks upstream (`no-cache`). Null leaves it to the time to live. */
  readonly maxAgeMs: number | null;
}

/** What an operation is opened with. */
export interface OperationTerms extends FreshnessWanted {
  /** Whether the caller may ask under the account. One that may not be used looks like one that does not exist. */
  readonly mayUse: (account: string) => boolean;
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal;
}

/** The engine's port: all the graph knows of lookups. */
export interface LookupPort {
  open(terms: OperationTerms): OperationLookups;
  /** Every result code the gateway and its dialects know. */
  readonly results: readonly ResultRow[];
}
