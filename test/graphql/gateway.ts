import { createYoga } from 'graphql-yoga';
import { PERMISSIONS, type GraphContext, type Permission } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { useGatewayExtensions } from '../../src/graphql/use-gateway-extensions.ts';
import { useIntrospectionPermission } from '../../src/graphql/use-introspection-permission.ts';
import { resultRow } from '../../src/domain/result.ts';
import { FakeLookups } from './fake-lookups.ts';

export interface World {
  readonly lookups?: FakeLookups;
  readonly permissions?: readonly Permission[];
  readonly limits?: Partial<GraphContext['limits']>;
}

export const RESULTS = [
  resultRow(null, 'FAILURE', 'GATEWAY_INVALID_REF', 'CORRECT_REQUEST'),
  resultRow('TRADE_QUERY', 'FAILURE', 'ACQ.TRADE_NOT_EXIST', 'CHECK_IDENTIFIER'),
];

/** What a resolver is given; every right unless said otherwise. */
export function contextOf({ lookups = new FakeLookups(), permissions = PERMISSIONS, limits }: World): GraphContext {
  return {
    requestId: 'request-1',
    caller: {
      client: 'test',
      group: 'test',
      authentication: 'api-key',
      permissions: new Set(permissions),
      mayUse: () => true,
      documents: 'any',
    },
    lookups,
    results: RESULTS,
    signal: new AbortController().signal,
    limits: { references: 200, callsPerOperation: 200, ...limits },
    quota: null,
    tally: { redacted: 0, requested: null, charged: 0, used: new Set() },
  };
}

const yoga = createYoga({
  schema,
  logging: false,
  plugins: [useIntrospectionPermission(), useGatewayExtensions()],
});

/** One question put to the graph as a server would put it. */
export function send(
  world: World,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Response> | Response {
  return yoga.fetch(
    'http://gateway/graphql',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    },
    contextOf(world),
  );
}

/** Whatever JSON holds. */
type Json = ReturnType<typeof JSON.parse>;

export interface Told {
  readonly data?: Json;
  readonly errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
  readonly extensions: { gateway: Record<string, Json> };
}

/** The answer to one question. */
export async function ask(world: World, query: string, variables?: Record<string, unknown>): Promise<Told> {
  const response = await send(world, query, variables);
  return (await response.json()) as Told;
}
