import { validateExecutionArgs, type ExecutionArgs, type ValidatedExecutionArgs } from 'graphql';
import { LRUCache } from 'lru-cache';
import { CompiledQuery } from '../../graphql/execution/compiled-query.ts';

/** A query that was found fit to run for callers with certain rights: an execution, to be given its context and variables. */
export interface PreparedOperation {
  readonly execution: Readonly<ValidatedExecutionArgs>;
  readonly compiled: CompiledQuery;
}

// A hundred and twenty bytes a character, with what is compiled of it; three times as much where fragments are merged in
// many ways by many conditions.
const MAX_CHARACTERS = 500_000;
const MAX_ENTRY = 100_000;

const NONE = { sources: {}, coerced: {} };

/**
 * Queries that have been parsed, held to their caller's limits and validated, by that caller's rights. Within a bound
 * on their length, since each is a caller's own.
 */
export class PreparedOperations {
  readonly #known = new LRUCache<string, PreparedOperation>({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_ENTRY,
    sizeCalculation: (_prepared, key) => key.length,
  });

  get(rights: string, text: string, operationName: string | null | undefined): PreparedOperation | undefined {
    return this.#known.get(keyOf(rights, text, operationName));
  }

  /** Remembers what is about to run, unless its variables do not fit: then it will not. */
  add(rights: string, text: string, args: ExecutionArgs): void {
    const key = keyOf(rights, text, args.operationName);
    if (this.#known.has(key)) return;
    const validated = validateExecutionArgs(args);
    if (!('operation' in validated) || validated.operation.operation !== 'query') return;
    // Nothing of the request that happened to be first is kept.
    const execution = { ...validated, contextValue: null, variableValues: NONE, rawVariableValues: null };
    this.#known.set(key, { execution, compiled: new CompiledQuery(execution) });
  }
}

// The name's length keeps it apart from the text.
function keyOf(rights: string, text: string, operationName: string | null | undefined): string {
  return operationName == null ? `${rights}\n${text}` : `${rights}\n${operationName.length}\n${operationName}${text}`;
}
