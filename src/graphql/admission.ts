import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  print,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableValues,
} from 'graphql';
import type { GraphContext } from './context.ts';
import { requestedCalls, runningRootFields } from './cost.ts';
import { discreet } from './discretion.ts';
import { costLimit } from './errors.ts';
import { oversizedVariable } from './oversized-values.ts';

/** An operation about to run. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * Why the operation must not run: its variables do not fit, or it would cost too many upstream calls. Empty when it
 * may. What it would cost is put into the tally.
 */
export function objections(operation: Operation, context: GraphContext): GraphQLError[] {
  const node = getOperationAST(operation.document, operation.operationName);
  // Yoga has refused a document without a clear operation by now.
  if (node == null) return [];
  const coerced = coercedVariables(operation, node, context);
  if (coerced.errors !== undefined) {
    return coerced.errors.map((error) => invalidRequest(discreet(error, context.caller)));
  }
  return tooCostly(operation, coerced.variableValues, context);
}

/** The operation's variables as their types read them, or why they do not fit. */
export function coercedVariables(
  { schema, variableValues }: Pick<Operation, 'schema' | 'variableValues'>,
  node: OperationDefinitionNode,
  { caller }: Pick<GraphContext, 'caller'>,
): ReturnType<typeof getVariableValues> {
  const definitions = node.variableDefinitions ?? [];
  const oversized = oversizedVariable(schema, definitions, variableValues ?? {});
  if (oversized !== undefined) {
    const { variable, type } = oversized;
    const message = `Variable "$${variable.name.value}" has invalid value: Expected value of type "${print(type)}", found: much more.`;
    return { errors: [new GraphQLError(message, { nodes: oversized })] };
  }
  return getVariableValues(schema, definitions, variableValues ?? {}, {
    maxErrors: 50,
    hideSuggestions: !caller.permissions.has('introspection'),
  });
}

/** Why an operation costs too many upstream calls to run; empty when it does not. What it would cost is put into the tally. */
export function tooCostly(
  operation: Pick<Operation, 'schema' | 'document' | 'operationName'>,
  variableValues: VariableValues,
  context: GraphContext,
): GraphQLError[] {
  const { schema, document, operationName } = operation;
  const { calls, ofLists } = requestedCalls(document, operationName, variableValues, schema, context);
  context.tally.requested = calls;
  const limit = context.limits.callsPerOperation;
  if (calls > limit) {
    const largestList = ofLists === 0 ? null : Math.max(0, limit - (calls - ofLists));
    return [costLimit(calls, limit, largestList)];
  }
  const root = runningRootFields(document, operationName, variableValues, schema);
  if (root.some(({ node }) => OF_THE_SCHEMA.has(node.name.value))) context.tally.used.add('introspection');
  return [];
}

const OF_THE_SCHEMA = new Set(['__schema', '__type']);

function invalidRequest({ message, nodes }: GraphQLError): GraphQLError {
  // The status the GraphQL-over-HTTP draft asks for when nothing was executed.
  return new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
