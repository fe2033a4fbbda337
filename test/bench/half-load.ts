import { start, type Contender } from './contenders.ts';
import { Line } from './line.ts';
import { load, offer, WrongAnswers, type Load } from './load.ts';
import { median } from './report.ts';
import type { BenchUpstream } from './upstream.ts';
import type { Work } from './works.ts';

/** How much later than the upstream a contender answers when it is asked half as often as it can be. */
export interface HalfLoad {
  readonly contender: string;
  /** The most it could answer, and what it was asked. */
  readonly mostPerSecond: number;
  readonly offeredPerSecond: number;
  /** Beyond the upstream's median. */
  readonly p50AddedMs: number;
  readonly p99AddedMs: number;
  /** As in `Measured`. */
  readonly wrong: number;
}

const UPSTREAM_MS = 20;
// Until most of what runs is compiled; the burst after it shows what can be answered.
const WARM = 8_000;
const BURST = 1_000;
const OFFERED_SECONDS = 4;
const MOST_OFFERED = 6_000;
/** How many requests it takes at most. */
export const HALF_LOAD_REQUESTS = WARM + BURST + MOST_OFFERED;
// Enough for the upstream's delay not to bound what can be answered.
const CONNECTIONS = 256;

/**
 * Finds the most a contender can answer with the upstream's delay in every answer, then offers half of it at even times,
 * however long answers take. Throws when an answer is wrong that is no peer's.
 */
export async function measureHalfLoad(
  contender: Contender,
  work: Work,
  core: number | null,
  upstream: BenchUpstream,
  origin: string,
): Promise<HalfLoad> {
  upstream.delayMs = UPSTREAM_MS;
  const running = await start(contender, core, work, upstream, origin);
  try {
    const { target } = running;
    const lines = await Line.openSeveral(target, CONNECTIONS);
    await load(lines, work.asking, WARM);
    const most = await load(lines, work.asking, BURST, WARM);
    const mostPerSecond = (most.requests / most.ms) * 1_000;
    const offeredPerSecond = mostPerSecond / 2;
    upstream.took.length = 0;
    const requests = Math.min(MOST_OFFERED, Math.round(offeredPerSecond * OFFERED_SECONDS));
    const done = await offer(target, work.asking, requests, offeredPerSecond, WARM + BURST);
    const upstreamMs = median(upstream.took);
    for (const one of [most, done]) if (one.wrongCount > 0 && contender.isPeer !== true) throw new WrongAnswers(one);
    return {
      contender: contender.name,
      mostPerSecond,
      offeredPerSecond,
      p50AddedMs: at(done, 0.5) - upstreamMs,
      p99AddedMs: at(done, 0.99) - upstreamMs,
      wrong: most.wrongCount + done.wrongCount,
    };
  } finally {
    await running.stop();
  }
}

function at({ latencies, requests }: Load, share: number): number {
  return latencies.toSorted()[Math.min(requests - 1, Math.floor(requests * share))] ?? Number.NaN;
}
