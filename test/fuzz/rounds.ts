import { campaign, type Outcome, type Plan } from './campaign.ts';
import type { Target } from './target.ts';

/** How much is tried in all; what one target of them gets is its share. */
export interface Rounds extends Omit<Plan, 'inputs' | 'from' | 'mostFindings' | 'onProgress'> {
  readonly inputs: number;
  readonly rounds: number;
  /** Called after each target of each round with what it has come to so far. */
  readonly onProgress?: (round: number, soFar: Outcome) => void;
}

const MOST_FINDINGS = 10;

/**
 * Tries all targets in turns, so that each has had its part whenever somebody stops it. One that has had its findings
 * gets no further turn.
 */
export async function inRounds(
  targets: readonly Target[],
  { inputs, rounds, seed, path, onProgress }: Rounds,
): Promise<Outcome[]> {
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  const outcomes = new Map<Target, Outcome>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const target of targets) {
      const before = outcomes.get(target);
      const due = Math.ceil((inputs * target.share * round) / (shares * rounds)) - (before?.inputs ?? 0);
      const mostFindings = MOST_FINDINGS - (before?.findings.length ?? 0);
      if (due <= 0 || mostFindings <= 0) continue;
      const outcome = await campaign(target, { inputs: due, seed, path, from: before?.runs ?? 0, mostFindings });
      const soFar = before === undefined ? outcome : together(before, outcome);
      outcomes.set(target, soFar);
      onProgress?.(round, soFar);
    }
  }
  return [...outcomes.values()];
}

function together(one: Outcome, other: Outcome): Outcome {
  const { slowestMs, slowest } = one.slowestMs > other.slowestMs ? one : other;
  return {
    target: one.target,
    inputs: one.inputs + other.inputs,
    runs: one.runs + other.runs,
    depths: new Map(Array.from(one.depths, ([depth, times]) => [depth, times + (other.depths.get(depth) ?? 0)])),
    slowestMs,
    slowest,
    seconds: one.seconds + other.seconds,
    findings: [...one.findings, ...other.findings],
  };
}
