import { start, type Contender } from './contenders.ts';
import { Line } from './line.ts';
import { load, WrongAnswers } from './load.ts';
import { memoryMb, processorMs } from './process-cost.ts';
import type { BenchUpstream } from './upstream.ts';
import type { Work } from './works.ts';

/** What one contender did in one round of a work. */
export interface Measured {
  readonly round: number;
  readonly contender: string;
  readonly work: string;
  readonly cpuMsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callsPerRequest: number;
  readonly peakMb: number;
  /** Answers that were not the expected ones; of a peer, since a wrong one of ours fails. */
  readonly wrong: number;
}

/** Starts the contender, warms it up, measures, compares every answer. Throws when one is wrong that is no peer's. */
export async function measure(
  round: number,
  contender: Contender,
  work: Work,
  core: number | null,
  upstream: BenchUpstream,
  origin: string,
): Promise<Measured> {
  upstream.delayMs = work.delayMs;
  const running = await start(contender, core, work, upstream, origin);
  try {
    const { pid, target } = running;
    const lines = await Line.openSeveral(target, work.connections);
    await load(lines, work.asking, work.warm);
    const [callsBefore, cpuBefore] = [upstream.calls, processorMs(pid)];
    const done = await load(lines, work.asking, work.measured, work.warm);
    const cpu = processorMs(pid) - cpuBefore;
    const { requests, ms, wrongCount } = done;
    if (wrongCount > 0 && contender.isPeer !== true) throw new WrongAnswers(done);
    const latencies = done.latencies.toSorted();
    const at = (share: number) => latencies[Math.min(requests - 1, Math.floor(requests * share))] ?? Number.NaN;
    return {
      round,
      contender: contender.name,
      work: work.name,
      cpuMsPerRequest: cpu / requests,
      requestsPerSecond: (requests / ms) * 1_000,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      callsPerRequest: (upstream.calls - callsBefore) / requests,
      peakMb: memoryMb(pid).peak,
      wrong: wrongCount,
    };
  } finally {
    await running.stop();
  }
}
