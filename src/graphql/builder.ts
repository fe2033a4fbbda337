import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { DateTime } from '../domain/time.ts';
import type { GraphContext, Permission } from './context.ts';
import { forbidden } from './errors.ts';

/** What every type file registers its types with. */
export const builder = new SchemaBuilder<{
  Context: GraphContext;
  Scalars: {
    DateTime: { Input: string; Output: DateTime };
    Decimal: { Input: string; Output: string };
    BigInt: { Input: string; Output: bigint };
    JSON: { Input: unknown; Output: unknown };
  };
  Directives: {
    pii: { locations: 'FIELD_DEFINITION'; args: Record<string, never> };
    queryOption: { locations: 'FIELD_DEFINITION'; args: { name: string } };
  };
  AuthScopes: { permissions: readonly Permission[]; anyPermission: boolean };
  Connection: { totalCount: number };
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
}>({
  // Rights are checked before any other plugin's resolver runs.
  plugins: [ScopeAuthPlugin, RelayPlugin, DirectivesPlugin],
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ caller, tally }) => ({
      permissions: (wanted) => {
        const isAllowed = wanted.every((permission) => caller.permissions.has(permission));
        if (isAllowed) for (const permission of wanted) tally.used.add(permission);
        return isAllowed;
      },
      anyPermission: caller.permissions.size > 0,
    }),
    // Yoga would mask the plugin's own error, which is no GraphQLError.
    unauthorizedError: (_parent, { caller }, _info, { failure }) => forbidden(failure, caller.permissions),
  },
  relay: {
    nodeTypeOptions: { description: 'An object that can be fetched again by `id`.' },
    idFieldOptions: { description: 'Unique across the whole graph, and opaque: do not take it apart.' },
    // Its own `node` and `nodes` would make neighbours wait for each other and fail together.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Where a page stands in the whole.' },
    hasNextPageFieldOptions: { description: 'Whether more follow.' },
    hasPreviousPageFieldOptions: { description: 'Whether more precede.' },
    startCursorFieldOptions: { description: 'The first cursor of the page.' },
    endCursorFieldOptions: { description: 'The last cursor of the page.' },
    pageInfoFieldOptions: { description: 'Where the page stands.' },
    cursorFieldOptions: { description: 'Its place.' },
    edgesFieldOptions: { nullable: false },
    nodeFieldOptions: { nullable: false },
    nodesOnConnection: { description: 'Transactions alone.' },
  },
});
