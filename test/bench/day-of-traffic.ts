import type { Answer } from '../../src/domain/inquiry.ts';
import type { Lookup } from '../../src/lookup/lookup.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import type { Operation } from '../../src/lookup/operation.ts';
import type { Transaction } from '../../src/domain/transaction.ts';
import * as answers from '../lookup/answers.ts';
import { account, ALL } from '../lookup/fake-upstream.ts';
import { Opened } from '../lookup/opened.ts';
import { EventClock } from '../lookup/oracle/event-clock.ts';
import { Random } from '../lookup/oracle/random.ts';
import { TimedUpstream } from '../lookup/oracle/timed-upstream.ts';
import { askings, DAY, factsAt, paymentsOf, type Asking, type Paid, type Source, type Volume } from './traffic.ts';

// Prints what a day of synthetic traffic costs upstream. `node test/bench/day-of-traffic.ts [seed]`; the same seed makes
// the same day, in virtual time.

const SEED = 20_251_111;
const ACCOUNTS = [
  account('cn', { dialect: 'TRADE_QUERY', isDefault: true, options: ALL }),
  account('ams', { dialect: 'INQUIRY_PAYMENT', isDefault: true, options: 0 }),
  account('global', { dialect: 'PAY_QUERY', isDefault: true, options: 0 }),
];
const BOUNDS: Readonly<Record<string, number>> = {
  PENDING: DEFAULT_TIME_TO_LIVE.pendingMs,
  SUCCEEDED: DEFAULT_TIME_TO_LIVE.succeededMs,
  FAILED: DEFAULT_TIME_TO_LIVE.endedMs,
  CANCELLED: DEFAULT_TIME_TO_LIVE.endedMs,
  CLOSED: DEFAULT_TIME_TO_LIVE.endedMs,
  'no such payment': DEFAULT_TIME_TO_LIVE.notFoundMs,
};

interface Cost {
  operations: number;
  lookups: number;
  calls: number;
}

interface Age {
  answers: number;
  oldestMs: number;
}

/** What a replay came to. */
export interface Report {
  readonly bySource: ReadonlyMap<Source, Cost>;
  /** Inquiries sent upstream, by its own count. */
  readonly calls: number;
  readonly lookups: number;
  /** Answers from memory, by what they said. */
  readonly ages: ReadonlyMap<string, Age>;
  /** Answers with facts, true or not. */
  readonly told: number;
  /** What was wrong: empty, or the gateway is. */
  readonly faults: readonly string[];
}

/** Replays that part of a day through the lookups. */
export async function replay(seed: number, volume: Volume): Promise<Report> {
  const random = new Random(seed);
  const payments = paymentsOf(random, volume);
  const asked = askings(random, payments, volume);
  const clock = new EventClock();
  const day = new Day(clock, payments, random);
  for (const asking of asked) day.plan(asking);
  await clock.run();
  return day.report();
}

class Day {
  readonly #clock: EventClock;
  readonly #midnight: number;
  readonly #payments = new Map<string, Paid>();
  readonly #upstream: TimedUpstream;
  readonly #opened: Opened;
  readonly #bySource = new Map<Source, Cost>();
  readonly #ages = new Map<string, Age>();
  readonly #faults: string[] = [];
  #told = 0;

