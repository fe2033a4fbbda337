import type { ExplainedCall, QuotaState } from '../lookup/lookup.ts';
import type { GraphContext } from './context.ts';

/** What `extensions.gateway` tells of an operation. */
export interface GatewayExtension {
  readonly requestId: string | null;
  readonly cost: { readonly requested: number; readonly actual: number; readonly limit: number | null };
  readonly upstream: {
    readonly calls: number;
    readonly deduplicated: number;
    readonly retries: number;
    readonly byDialect: Readonly<Record<string, number>>;
  };
  readonly cache: { readonly hits: number; readonly misses: number };
  readonly redacted: number;
  /** What is left of the caller's rate; for callers with one. */
  readonly quota?: QuotaState;
  /** What became of every lookup; for callers with the permission `explain` alone. */
  readonly explain?: readonly ExplainedCall[];
}

/** What is known so far; zeros for an operation that ended before it had a context. */
export function gatewayExtension(context: Partial<GraphContext>): GatewayExtension {
  const explained = context.caller?.permissions.has('explain') === true ? context.lookups?.explain() : undefined;
  if (explained !== undefined) context.tally?.used.add('explain');
  const statistics = context.lookups?.statistics();
  const calls = statistics?.calls ?? 0;
  return {
    requestId: context.requestId ?? null,
    cost: { requested: context.tally?.requested ?? 0, actual: calls, limit: context.limits?.callsPerOperation ?? null },
    upstream: {
      calls,
      deduplicated: statistics?.deduplicated ?? 0,
      retries: statistics?.retries ?? 0,
      byDialect: { ...statistics?.callsByDialect },
    },
    cache: { hits: statistics?.cacheHits ?? 0, misses: statistics?.cacheMisses ?? 0 },
    redacted: context.tally?.redacted ?? 0,
    ...(context.quota == null ? {} : { quota: context.quota.state }),
    ...(explained === undefined ? {} : { explain: [...explained] }),
  };
}
