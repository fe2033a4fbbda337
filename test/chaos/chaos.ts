import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../lookup/oracle/random.ts';
import { again, anywhere, app, keepAsking, report, type Surroundings } from './callers.ts';
import { Client } from './client.ts';
import { openHeap } from '../end-to-end/heap.ts';
import { judgeAnswers } from './judges/answers.ts';
import { judgeBreaker, lateAnswers } from './judges/breaker.ts';
import { judgeFreshness } from './judges/freshness.ts';
import { judgeGoodput } from './judges/goodput.ts';
import { judgeHeap } from './judges/heap.ts';
import { judgeLatency } from './judges/latency.ts';
import { judgeProcess } from './judges/process.ts';
import { judgeRetries } from './judges/retries.ts';
import type { Verdict } from './judges/verdict.ts';
import { arrivalsIn } from './ledger.ts';
import { Observations } from './observation.ts';
import { restartThings, type Outage } from './outages.ts';
import { Names } from './payments.ts';
import { takePulse } from './pulse.ts';
import { FAULTS, LIMITS, setStage, type Stage } from './stage.ts';
import type { Strictness } from './strictness.ts';
import { watcher } from './watcher.ts';

/** How long, from which seed, with what. */
export interface Plan {
  readonly minutes: number;
  readonly seed: number;
  readonly redis: boolean;
}

// Memory of answers is full and all code has run by then.
const WARM_UP = 0.3;
const HEAP_READINGS = 12;
const LAST_WATCHES_MS = 25_000;

/** Runs the traffic against a gateway whose upstreams fail, and judges all that was answered. */
export async function chaos(plan: Plan, strictness: Strictness): Promise<Verdict[]> {
  const stage = await setStage(plan.seed, plan.redis);
  let verdicts: readonly Verdict[];
  try {
    verdicts = await judged(stage, plan, strictness);
  } catch (error) {
    await stage.end();
    throw error;
  }
  return [...verdicts, judgeProcess(await stage.end(), stage.gateway.written())];
}

async function judged(stage: Stage, plan: Plan, strictness: Strictness): Promise<Verdict[]> {
  const { sandbox, gateway } = stage;
  const seen = new Observations();
  const outages: Outage[] = [];
  const heap = await openHeap(gateway);
  const readings: number[] = [];
  let pulse: readonly number[];
  sandbox.faults.add(FAULTS);
  try {
    const endsAt = Date.now() + plan.minutes * 60_000;
    const over = new AbortController();
    const restarting = restartThings(sandbox, stage.redis, outages, over.signal);
    const reading = readHeap(heap.used, readings, plan.minutes * 60_000);
    const beating = takePulse(gateway.url, over.signal);
    await traffic(stage, seen, plan.seed, endsAt);
    over.abort();
    pulse = await beating;
    await Promise.all([restarting, reading]);
  } finally {
    heap.close();
  }
  const arrivals = arrivalsIn(sandbox.requests.recent());
  // While the sandbox is there to tell the truth.
  return [
    judgeAnswers(sandbox, seen),
    judgeFreshness(seen),
    judgeRetries(arrivals, seen, strictness.skewMs + Math.max(0, ...pulse)),
    judgeGoodput(arrivals, seen, outages, strictness.goodput),
    judgeBreaker(gateway.written(), outages, lateAnswers(arrivals, seen), strictness.openings),
    judgeLatency(seen.operations, pulse, strictness.latencySlackMs),
    judgeHeap(readings, strictness.heapBound),
  ];
}

async function traffic({ sandbox, gateway, keys }: Stage, seen: Observations, seed: number, until: number) {
  const client = new Client(gateway.url, LIMITS.deadlineMs, seen);
  const known: Surroundings['known'] = [];
  const names = new Names(sandbox, new Random(seed));
  const giveUp = new AbortController();
  // Each caller draws for itself, so that no draw depends on who is faster.
  let callers = 0;
  const around = (): Surroundings => ({
    client,
    names,
    keys,
    known,
    random: new Random(seed + (callers += 1) * 1_000),
  });
  const caller = (asks: (around: Surroundings) => () => Promise<void>, pauseMs: number) => {
    const own = around();
    return keepAsking(asks(own), own.random, pauseMs, until);
  };
  const watching = [1, 2].map(() => caller((own) => watcher(own, giveUp.signal), 1_000));
  await Promise.all([
    ...Array.from({ length: 6 }, () => caller((own) => app(own), 250)),
    caller((own) => app(own, 1_000), 500),
    caller(report, 5_000),
    caller(anywhere, 600),
    caller(again, 1_000),
  ]);
  // Nothing is asked for any more but what is being watched, and that is now to be had.
  sandbox.faults.clear();
  const patience = setTimeout(() => giveUp.abort(), LAST_WATCHES_MS);
  await Promise.all(watching);
  clearTimeout(patience);
}

async function readHeap(used: () => Promise<number>, readings: number[], ms: number): Promise<void> {
  await sleep(WARM_UP * ms);
  for (let reading = 0; reading < HEAP_READINGS; reading += 1) {
    if (reading > 0) await sleep((0.95 * (1 - WARM_UP) * ms) / (HEAP_READINGS - 1));
    readings.push(await used());
  }
}