  constructor(clock: EventClock, payments: readonly Paid[], random: Random) {
    this.#clock = clock;
    this.#midnight = clock.now();
    for (const payment of payments) {
      this.#payments.set(payment.paymentId, payment);
      this.#payments.set(payment.merchantReference, payment);
    }
    this.#upstream = new TimedUpstream({
      clock,
      accounts: ACCOUNTS,
      slots: 64,
      takes: () => ({ there: random.between(40, 300), back: random.between(10, 80) }),
      says: (one) => this.#say(one, random),
    });
    const memory = { maxEntries: 50_000, maxBytes: 500_000_000 };
    this.#opened = new Opened({ clock, upstream: this.#upstream, memory });
  }

  plan(asking: Asking): void {
    this.#clock.at(this.#midnight + asking.at, () => {
      this.#ask(asking).catch((error: unknown) => this.#faults.push(`${asking.source}: ${String(error)}`));
    });
  }

  report(): Report {
    const lookups = this.#bySource.values().reduce((sum, cost) => sum + cost.lookups, 0);
    if (this.#opened.lookups.underWay > 0) this.#faults.push('something is still under way');
    return {
      bySource: this.#bySource,
      calls: this.#upstream.sent.length,
      lookups,
      ages: this.#ages,
      told: this.#told,
      faults: this.#faults,
    };
  }

  async #ask({ source, kind, payments, demand, isLive }: Asking): Promise<void> {
    const operation = this.#opened.open();
    const cost = this.#bySource.get(source) ?? { operations: 0, lookups: 0, calls: 0 };
    this.#bySource.set(source, cost);
    cost.operations += 1;
    const asked = payments.map((payment) => {
      const { dialect, account: id } = payment;
      return { payment, reference: { dialect, account: id, [kind]: payment[kind] } };
    });
    if (isLive) {
      await this.#follow(operation, asked[0]!, demand);
      // Without a gateway, each look of a watcher is a call of its own.
      const { cacheHits, cacheMisses } = operation.statistics();
      cost.lookups += cacheHits + cacheMisses;
    } else {
      cost.lookups += asked.length;
      await Promise.all(
        asked.map(async ({ payment, reference }) => {
          const lookup = await operation.find(reference, demand);
          this.#judge(payment, kind, lookup);
        }),
      );
    }
    cost.calls += operation.statistics().calls;
  }

  async #follow(operation: Operation, { payment, reference }: { payment: Paid; reference: object }, demand: number) {
    const asked = { dialect: payment.dialect, ...reference };
    let hasEnded = false;
    for await (const lookup of operation.watch(asked, demand, new AbortController().signal)) {
      this.#judge(payment, 'merchantReference', lookup);
      if (hasEnded) this.#faults.push('a watcher was told more after the end');
      hasEnded = lookup.payment !== null && lookup.payment.status !== 'PENDING';
    }
  }

  /** The facts of an answer must have been true when it says they were, and it must be no older than it may be. */
  #judge(payment: Paid, kind: 'paymentId' | 'merchantReference', lookup: Lookup): void {
    const { freshness, exchange, asOf, result } = lookup;
    if (freshness === 'NONE') return;
    this.#told += 1;
    const moment = asOf?.epochMs ?? exchange?.respondedAt?.epochMs;
    if (moment === undefined || exchange === null) {
      this.#faults.push('an answer of no time');
      return;
    }
    const facts = factsAt(payment, moment - this.#midnight);
    const told = lookup.payment;
    const isTrue =
      told === null
        ? facts === null && result.action === 'CHECK_IDENTIFIER'
        : told.status === facts?.status && told.transactions?.length === facts.refunds && told[kind] === payment[kind];
    if (!isTrue)
      this.#faults.push(`not true at its time: ${told?.status ?? 'nothing'} of ${payment.merchantReference}`);
    const age = this.#clock.now() - exchange.requestedAt.epochMs;
    const state = freshness === 'STALE' ? 'stale' : (told?.status ?? 'no such payment');
    const bound = freshness === 'STALE' ? DEFAULT_TIME_TO_LIVE.staleMs : BOUNDS[state]!;
    if (freshness !== 'LIVE') {
      if (age > bound) this.#faults.push(`${state} given after ${age} ms`);
      const ages = this.#ages.get(state) ?? { answers: 0, oldestMs: 0 };
      this.#ages.set(state, { answers: ages.answers + 1, oldestMs: Math.max(ages.oldestMs, age) });
    }
  }

  #say(asked: answers.Asked, random: Random): Answer {
    const payment = this.#payments.get(asked.reference.id)!;
    // Now and then upstream does not know.
    if (random.once(300)) return answers.verified(asked, answers.UNKNOWN);
    const facts = factsAt(payment, this.#clock.now() - this.#midnight);
    if (facts === null) return answers.verified(asked, answers.NOT_FOUND);
    const { paymentId, merchantReference } = payment;
    const transactions = Array.from({ length: facts.refunds }, () => REFUND);
    return answers.success(asked, { paymentId, merchantReference, status: facts.status, transactions });
  }
}

const REFUND: Transaction = {
  type: 'REFUND',
  transactionId: 'refund',
  requestId: 'my-refund',
  status: 'SUCCEEDED',
  statusRaw: null,
  amount: null,
  occurredAt: null,
  result: null,
};

/** How much less is asked upstream than without a gateway, where every lookup is a call. */
export function saved({ lookups, calls }: { readonly lookups: number; readonly calls: number }): number {
  return 1 - calls / lookups;
}

function print(report: Report): void {
  const number = (value: number) => value.toLocaleString('en-US');
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  console.log('| traffic | operations | lookups | calls upstream | fewer calls |\n|---|--:|--:|--:|--:|');
  for (const [source, cost] of report.bySource) {
    const figures = [cost.operations, cost.lookups, cost.calls].map(number).join(' | ');
    console.log(`| ${source} | ${figures} | ${percent(saved(cost))} |`);
  }
  const operations = report.bySource.values().reduce((sum, cost) => sum + cost.operations, 0);
  const figures = [operations, report.lookups, report.calls].map(number).join(' | ');
  console.log(`| **all** | ${figures} | **${percent(saved(report))}** |\n`);
  console.log('| answer from memory | times given | oldest | bound |\n|---|--:|--:|--:|');
  for (const [state, { answers: times, oldestMs }] of report.ages) {
    const bound = state === 'stale' ? DEFAULT_TIME_TO_LIVE.staleMs : BOUNDS[state]!;
    console.log(`| ${state} | ${number(times)} | ${(oldestMs / 1_000).toFixed(1)} s | ${number(bound / 1_000)} s |`);
  }
  console.log(`\nAnswers whose facts were not true at their \`asOf\`, or older than their bound: `);
  console.log(`${report.faults.length} of ${number(report.told)}.`);
  for (const fault of report.faults.slice(0, 10)) console.log(`- ${fault}`);
}

if (import.meta.main) {
  const seed = Number(process.argv[2] ?? SEED);
  console.log(`seed ${seed}\n`);
  const report = await replay(seed, DAY);
  print(report);
  if (report.faults.length > 0 || saved(report) < 0.95) process.exitCode = 1;
}
