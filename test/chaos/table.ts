import type { Verdict } from './judges/verdict.ts';

/** The verdicts as a table, and beneath it the reasons of those that are bad. */
export function table(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(
    ({ judge, figures, reasons }) => `| ${judge} | ${reasons.length === 0 ? 'yes' : 'NO'} | ${figures} |`,
  );
  const reasons = verdicts.flatMap(({ judge, reasons: found }) => found.map((reason) => `${judge}: ${reason}`));
  return ['| what must hold | holds | figures |', '|---|---|---|', ...lines, '', ...reasons].join('\n');
}
