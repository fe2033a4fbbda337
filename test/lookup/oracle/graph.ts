import { createYoga } from 'graphql-yoga';
import type { DocumentNode } from 'graphql';
import { PERMISSIONS, type GraphContext } from '../../../src/graphql/context.ts';
import { gatewayExtension } from '../../../src/graphql/gateway-extension.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { useGatewayExtensions } from '../../../src/graphql/use-gateway-extensions.ts';
import type { OperationLookups } from '../../../src/lookup/lookup.ts';
import type { Written } from './documents.ts';

const yoga = createYoga({ schema, logging: false, plugins: [useGatewayExtensions()] });

/** Whatever JSON holds. */
type Json = ReturnType<typeof JSON.parse>;

/** What a client is told. */
export interface Told {
  readonly data?: Json;
  readonly errors?: { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions: { readonly gateway: { readonly cost: { readonly requested: number; readonly actual: number } } };
}

/** What resolvers are given: every right, and these lookups. */
export function contextOf(lookups: OperationLookups, mayUse: (account: string) => boolean = () => true): GraphContext {
  return {
    requestId: 'request',
    caller: {
      client: 'test',
      group: 'test',
      authentication: 'api-key',
      permissions: new Set(PERMISSIONS),
      mayUse,
      documents: 'any',
    },
    lookups,
    results: [],
    signal: new AbortController().signal,
    limits: { references: 200, callsPerOperation: 200 },
    quota: null,
    tally: { redacted: 0, requested: null, charged: 0, used: new Set() },
  };
}

/** As a server would: read, validated and run. */
export async function overHttp(
  sent: Omit<Written, 'operationName'> & Partial<Written>,
  context: GraphContext,
): Promise<Told> {
  const { query, operationName, variables } = sent;
  const body = JSON.stringify({ query, operationName, variables });
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const response = await yoga.fetch('http://gateway/graphql', request, context);
  return (await response.json()) as Told;
}

/** Run by the same executor, without the reading and validating that takes most of the time. */
export async function executed(
  { document, operationName, variables }: Omit<Written, 'query'> & { readonly document: DocumentNode },
  context: GraphContext,
): Promise<Told> {
  const { execute, contextFactory } = yoga.getEnveloped(context);
  const contextValue = (await contextFactory()) as GraphContext;
  const result = await execute({ schema, document, operationName, variableValues: variables, contextValue });
  return { ...(result as object), extensions: { gateway: gatewayExtension(contextValue) } };
}
