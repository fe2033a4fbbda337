import type { Flow } from '../../src/upstream/askers.ts';
import { Slots } from '../../src/upstream/slots.ts';
import { EventClock } from '../lookup/oracle/event-clock.ts';
import { Random } from '../lookup/oracle/random.ts';
import { wantedByOne } from './wanting.ts';

/** How long upstream takes for an answer, in milliseconds. */
export interface Latency {
  readonly name: string;
  readonly medianMs: number;
  readonly meanMs: number;
  readonly draw: (random: Random) => number;
}

/** An account and who uses it. */
export interface Setting {
  readonly ratePerSecond: number;
  readonly concurrency: number;
  readonly latency: Latency;
  /** Single lookups, as a share of what the account's limits allow. */
  readonly load: number;
  /** Bulks of 200 at once, each followed by another. */
  readonly bulks: number;
}

/** One single lookup, as its caller sees it: waiting and answer. */
export interface Single {
  readonly at: number;
  tookMs: number;
}

/** What came of it. */
export interface Run {
  readonly singles: readonly Single[];
  /** From when to when each bulk took. */
  readonly spans: readonly (readonly [from: number, to: number])[];
}

const BULK = 200;
/** What single lookups take of the rate is known by then. */
const WARM_UP_MS = 5_000;

/** As many single lookups as asked for, at random times, and what bulks there are, through the slots of one account. */
export async function run({ ratePerSecond, concurrency, latency, load, bulks }: Setting, count: number): Promise<Run> {
  const clock = new EventClock();
  const slots = new Slots({ concurrency, ratePerSecond, queue: 1_000_000 }, clock);
  const [arrivals, latencies, latenciesOfBulks] = [new Random(1), new Random(2), new Random(3)];
  const ask = async (flow: Flow, tookMs: number) => {
    const slot = await slots.take(wantedByOne(flow), new AbortController().signal);
    await clock.sleep(tookMs);
    slot.release();
  };
  const perMs = (load * Math.min(ratePerSecond, concurrency / (latency.meanMs / 1_000))) / 1_000;
  const singles: Single[] = [];
  let end = clock.now();
  for (let index = 0; index < count; index += 1) {
    end += -Math.log(1 - arrivals.next()) / perMs;
    const single = { at: end, tookMs: NaN };
    const answerMs = latency.draw(latencies);
    singles.push(single);
    clock.at(end, () => {
      void ask({ caller: 'mobile' }, answerMs).then(() => {
        single.tookMs = clock.now() - single.at;
      });
    });
  }
  const spans: [number, number][] = [];
  const bulk = async (delayMs: number) => {
    await clock.sleep(delayMs);
    do {
      const [from, flow] = [clock.now(), { caller: 'bi' }];
      await Promise.all(Array.from({ length: BULK }, () => ask(flow, latency.draw(latenciesOfBulks))));
      spans.push([from, clock.now()]);
      await clock.sleep(700);
    } while (clock.now() < end);
  };
  for (let index = 0; index < bulks; index += 1) void bulk(WARM_UP_MS + 300 * index);
  await clock.run();
  return { singles, spans };
}

/** The p99 of single lookups alone, and of the same beside bulks, in milliseconds; of bulks, the median by the second. */
export async function compare(setting: Setting, count: number) {
  const [alone, beside] = [await run({ ...setting, bulks: 0 }, count), await run(setting, count)];
  const during = beside.singles
    .map(({ at }, index) => ({ at, index }))
    .filter(({ at }) => beside.spans.some(([from, to]) => from <= at && at < to));
  const only = ({ singles, spans }: Run): Run => ({ singles: during.map(({ index }) => singles[index]!), spans });
  const perSecond = ({ spans }: Run) =>
    quantile(
      spans.map(([from, to]) => (1_000 * BULK) / (to - from)),
      0.5,
    );
  const bulkAlone = perSecond(await run({ ...setting, bulks: 1 }, 0));
  return {
    compared: during.length,
    answered: beside.singles.filter(({ tookMs }) => !Number.isNaN(tookMs)).length,
    aloneMs: p99(only(alone)),
    besideMs: p99(only(beside)),
    ratio: p99(only(beside)) / p99(only(alone)),
    bulk: perSecond(beside),
    bulkAlone,
  };
}

/** The p99 of single lookups, in milliseconds. */
export function p99({ singles }: Run): number {
  return quantile(
    singles.map(({ tookMs }) => tookMs),
    0.99,
  );
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? NaN;
}
