import { MalformedAnswerError } from '../domain/errors.ts';
import { foreignWord } from '../domain/foreign-word.ts';
import type { ResultStatus } from '../domain/result.ts';

const CLASSES: ReadonlyMap<string, ResultStatus> = new Map([
  ['S', 'SUCCESS'],
  ['F', 'FAILURE'],
  ['U', 'UNKNOWN'],
]);

/** What `S`, `F` or `U` stands for; undefined for anything else. */
export function resultClass(resultStatus: string | null): ResultStatus | undefined {
  return CLASSES.get(foreignWord(resultStatus));
}

/** The class and code of a result block, the one part of an answer that must be there and must be understood. */
export function classFrom(
  field: string,
  resultStatus: string | null,
  resultCode: string | null,
): { readonly status: ResultStatus; readonly code: string } {
  const status = resultClass(resultStatus);
  if (status === undefined) throw new MalformedAnswerError(`${field}.resultStatus: expected S, F or U`);
  const code = foreignWord(resultCode);
  if (code === '') throw new MalformedAnswerError(`${field}.resultCode: expected a code, got none`);
  return { status, code };
}
