import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql';
import { demandOf, NO_DEMAND, union, type Demand } from '../domain/demand.ts';
import { optionOf } from './field-rules.ts';

/** What walking a selection needs of an operation; a resolver's `info` has it. */
export interface Selections {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variableValues: VariableValues;
}

/** The options asked for by all fields that will run beneath a field, if its value is of type `typeName` where given. */
export function demandBeneath(
  info: Selections & {
    readonly fieldNodes: readonly FieldNode[];
    readonly returnType: GraphQLField<unknown, unknown>['type'];
  },
  typeName?: string,
): Demand {
  const type = typeName === undefined ? getNamedType(info.returnType) : info.schema.getType(typeName);
  let demand = NO_DEMAND;
  // One set for the whole walk: a fragment asks for the same wherever it is spread on the same type.
  const seen = new Set<string>();
  const walk = (parent: GraphQLNamedType | undefined, set: SelectionSetNode | undefined) => {
    for (const { node, on } of runningFields(info, parent, set, seen)) {
      const field = fieldOf(on, node);
      if (field === undefined) continue;
      const option = optionOf(field);
      if (option !== undefined) demand = union(demand, demandOf([option]));
      walk(getNamedType(field.type), node.selectionSet);
    }
  };
  for (const node of info.fieldNodes) walk(type, node.selectionSet);
  return demand;
}

/**
 * The fields of a selection that will run on a value of the type, through fragments and after `@skip` and
 * `@include`, each with the narrowest type known to carry it.
 */
export function* runningFields(
  operation: Selections,
  type: GraphQLNamedType | undefined,
  set: SelectionSetNode | undefined,
  seen: Set<string> = new Set<string>(),
): Generator<{ readonly node: FieldNode; readonly on: GraphQLNamedType | undefined }> {
  for (const selection of set?.selections ?? []) {
    // Asked before the fragment counts as seen: skipped here, it may still be spread elsewhere.
    if (!runs(selection, operation.variableValues)) continue;
    if (selection.kind === Kind.FIELD) {
      yield { node: selection, on: type };
      continue;
    }
    let fragment: InlineFragmentNode | FragmentDefinitionNode;
    if (selection.kind === Kind.INLINE_FRAGMENT) fragment = selection;
    else {
      const name = selection.name.value;
      const spread = operation.fragments[name];
      const key = `${name} on ${type?.name ?? ''}`;
      if (spread === undefined || seen.has(key)) continue;
      seen.add(key);
      fragment = spread;
    }
    const narrowed = narrow(operation.schema, type, fragment.typeCondition?.name.value);
    if (narrowed !== null) yield* runningFields(operation, narrowed, fragment.selectionSet, seen);
  }
}

/** The field a node names on the type; undefined for `__typename` and the like. */
export function fieldOf(
  type: GraphQLNamedType | undefined,
  node: FieldNode,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
}

function runs(selection: SelectionNode, variableValues: VariableValues): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.['if'] !== false
  );
}

/** The type a fragment's fields run on; null when a value of `type` can never match the condition. */
function narrow(
  schema: GraphQLSchema,
  type: GraphQLNamedType | undefined,
  condition: string | undefined,
): GraphQLNamedType | undefined | null {
  const wanted = condition === undefined ? undefined : schema.getType(condition);
  if (wanted === undefined || wanted === type) return type;
  if (!isObjectType(type)) return wanted;
  return isAbstractType(wanted) && schema.isSubType(wanted, type) ? type : null;
}
