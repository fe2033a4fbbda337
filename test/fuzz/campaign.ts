import fc from 'fast-check';
import { cpuMs, MAX_CPU_MS } from './cpu.ts';
import { Broken, type Target, type TypedProbe } from './target.ts';

/** What a campaign against one target came to. */
export interface Outcome {
  readonly target: string;
  readonly inputs: number;
  /** Into how many runs they were divided. */
  readonly runs: number;
  /** How many inputs got how far. */
  readonly depths: ReadonlyMap<string, number>;
  /** CPU time of the slowest input, in milliseconds. */
  readonly slowestMs: number;
  /** The one that took it. */
  readonly slowest: string;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

/** An input that broke an invariant, as small as could be found. */
export interface Finding {
  readonly target: string;
  readonly reason: string;
  readonly seed: number;
  readonly path: string;
  readonly input: string;
}

/** How much is tried, and from where. */
export interface Plan {
  readonly inputs: number;
  readonly seed: number;
  /** How many runs came before, when it goes on where an earlier one ended; 0. */
  readonly from?: number;
  /** A finding's own path, to meet it again at once. */
  readonly path?: string | undefined;
  /** After so many the campaign ends; 10. */
  readonly mostFindings?: number;
}

// Small enough that one finding does not end the campaign, large enough that fast-check's sizes grow.
const RUN = 1_000;

/** Tries inputs until there have been enough. The same seed tries the same ones. */
export async function campaign(target: Target, plan: Plan): Promise<Outcome> {
  const opened = await target.open();
  const stray = listenForStrays();
  const begun = performance.now();
  const tally = {
    inputs: 0,
    runs: 0,
    depths: new Map([...target.depths, ...(target.rare ?? [])].map((depth) => [depth, 0])),
    slowestMs: 0,
    slowest: '',
  };
  const findings: Finding[] = [];
  try {
    const clock = opened.cpuMs ?? cpuMs;
    await opened.property.visit((probe) => runs(target, probe, plan, { tally, findings, stray, clock }));
  } finally {
    stray.stop();
    await opened.close();
  }
  return { target: target.name, ...tally, seconds: (performance.now() - begun) / 1_000, findings };
}

interface Counts {
  inputs: number;
  runs: number;
  readonly depths: Map<string, number>;
  slowestMs: number;
  slowest: string;
}

interface Books {
  readonly tally: Counts;
  readonly findings: Finding[];
  readonly stray: Strays;
  readonly clock: () => number;
}

async function runs<Input>(
  target: Target,
  probe: TypedProbe<Input>,
  { inputs, seed, from = 0, path, mostFindings = 10 }: Plan,
  { tally: counts, findings, stray, clock }: Books,
): Promise<void> {
  const property = fc.asyncProperty(probe.inputs, async (input) => {
    await tried(probe, input, counts, clock);
    stray.rethrow();
  });
  for (; counts.inputs < inputs && findings.length < mostFindings; counts.runs += 1) {
    const numRuns = Math.min(RUN, inputs - counts.inputs);
    // Any odd constant spreads the runs' seeds; this one is the golden ratio's.
    const runSeed = (seed + Math.imul(from + counts.runs, 0x9e3779b1)) | 0;
    const details = await fc.check(property, { seed: runSeed, numRuns, ...(path === undefined ? {} : { path }) });
    if (details.failed) {
      const [input] = details.counterexample ?? [];
      findings.push({
        target: target.name,
        reason: reasonOf(details.errorInstance),
        seed: runSeed,
        path: details.counterexamplePath ?? '',
        input: input === undefined ? 'none' : probe.shown(input),
      });
    }
    if (path !== undefined) return;
  }
}

/** Tries one. One that took long is tried again: the machine may have been at something else. */
async function tried<Input>(
  { attempt, shown }: TypedProbe<Input>,
  input: Input,
  counts: Counts,
  clock: () => number,
): Promise<void> {
  counts.inputs += 1;
  const before = clock();
  const result = attempt(input);
  const depth = typeof result === 'string' ? result : await result;
  let ms = clock() - before;
  const known = counts.depths.get(depth);
  if (known === undefined) throw new Broken(`an outcome nobody expected: ${depth}`);
  counts.depths.set(depth, known + 1);
  for (let again = 0; again < 3 && ms > MAX_CPU_MS; again += 1) {
    const begun = clock();
    await attempt(input);
    ms = Math.min(ms, clock() - begun);
  }
  if (ms > counts.slowestMs) {
    // It may have been the first of its kind: what counts is what it takes once the code is warm.
    const begun = clock();
    await attempt(input);
    ms = Math.min(ms, clock() - begun);
  }
  if (ms > counts.slowestMs) Object.assign(counts, { slowestMs: ms, slowest: shown(input) });
  if (ms > MAX_CPU_MS) throw new Broken(`${Math.round(ms)} ms of CPU time, thrice`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);
}

interface Strays {
  /** Throws what was thrown where nobody caught it. */
  rethrow(): void;
  stop(): void;
}

function listenForStrays(): Strays {
  const caught: unknown[] = [];
  const take = (error: unknown) => void caught.push(error);
  process.on('uncaughtException', take);
  process.on('unhandledRejection', take);
  return {
    rethrow: () => {
      const [error] = caught.splice(0);
      if (error !== undefined) throw new Broken(`nobody caught this: ${reasonOf(error)}`, { cause: error });
    },
    stop: () => {
      process.off('uncaughtException', take);
      process.off('unhandledRejection', take);
    },
  };
}
