import { executeRootSelectionSet, type ExecutionResult, type VariableValues } from 'graphql';
import { parsedAsWritten } from '../../domain/json.ts';
import type { WrittenResult } from '../../graphql/execution/compiled-query.ts';
import { isMap } from './asked.ts';
import type { PreparedOperation } from './prepared-operations.ts';

/** What running an operation came to: its data as JSON, or as an executor gives it where there are errors. */
export type Executed = { readonly data: string } | { readonly failed: ExecutionResult };

/** Runs a prepared operation: compiled where it can be, else by graphql-js. */
export async function executed(
  { compiled, execution }: PreparedOperation,
  contextValue: unknown,
  variableValues: VariableValues,
  rawVariableValues: Readonly<Record<string, unknown>> | null | undefined,
): Promise<Executed> {
  const running = compiled.run(contextValue, variableValues);
  if (running !== null) {
    const written = await running;
    return written.errors.length > 0 ? { failed: resultOf(written) } : { data: written.data };
  }
  const result = await executeRootSelectionSet({ ...execution, contextValue, variableValues, rawVariableValues });
  return result.errors === undefined ? { data: JSON.stringify(result.data) } : { failed: result };
}

/** The errors first, as graphql-js has them; numbers as they were written. */
function resultOf({ data, errors }: WrittenResult): ExecutionResult {
  const value = parsedAsWritten(data);
  return { errors, data: isMap(value) ? value : null };
}
