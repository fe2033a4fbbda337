import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
} from 'graphql';
import { runningFields, Walk, type Selections } from '../look-ahead.ts';
import type { FieldPlan, ObjectPlan } from './plan.ts';
import { writerOf } from './write-values.ts';

/** Thrown for what only graphql-js runs. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled';
}

/** Makes the plan of one operation, of so many fields at most. What the same nodes ask of the same type is planned once. */
export class Compiler {
  readonly #operation: Selections;
  readonly #known = new Map<FieldNode, FieldPlan[]>();
  #left: number;

  constructor(operation: Selections, maxFields: number) {
    this.#operation = operation;
    this.#left = maxFields;
  }

  /** The fields that run on an object of the type, each with all that runs beneath it. Throws `NotCompiled`. */
  object(type: GraphQLObjectType, selected: readonly Pick<FieldNode, 'selectionSet'>[]): ObjectPlan {
    const byName = new Map<string, [FieldNode, ...FieldNode[]]>();
    const walk = new Walk();
    for (const { selectionSet } of selected) {
      for (const { node } of runningFields(this.#operation, type, selectionSet, walk)) {
        const name = node.alias?.value ?? node.name.value;
        const nodes = byName.get(name);
        if (nodes === undefined) byName.set(name, [node]);
        else nodes.push(node);
      }
    }
    return [...byName].map(([name, nodes]) => this.#field(type, name, nodes));
  }

  #field(parent: GraphQLObjectType, name: string, nodes: readonly [FieldNode, ...FieldNode[]]): FieldPlan {
    const known = this.#known.get(nodes[0]) ?? [];
    this.#known.set(nodes[0], known);
    const same = known.find((one) => one.parent === parent && areSame(one.nodes, nodes));
    if (same !== undefined) return same;
    const plan = this.#planned(parent, name, nodes);
    known.push(plan);
    return plan;
  }

  #planned(parent: GraphQLObjectType, name: string, nodes: readonly [FieldNode, ...FieldNode[]]): FieldPlan {
    this.#left -= 1;
    if (this.#left < 0) throw new NotCompiled('too many fields for the length of the document');
    const asked = nodes[0].name.value;
    const isTypename = asked === '__typename';
    const field = this.#operation.schema.getField(parent, asked);
    if (field === undefined || (asked.startsWith('__') && !isTypename)) throw new NotCompiled(asked);
    const type = getNamedType(field.type);
    if (isAbstractType(type) || (isObjectType(type) && type.isTypeOf != null)) throw new NotCompiled(type.name);
    const resolve = field.resolve ?? propertyOf(asked);
    return {
      name,
      key: `,"${name}":`,
      constant: isTypename ? JSON.stringify(parent.name) : undefined,
      nodes,
      field,
      parent,
      resolve,
      takesInfo: resolve.length > 3,
      isNonNull: isNonNullType(field.type),
      isComposite: !isLeafType(getNullableType(field.type)),
      write: writerOf(field.type, isObjectType(type) ? this.object(type, nodes) : []),
    };
  }
}

function areSame(some: readonly FieldNode[], others: readonly FieldNode[]): boolean {
  return some.length === others.length && some.every((node, at) => node === others[at]);
}

/** What a field without a resolver shows: the property of its name, which with us is never a method. */
function propertyOf(name: string) {
  return (source: unknown): unknown => {
    if (typeof source !== 'object' || source === null) return undefined;
    const value: unknown = Reflect.get(source, name);
    if (typeof value === 'function') throw new Error(`expected a property ${name}, got a method`);
    return value;
  };
}
