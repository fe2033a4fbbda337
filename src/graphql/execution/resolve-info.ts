import type { GraphQLResolveInfo, GraphQLResolveInfoHelpers } from 'graphql';
import type { Path } from './collected-errors.ts';
import type { FieldPlan, Run } from './plan.ts';

/** What a resolver is told of where it runs. */
export function resolveInfo(plan: FieldPlan, { operation, variableValues }: Run, path: Path): GraphQLResolveInfo {
  return {
    fieldName: plan.field.name,
    fieldNodes: plan.nodes,
    returnType: plan.field.type,
    parentType: plan.parent,
    path,
    schema: operation.schema,
    fragments: operation.fragmentDefinitions,
    rootValue: operation.rootValue,
    operation: operation.operation,
    variableValues,
    getAbortSignal: noSignal,
    getAsyncHelpers: helpers,
  };
}

// Whether the caller is still there is told by the context.
const noSignal = () => undefined;
const HELPERS: GraphQLResolveInfoHelpers = { promiseAll: (values) => Promise.all(values), track: () => undefined };
const helpers = () => HELPERS;
