import type { Availability } from '../domain/availability.ts';
import type { Demand, QueryOption } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';
import type { Exchange } from '../domain/inquiry.ts';
import type { Payment } from '../domain/payment.ts';
import type { AskedReference, IdentifierKind, Reference } from '../domain/reference.ts';
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
  /** The options `payment` answers for: those it was fetched with, and those its dialect does not know. */
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
  /** Lookups asked for and not answered: none when all that was asked for has been waited for. */
  readonly unanswered: number;
}

/**
 * How a lookup came by its answer: it `asked` upstream, `joined` a call under way or `widened` one before it was sent;
 * or found the answer in this gateway's `memory` or in the one `shared` by several; or took an old one that is now being
 * `refreshed`.
 */
export const WAYS = ['asked', 'joined', 'widened', 'memory', 'shared', 'refreshed'] as const;
export type Way = (typeof WAYS)[number];

/** One lookup of an operation, and what became of it. Fit to be shown: the identifier is masked. */
export interface ExplainedCall {
  readonly dialect: Dialect;
  readonly account: string;
  readonly kind: IdentifierKind;
  readonly reference: string;
  /** What the answer was fetched with, or what was wanted when there is none. */
  readonly options: readonly QueryOption[];
  readonly how: Way;
  readonly code: string;
  /** Requests sent to Alipay for this answer, by whomever; none for a known one. */
  readonly attempts: number;
  /** From asking to knowing. */
  readonly ms: number;
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
  /** What its answers rest on; null unless they are all known ones, young enough, and nothing else was told. */
  basis(): Basis | null;
  /** The lookups it made, where these are all it did, each payment was asked for once and none before another's answer. */
  looks(): readonly Look[] | null;
  /**
   * Makes these lookups now. The operation is given them when it asks for the same, and counts what it would have counted.
   * Rejects when one of them does.
   */
  ahead(looks: readonly Look[]): Promise<readonly Lookup[]>;
  /** Every lookup that needed an answer, in the order they were answered; those of its latest look, for a watch. */
  explain(): readonly ExplainedCall[];
}

/** Known answers an operation was given. */
export interface Basis {
  readonly known: readonly Known[];
}

/** One lookup an operation made, at once with all others. */
export interface Look {
  readonly reference: Reference;
  readonly demand: Demand;
}

/** One of them, as the engine knows it: of no meaning to anybody else. */
export interface Known {
  readonly reference: Reference;
  readonly key: string;
  readonly demand: Demand;
  /** Which answer it was. Not the answer itself, which is not to be held for longer than memory has room for it. */
  readonly asked: object;
}

/** What a caller allows a lookup to be answered with, from the request's `Cache-Control`. */
export interface FreshnessWanted {
  /** Not older than this; 0 asks upstream (`no-cache`). Null leaves it to the time to live. */
  readonly maxAgeMs: number | null;
  /**
   * How far past its time to live, or past `maxAgeMs`, a payment may be to be given at once, as `STALE` with the result
   * it had. Never more than the bound on stale answers; not at all when absent.
   */
  readonly maxStaleMs?: number | null | undefined;
}

/** What a caller asks for, beside the payment. */
export interface LookupTerms extends FreshnessWanted {
  /**
   * After this the caller of a lookup is told `GATEWAY_TIMEOUT`, whoever else goes on waiting for its inquiry. The
   * gateway's own deadline when absent, and never more than that.
   */
  readonly deadlineMs?: number | null | undefined;
}

/** How much of a caller's rate is left. */
export interface QuotaState {
  /** Upstream calls in the whole time. */
  readonly limit: number;
  readonly remaining: number;
  /** Until all of them are there again, in milliseconds. */
  readonly resetMs: number;
}

/** What an operation may take from its caller's rate, in upstream calls. */
export interface Quota {
  /** Takes so many, or none when fewer are left. */
  take(calls: number): Promise<boolean>;
  /** Gives back what was taken for calls that turned out not to be needed. */
  giveBack(calls: number): void;
  /** As last heard of. */
  readonly state: QuotaState;
}

/** What an operation is opened with. */
export interface OperationTerms extends LookupTerms {
  /** Who asks, by name: callers take turns when there is more to ask than may be asked. Null for those without one. */
  readonly caller?: string | null | undefined;
  /** Whether the caller may ask under the account. One that may not be used looks like one that does not exist. */
  readonly mayUse: (account: string) => boolean;
  /** What a watch takes each look but the first from; none without a rate. */
  readonly quota?: Quota | null | undefined;
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal;
}

/** The engine's port: all the graph knows of lookups. */
export interface LookupPort {
  open(terms: OperationTerms): OperationLookups;
  /**
   * Whether lookups without terms of their own would be given the very same answers now, as young as they have to be.
   * They count as such lookups if so.
   */
  holds(basis: Basis): boolean;
  /** Every result code the gateway and its dialects know. */
  readonly results: readonly ResultRow[];
}
