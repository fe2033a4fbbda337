import {
  getArgumentValues,
  getOperationAST,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableValues,
} from 'graphql';
import { referenceKey } from '../domain/reference.ts';
import { askedReferences } from './asked-references.ts';
import type { GraphContext } from './context.ts';
import { permissionsOf } from './field-rules.ts';
import { fieldOf, runningFields, Walk, type RunningField } from './look-ahead.ts';

/** What an operation costs when nothing is known yet. */
export interface Cost {
  readonly calls: number;
  /** Those of them that only lists of references cause. */
  readonly ofLists: number;
}

// Their length is up to the caller.
const LISTS: readonly string[] = ['payments', 'nodes'];

/**
 * How many upstream calls the operation makes when nothing is known yet: one for each distinct account and
 * identifier, whatever the number of fields that name it. Fields that will be refused make none; an operation given
 * up because such a field is required may make fewer.
 */
export function requestedCalls(
  document: DocumentNode,
  operationName: string | null | undefined,
  variableValues: VariableValues,
  schema: GraphQLSchema,
  context: Pick<GraphContext, 'lookups' | 'limits' | 'caller' | 'onDenied'>,
): Cost {
  const byOne = new Set<string>();
  const byLists = new Set<string>();
  for (const { node, on } of runningRootFields(document, operationName, variableValues, schema)) {
    const field = fieldOf(on, node);
    if (field === undefined) continue;
    const isAllowed = permissionsOf(field).every((name) => context.caller.permissions.has(name));
    for (const asked of askedReferences(field.name, argumentsOf(field, node, variableValues), context)) {
      if (!isAllowed) {
        context.onDenied?.(asked);
        continue;
      }
      const resolved = context.lookups.resolve(asked);
      if ('kind' in resolved) (LISTS.includes(field.name) ? byLists : byOne).add(referenceKey(resolved));
    }
  }
  const ofLists = byLists.difference(byOne).size;
  return { calls: byOne.size + ofLists, ofLists };
}

/** By the operation: documents are parsed once and kept. */
const rootFields = new WeakMap<
  OperationDefinitionNode,
  { readonly schema: GraphQLSchema; readonly fields: readonly RunningField[] }
>();

/** The root fields of an operation that will run, each with its type; none for a document without that operation. */
export function runningRootFields(
  document: DocumentNode,
  operationName: string | null | undefined,
  variableValues: VariableValues,
  schema: GraphQLSchema,
): readonly RunningField[] {
  const operation = getOperationAST(document, operationName);
  if (operation == null) return [];
  const known = rootFields.get(operation);
  if (known?.schema === schema) return known.fields;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const root = schema.getRootType(operation.operation) ?? undefined;
  const walk = new Walk();
  const fields = [...runningFields({ schema, fragments, variableValues }, root, operation.selectionSet, walk)];
  if (!walk.isConditional) rootFields.set(operation, { schema, fields });
  return fields;
}

function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variableValues: VariableValues,
): Readonly<Record<string, unknown>> {
  try {
    return getArgumentValues(field, node, variableValues);
  } catch {
    // A null variable where none is allowed: the field fails when it runs, and says why.
    return {};
  }
}
