import type { Measured } from './measuring.ts';

type Figure = 'cpuMsPerRequest' | 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'callsPerRequest' | 'peakMb';

const COLUMNS: readonly (readonly [Figure, string, number])[] = [
  ['cpuMsPerRequest', 'CPU ms/request', 3],
  ['requestsPerSecond', 'requests/s', 0],
  ['p50Ms', 'p50 ms', 2],
  ['p99Ms', 'p99 ms', 2],
  ['callsPerRequest', 'calls/request', 3],
  ['peakMb', 'peak RSS MB', 0],
];

/** One table for each work, a line for each contender: medians over rounds, and the range of the first column. */
export function markdown(measured: readonly Measured[]): string {
  const works = [...new Set(measured.map(({ work }) => work))];
  return works
    .map((work) =>
      table(
        work,
        measured.filter((one) => one.work === work),
      ),
    )
    .join('\n\n');
}

function table(work: string, measured: readonly Measured[]): string {
  const contenders = [...new Set(measured.map(({ contender }) => contender))];
  const head = `| ${work} | ${COLUMNS.map(([, title]) => title).join(' | ')} | range of CPU |`;
  const rule = `|---|${COLUMNS.map(() => '---:|').join('')}---:|`;
  const lines = contenders.map((name) => {
    const rounds = measured.filter(({ contender }) => contender === name);
    const cells = COLUMNS.map(([figure, , digits]) => median(rounds.map((one) => one[figure])).toFixed(digits));
    const costs = rounds.map(({ cpuMsPerRequest }) => cpuMsPerRequest);
    return `| ${name} | ${cells.join(' | ')} | ${Math.min(...costs).toFixed(3)}–${Math.max(...costs).toFixed(3)} |`;
  });
  return [head, rule, ...lines].join('\n');
}

/** The middle one; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
