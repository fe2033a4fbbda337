import type { HalfLoad } from './half-load.ts';
import type { Measured } from './measuring.ts';
import type { Judged } from './targets.ts';

type Column<Row> = readonly [keyof Row, string, number];

const COLUMNS: readonly Column<Measured>[] = [
  ['cpuMsPerRequest', 'CPU ms/request', 3],
  ['requestsPerSecond', 'requests/s', 0],
  ['p50Ms', 'p50 ms', 2],
  ['p99Ms', 'p99 ms', 2],
  ['callsPerRequest', 'calls/request', 3],
  ['peakMb', 'peak RSS MB', 0],
];

const HALF_LOAD: readonly Column<HalfLoad>[] = [
  ['mostPerSecond', 'most requests/s', 0],
  ['offeredPerSecond', 'offered requests/s', 0],
  ['p50AddedMs', 'p50 added ms', 2],
  ['p99AddedMs', 'p99 added ms', 2],
];

/** One table for each work, a line for each contender: medians over rounds, and the range where there are several. */
export function works(measured: readonly Measured[]): string {
  return [...new Set(measured.map(({ work }) => work))]
    .map((work) =>
      table(
        work,
        COLUMNS,
        measured.filter((one) => one.work === work),
      ),
    )
    .join('\n\n');
}

/** The same for what answers take under half of the load that can be answered. */
export function halfLoads(measured: readonly HalfLoad[]): string {
  return table('cold at half load, 20 ms upstream', HALF_LOAD, measured);
}

/** What was to be reached, and what was. */
export function judgements(judged: readonly Judged[]): string {
  const lines = judged.map(({ work, target, value, range, isMet }) => {
    const met = isMet === null ? 'not measured' : isMet ? 'yes' : '**no**';
    return `| ${work} | ${target} | ${value} | ${range} | ${met} |`;
  });
  return ['| work | target | median | range | met |', '|---|---|---:|---:|---|', ...lines].join('\n');
}

function table<Row extends { readonly contender: string; readonly wrong: number }>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string {
  const head = `| ${title} | ${columns.map(([, name]) => name).join(' | ')} |`;
  const rule = `|---|${columns.map(() => '---:|').join('')}`;
  const lines = [...new Set(rows.map(({ contender }) => contender))].map((name) => {
    const rounds = rows.filter(({ contender }) => contender === name);
    const cells = columns.map(([figure, , digits]) =>
      spread(
        rounds.map((one) => Number(one[figure])),
        digits,
      ),
    );
    const wrong = rounds.reduce((sum, one) => sum + one.wrong, 0);
    const mark = wrong === 0 ? '' : ` **(${wrong} wrong answers)**`;
    return `| ${name}${mark} | ${cells.join(' | ')} |`;
  });
  return [head, rule, ...lines].join('\n');
}

/** The median, and how far the others lie from each other. */
function spread(values: readonly number[], digits: number): string {
  const middle = median(values).toFixed(digits);
  if (values.length < 2) return middle;
  return `${middle} (${rangeOf(values, digits)})`;
}

/** From the least to the most. */
export function rangeOf(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

/** The middle one; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
