import { locatedError, responsePathAsArray, type GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { FieldPlan } from './plan.ts';

export type Path = GraphQLResolveInfo['path'];

/** The errors of one run, but for those beneath what has become null by another already. */
export class CollectedErrors {
  readonly #nulled = new Set<Path | undefined>();
  readonly #errors: GraphQLError[] = [];

  get all(): readonly GraphQLError[] {
    return this.#errors;
  }

  /** That a field could not be told. Throws where it must not be null: then its parent is. */
  fail(thrown: unknown, { nodes, isNonNull }: Pick<FieldPlan, 'nodes' | 'isNonNull'>, path: Path): null {
    const error = locatedError(thrown, nodes, responsePathAsArray(path));
    if (isNonNull) throw error;
    this.add(error, path);
    return null;
  }

  /** That what is at the path is null for this reason; the whole answer when there is none. */
  add(error: GraphQLError, path: Path | undefined): void {
    if (this.#isNulled(path)) return;
    this.#nulled.add(path);
    this.#errors.push(error);
  }

  #isNulled(path: Path | undefined): boolean {
    for (let at = path; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return true;
    return this.#nulled.has(undefined);
  }
}
