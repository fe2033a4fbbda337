import { GraphQLError } from 'graphql';
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../graphql/context.ts';
import { discreet } from '../graphql/discretion.ts';
import type { Arrival } from './arrival.ts';
import type { Log } from './log.ts';

/**
 * Makes the errors callers get: an expected one with a code of ours, anything else as an internal error that says
 * nothing but the request id it is logged with.
 */
export function masking(current: AsyncLocalStorage<Arrival>, log: Log): (error: unknown) => GraphQLError {
  return (error) => {
    const arrival = current.getStore();
    if (error instanceof GraphQLError && isExpected(error)) return coded(error, arrival?.caller);
    // What fails because its caller left is no fault.
    if (arrival?.left.signal.aborted !== true) log.failed(arrival?.requestId ?? null, innermost(error));
    const { nodes, source, positions, path } = error instanceof GraphQLError ? error : {};
    return new GraphQLError(
      `Unexpected error. Quote the request id ${arrival?.requestId ?? ''} to whoever runs the gateway.`,
      {
        nodes,
        source,
        positions,
        path,
        extensions: { code: 'INTERNAL_SERVER_ERROR', unexpected: true },
      },
    );
  };
}

// Yoga and the engine wrap what was thrown; an error of GraphQL's own all the way down was meant for callers.
function isExpected({ cause }: GraphQLError): boolean {
  return cause == null || (cause instanceof GraphQLError && isExpected(cause));
}

// Yoga's own words, and none for what the engine refuses: variables and arguments that do not fit.
const CODES: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
};

function coded(error: GraphQLError, caller: Caller | undefined): GraphQLError {
  const code = error.extensions['code'];
  const isOfEngine = typeof code !== 'string';
  const ours = isOfEngine ? 'BAD_USER_INPUT' : (CODES[code] ?? code);
  if (ours === code) return error;
  const { message, nodes, source, positions, path, extensions } = isOfEngine ? discreet(error, caller) : error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...extensions, code: ours } });
}

function innermost(error: unknown): unknown {
  return error instanceof GraphQLError && error.cause != null ? innermost(error.cause) : error;
}
