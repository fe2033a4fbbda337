import { CONTENDERS } from './contenders.ts';
import type { HalfLoad } from './half-load.ts';
import type { Measured } from './measuring.ts';
import { median, rangeOf } from './report.ts';
import type { StartCost } from './starts.ts';
import type { WorkName } from './works.ts';

// What ours is to reach. Ratios are taken within each round, where what else the machine did hit both.

/** A target, and what became of it. */
export interface Judged {
  readonly work: string;
  readonly target: string;
  readonly value: string;
  readonly range: string;
  /** Null where it was not measured. */
  readonly isMet: boolean | null;
}

type Figure = 'cpuMsPerRequest' | 'p99Ms' | 'callsPerRequest' | 'peakMb';

const OURS = 'paygraph';
const SERVER_MODES = ['server mode, sources', 'server mode, bundle'];

/** Holds what was measured against every target. */
export function judge(
  measured: readonly Measured[],
  halfLoads: readonly HalfLoad[],
  starts: readonly StartCost[],
): Judged[] {
  const all = (work: WorkName, contender: string) =>
    measured.filter((one) => one.work === work && one.contender === contender);
  const of = (work: WorkName, figure: Figure): number[] => all(work, OURS).map((one) => one[figure]);
  const ratio = (work: WorkName, most: number, to: string, figure: Figure = 'cpuMsPerRequest'): Judged => {
    const others = new Map(all(work, to).map((one) => [one.round, one[figure]]));
    const ratios = all(work, OURS).flatMap((ours) => {
      const theirs = others.get(ours.round);
      return theirs === undefined ? [] : [ours[figure] / theirs];
    });
    const what = figure === 'p99Ms' ? 'p99' : 'CPU';
    return judged(work, `${what} ≤ ${most} × ${to}`, ratios, (value) => value <= most, 2, ' ×');
  };
  const calls = (work: WorkName, target: string, isMet: (calls: number) => boolean): Judged =>
    judged(work, target, of(work, 'callsPerRequest'), isMet, 3);
  const ofStart = (figure: 'answerMs' | 'idleMb', way: string): number[] =>
    starts.filter((one) => one.way === way).map((one) => one[figure]);
  // Whoever gave wrong answers cannot do it at all.
  const failed = new Set(
    measured.filter(({ work, wrong }) => work === 'mixed' && wrong > 0).map((one) => one.contender),
  );
  const rivals = CONTENDERS.filter(({ name, works }) => works.includes('mixed') && name !== OURS && !failed.has(name));
  const added = halfLoads.filter(({ contender }) => contender === OURS).map(({ p50AddedMs }) => p50AddedMs);
  return [
    ratio('hot', 1, 'mercurius'),
    ratio('hot', 0.25, 'floor-yoga'),
    ratio('hot', 1.5, 'tailcall', 'p99Ms'),
    judged('hot', 'peak RSS ≤ 150 MB', of('hot', 'peakMb'), (mb) => mb <= 150, 0, ' MB'),
    ratio('cold', 1.15, 'floor-signed'),
    judged('cold', 'p50 ≤ 3 ms beyond the upstream at half load', added, (ms) => ms <= 3, 2, ' ms'),
    calls('same', 'calls per request ≤ 0.02', (each) => each <= 0.02),
    ratio('same', 1, 'tailcall'),
    ratio('page', 1.15, 'floor-signed'),
    calls('page', 'calls per request = 40', (each) => each === 40),
    ratio('aliases', 1.15, 'floor-signed'),
    calls('aliases', 'calls per request = 40', (each) => each === 40),
    ...rivals.map(({ name }) => ratio('mixed', 1, name)),
    ...SERVER_MODES.flatMap((way) => [
      judged('start', `first answer ≤ 300 ms: ${way}`, ofStart('answerMs', way), (ms) => ms <= 300, 0, ' ms'),
      judged('start', `idle RSS ≤ 90 MB: ${way}`, ofStart('idleMb', way), (mb) => mb <= 90, 0, ' MB'),
    ]),
  ];
}

function judged(
  work: string,
  target: string,
  values: readonly number[],
  isMet: (value: number) => boolean,
  digits: number,
  unit = '',
): Judged {
  if (values.length === 0) return { work, target, value: '', range: '', isMet: null };
  const middle = median(values);
  return { work, target, value: middle.toFixed(digits) + unit, range: rangeOf(values, digits), isMet: isMet(middle) };
}
