import type { AuthFailure } from '@pothos/plugin-scope-auth';
import { GraphQLError } from 'graphql';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { ResultInfo } from '../domain/result.ts';
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

/** The operation would send more inquiries than one may. */
export function costLimit(requested: number, limit: number): GraphQLError {
  return new GraphQLError(`The operation needs ${requested} upstream calls; the limit is ${limit}.`, {
    extensions: { code: 'COST_LIMIT', requested, limit },
  });
}

function wantedBy(failure: AuthFailure): string[] {
  if ('failures' in failure) return failure.failures.flatMap(wantedBy);
  if (!('parameter' in failure) || !Array.isArray(failure.parameter)) return [];
  return failure.parameter.filter((name) => typeof name === 'string');
}
