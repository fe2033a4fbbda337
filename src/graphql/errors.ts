import type { AuthFailure } from '@pothos/plugin-scope-auth';
import { GraphQLError } from 'graphql';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { QuotaState } from '../lookup/lookup.ts';
import type { Permission } from './context.ts';

// Every error here is made fresh: yoga masks a GraphQLError that has another kind of error as its `originalError`.

/** The caller lacks a right; the message names what is missing. */
export function forbidden(failure: AuthFailure, held: ReadonlySet<Permission>): GraphQLError {
  const missing = wantedBy(failure).filter((permission) => !new Set<string>(held).has(permission));
  const named = missing.length === 0 ? 'a permission' : missing.map((name) => `the permission "${name}"`).join(' and ');
  return new GraphQLError(`This needs ${named}.`, { extensions: { code: 'FORBIDDEN', permissions: missing } });
}

/** An argument cannot be used as it is; the message says why. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** An inquiry failed where the schema has no place for its result. */
export function failedLookup({ code, message, advice, retryable, action }: ResultInfo): GraphQLError {
  return new GraphQLError(message ?? advice, { extensions: { code, retryable, action } });
}

/** Alipay left out a field that its document and the schema promise. */
export function notReported(field: string): GraphQLError {
  return failedLookup(gatewayResult('GATEWAY_MALFORMED_RESPONSE', `${field}: was not reported`));
}

/** The operation would send more inquiries than one may. `largestList` is what its lists may hold together. */
export function costLimit(requested: number, limit: number, largestList: number | null): GraphQLError {
  const cure =
    largestList === null
      ? 'Ask about fewer payments at once.'
      : `Its lists may name ${largestList} different payments together; ask about the others in another operation.`;
  return new GraphQLError(`The operation needs ${requested} upstream calls; the limit is ${limit}. ${cure}`, {
    extensions: { code: 'COST_LIMIT', requested, limit, ...(largestList === null ? {} : { largestList }) },
  });
}

/** The caller has too little of its rate left for the operation. */
export function rateLimited(requested: number, { limit, remaining, resetMs }: QuotaState): GraphQLError {
  const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
  const cure =
    requested > limit ? 'It never fits: ask about fewer payments at once.' : `Ask again in ${seconds} s, or for less.`;
  const message = `The operation may need ${requested} upstream calls; ${remaining} of ${limit} are left. ${cure}`;
  return new GraphQLError(message, {
    extensions: {
      ...{ code: 'RATE_LIMITED', requested, remaining, limit, retryAfter: seconds },
      http: { status: 429, headers: { 'retry-after': String(seconds) } },
    },
  });
}

function wantedBy(failure: AuthFailure): string[] {
  if ('failures' in failure) return failure.failures.flatMap(wantedBy);
  if (!('parameter' in failure) || !Array.isArray(failure.parameter)) return [];
  return failure.parameter.filter((name) => typeof name === 'string');
}
