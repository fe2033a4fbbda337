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
import { compiled, NotCompiled } from './compile.ts';
import type { ObjectPlan, Run } from './plan.ts';
import { writeObject } from './write-fields.ts';

/** What a run came to. */
export interface WrittenResult {
  /** As JSON. */
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

// Each may double what one document is kept as.
const MAX_CONDITIONS = 4;

/**
 * A query made ready to be run often: which fields run on which types, with what, is found once, and answers are written as
 * they are found. What comes of it is what graphql-js would give.
 */
export class CompiledQuery {
  readonly #operation: Readonly<ValidatedExecutionArgs>;
  /** Variables that decide which fields run. */
  readonly #conditions: readonly string[];
  /** By what these are; null for what is left to graphql-js. */
  readonly #plans = new Map<string, ObjectPlan | null>();

  constructor(operation: Readonly<ValidatedExecutionArgs>) {
    this.#operation = operation;
    this.#conditions = conditionsOf(operation.document);
  }

  /** Runs it with the context; null where graphql-js has to. */
  run(context: unknown, variableValues: VariableValues): Promise<WrittenResult> | null {
    const key = this.#conditions.map((name) => String(variableValues.coerced[name])).join();
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = this.#conditions.length > MAX_CONDITIONS ? null : this.#compiled(variableValues);
      this.#plans.set(key, plan);
    }
    if (plan === null) return null;
    const operation = this.#operation;
    return written(plan, { operation, context, variableValues, errors: new CollectedErrors() });
  }

  #compiled(variableValues: VariableValues): ObjectPlan | null {
    const { schema, operation, fragmentDefinitions: fragments, fieldResolver, errorPropagation } = this.#operation;
    const root = schema.getRootType(operation.operation);
    if (root == null || fieldResolver !== defaultFieldResolver || !errorPropagation) return null;
    try {
      return compiled({ schema, fragments, variableValues }, root, [operation]);
    } catch (error) {
      if (error instanceof NotCompiled) return null;
      throw error;
    }
  }
}

async function written(plan: ObjectPlan, run: Run): Promise<WrittenResult> {
  try {
    return { data: await writeObject(plan, run.operation.rootValue, run, undefined), errors: run.errors.all };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    run.errors.add(error, undefined);
    return { data: 'null', errors: run.errors.all };
  }
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given }) => {
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
