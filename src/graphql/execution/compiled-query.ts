import {
  defaultFieldResolver,
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type ValidatedExecutionArgs,
  type VariableValues,
} from 'graphql';
import { CollectedErrors } from './collected-errors.ts';
import { Compiler, NotCompiled } from './compile.ts';
import type { ObjectPlan, Run } from './plan.ts';
import { writeObject } from './write-fields.ts';

/** What a run came to. */
export interface WrittenResult {
  /** As JSON. */
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

// Of one document. What more variables ask for is left to graphql-js.
const MAX_PLANS = 4;
// Times as many fields as it has may be planned: fragments that are merged in many ways come to more than their text.
const PLANNED = 2;

/**
 * A query made ready to be run often: which fields run on which types, with what, is found once, and answers are written as
 * they are found. What comes of it is what graphql-js would give.
 */
export class CompiledQuery {
  readonly #operation: Readonly<ValidatedExecutionArgs>;
  /** Variables that decide which fields run. */
  readonly #conditions: readonly string[];
  readonly #maxFields: number;
  /** By what these are; null for what is left to graphql-js. */
  readonly #plans = new Map<string, ObjectPlan | null>();

  constructor(operation: Readonly<ValidatedExecutionArgs>) {
    this.#operation = operation;
    const { conditions, fields } = seenIn(operation.document);
    this.#conditions = [...conditions];
    this.#maxFields = fields * PLANNED;
  }

  /** Runs it with the context; null where graphql-js has to. */
  run(context: unknown, variableValues: VariableValues): Promise<WrittenResult> | null {
    const key = this.#conditions.map((name) => standing(variableValues.coerced[name])).join('');
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      if (this.#plans.size === MAX_PLANS) return null;
      plan = this.#compiled(variableValues);
      this.#plans.set(key, plan);
    }
    if (plan === null) return null;
    const operation = this.#operation;
    return written(plan, { operation, context, variableValues, errors: new CollectedErrors(), isOver: false });
  }

  #compiled(variableValues: VariableValues): ObjectPlan | null {
    const { schema, operation, fragmentDefinitions: fragments, fieldResolver, errorPropagation } = this.#operation;
    const root = schema.getRootType(operation.operation);
    if (root == null || fieldResolver !== defaultFieldResolver || !errorPropagation) return null;
    try {
      return new Compiler({ schema, fragments, variableValues }, this.#maxFields).object(root, [operation]);
    } catch (error) {
      // A condition that is null makes the fields' parent fail, which graphql-js tells.
      if (error instanceof NotCompiled || error instanceof GraphQLError) return null;
      throw error;
    }
  }
}

/** How a condition stands. What is no Boolean is none of this operation's, but of another in the document. */
function standing(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : '-';
}

async function written(plan: ObjectPlan, run: Run): Promise<WrittenResult> {
  try {
    return { data: await writeObject(plan, run.operation.rootValue, run, undefined), errors: run.errors.all };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    run.errors.add(error, undefined);
    return { data: 'null', errors: run.errors.all };
  } finally {
    run.isOver = true;
  }
}

function seenIn(document: DocumentNode): { readonly conditions: ReadonlySet<string>; readonly fields: number } {
  const conditions = new Set<string>();
  let fields = 0;
  visit(document, {
    Field: () => {
      fields += 1;
    },
    Directive: ({ arguments: given }) => {
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
    },
  });
  return { conditions, fields };
}
