import { GraphQLSchema, specifiedDirectives } from 'graphql';
import { builder } from './builder.ts';
import { piiDirective, queryOptionDirective } from './directives.ts';
import './types/date-time.ts';
import './types/decimal.ts';
import './types/big-int.ts';
import './types/json.ts';
import './types/node.ts';
import './types/query.ts';
import './types/subscription.ts';

const built = builder.toSchema({
  sortSchema: false,
  directives: [...specifiedDirectives, piiDirective, queryOptionDirective],
});

/** The graph: every type with its resolvers, to be executed with a `GraphContext`. */
export const schema = new GraphQLSchema({
  ...built.toConfig(),
  // Every type is reached from the roots; Pothos also lists Float, which nothing here has.
  types: [],
  // To check it takes a while, at the first request; tests do.
  assumeValid: true,
  description: 'Read-only view of payments held by Alipay. Three upstream query APIs, one shape.',
});
