import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How much a document asks for; of several operations in it, the most of each. */
export interface Measure {
  /** Levels of fields; those of introspection, which has a permission of its own, are not counted. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
}

const NOTHING: Measure = { depth: 0, aliases: 0, rootFields: 0, directives: 0 };
// Beyond it the stack might not do. Nothing anyone means to ask comes near.
const MOST_LEVELS = 1_000;
const BEYOND_MEASURE: Measure = { ...NOTHING, depth: Infinity };
const known = new WeakMap<DocumentNode, Measure>();

/**
 * Measures a document that need not be valid. What a fragment holds counts wherever it is spread; a fragment within
 * itself, which validation refuses, counts once.
 */
export function measureOf(document: DocumentNode): Measure {
  const measured = known.get(document);
  if (measured !== undefined) return measured;
  const ruler = new Ruler(document);
  const measure = document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ruler.operation(operation))
    .reduce(most, NOTHING);
  known.set(document, measure);
  return measure;
}

class Ruler {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Map<string, Measure>();
  #level = 0;

  constructor(document: DocumentNode) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
    }
  }

  operation(node: OperationDefinitionNode): Measure {
    const variables = node.variableDefinitions ?? [];
    const directives = variables.reduce((sum, variable) => sum + count(variable.directives), count(node.directives));
    return and(this.#set(node.selectionSet), directives);
  }

  /** `rootFields` are those on the set's own level. */
  #set(set: SelectionSetNode): Measure {
    if (this.#level >= MOST_LEVELS) return BEYOND_MEASURE;
    this.#level += 1;
    const measure = this.#selections(set);
    this.#level -= 1;
    return measure;
  }

  #selections({ selections }: SelectionSetNode): Measure {
    let all = NOTHING;
    for (const node of selections) {
      switch (node.kind) {
        case Kind.FIELD: {
          const { depth, aliases, directives } = node.selectionSet ? this.#set(node.selectionSet) : NOTHING;
          const isIntrospection = node.name.value.startsWith('__');
          const field = {
            depth: isIntrospection ? 0 : depth + 1,
            aliases: aliases + (node.alias === undefined ? 0 : 1),
            rootFields: 1,
            directives,
          };
          all = both(all, and(field, count(node.directives)));
          break;
        }
        case Kind.INLINE_FRAGMENT:
          all = both(all, and(this.#set(node.selectionSet), count(node.directives)));
          break;
        case Kind.FRAGMENT_SPREAD:
          all = both(all, and(this.#fragment(node.name.value), count(node.directives)));
      }
    }
    return all;
  }

  #fragment(name: string): Measure {
    const measured = this.#measured.get(name);
    const fragment = this.#fragments.get(name);
    if (measured !== undefined || fragment === undefined) return measured ?? NOTHING;
    // Until it is measured, for one within itself.
    this.#measured.set(name, NOTHING);
    const measure = and(this.#set(fragment.selectionSet), count(fragment.directives));
    this.#measured.set(name, measure);
    return measure;
  }
}

function count(directives: readonly DirectiveNode[] | undefined): number {
  return directives?.length ?? 0;
}

function and(measure: Measure, directives: number): Measure {
  return { ...measure, directives: measure.directives + directives };
}

function both(one: Measure, other: Measure): Measure {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    rootFields: one.rootFields + other.rootFields,
    directives: one.directives + other.directives,
  };
}

function most(one: Measure, other: Measure): Measure {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: Math.max(one.aliases, other.aliases),
    rootFields: Math.max(one.rootFields, other.rootFields),
    directives: Math.max(one.directives, other.directives),
  };
}
