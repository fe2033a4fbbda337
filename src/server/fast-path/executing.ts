import { executeRootSelectionSet, type ExecutionResult, type GraphQLError, type VariableValues } from 'graphql';
import type { WrittenResult } from '../../graphql/execution/compiled-query.ts';
import { isMap } from './asked.ts';
import type { PreparedOperation } from './prepared-operations.ts';

/** Runs a prepared operation: compiled where it can be, else by graphql-js. */
export async function executed(
  { compiled, execution }: PreparedOperation,
  contextValue: unknown,
  variableValues: VariableValues,
  rawVariableValues: Readonly<Record<string, unknown>> | null | undefined,
): Promise<WrittenResult> {
  const written = compiled.run(contextValue, variableValues);
  if (written !== null) return written;
  const result = await executeRootSelectionSet({ ...execution, contextValue, variableValues, rawVariableValues });
  return { data: JSON.stringify(result.data ?? null), errors: result.errors ?? [] };
}

/** What was written, as an executor gives it, the errors first. */
export function resultOf(data: string, errors: readonly GraphQLError[]): ExecutionResult {
  const value: unknown = JSON.parse(data);
  return { errors, data: isMap(value) ? value : null };
}
