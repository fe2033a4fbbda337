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

/** A field that will run, and the narrowest type known to carry it. */
export interface RunningField {
  readonly node: FieldNode;
  readonly on: GraphQLNamedType | undefined;
}

/** One walk through a selection. */
export class Walk {
  /** One set for all of it: a fragment asks for the same wherever it is spread on the same type. */
  readonly spread = new Set<string>();
  /** Whether a selection had a directive, so that with other variables the walk may be another. */
  isConditional = false;
}

/** By the node walked beneath: documents are parsed once and kept. */
const demands = new WeakMap<FieldNode, { readonly type: GraphQLNamedType | undefined; readonly demand: Demand }>();

/** The options asked for by all fields that will run beneath a field, if its value is of type `typeName` where given. */
export function demandBeneath(
  info: Selections & {
    readonly fieldNodes: readonly FieldNode[];
    readonly returnType: GraphQLField<unknown, unknown>['type'];
  },
  typeName?: string,
): Demand {
  const type = typeName === undefined ? getNamedType(info.returnType) : info.schema.getType(typeName);
  const alone = info.fieldNodes.length === 1 ? info.fieldNodes[0] : undefined;
  const known = alone && demands.get(alone);
  if (known !== undefined && known.type === type) return known.demand;
  const walk = new Walk();
  const beneath = (parent: GraphQLNamedType | undefined, set: SelectionSetNode | undefined): Demand => {
    let demand = NO_DEMAND;
    for (const { node, on } of runningFields(info, parent, set, walk)) {
      const field = fieldOf(on, node);
      if (field === undefined) continue;
      const option = optionOf(field);
      if (option !== undefined) demand = union(demand, demandOf([option]));
      demand = union(demand, beneath(getNamedType(field.type), node.selectionSet));
    }
    return demand;
  };
  const demand = info.fieldNodes.map((node) => beneath(type, node.selectionSet)).reduce(union, NO_DEMAND);
  if (alone !== undefined && !walk.isConditional) demands.set(alone, { type, demand });
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
  walk: Walk = new Walk(),
): Generator<RunningField> {
  for (const selection of set?.selections ?? []) {
    // Asked before the fragment counts as seen: skipped here, it may still be spread elsewhere.
    if (!runs(selection, operation.variableValues, walk)) continue;
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
      if (spread === undefined || walk.spread.has(key)) continue;
      walk.spread.add(key);
      fragment = spread;
    }
    const narrowed = narrow(operation.schema, type, fragment.typeCondition?.name.value);
    if (narrowed !== null) yield* runningFields(operation, narrowed, fragment.selectionSet, walk);
  }
}

/** The field a node names on the type; undefined for `__typename` and the like. */
export function fieldOf(
  type: GraphQLNamedType | undefined,
  node: FieldNode,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
}

function runs(selection: SelectionNode, variableValues: VariableValues, walk: Walk): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  walk.isConditional = true;
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
