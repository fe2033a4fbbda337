/** What one judge found: figures for the table, and what must not be. */
export interface Verdict {
  readonly judge: string;
  readonly figures: string;
  /** Empty when all is well. */
  readonly reasons: readonly string[];
}

const SHOWN = 5;

/** The verdict with the first few of the reasons, and how many there were. */
export function verdict(judge: string, figures: string, reasons: readonly string[]): Verdict {
  const more = reasons.length > SHOWN ? [`and ${reasons.length - SHOWN} more`] : [];
  return { judge, figures, reasons: [...reasons.slice(0, SHOWN), ...more] };
}

/** The share of `part` in `whole`, in percent with one decimal. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;
}
