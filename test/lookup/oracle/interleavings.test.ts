import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Demand } from '../../../src/domain/demand.ts';
import type { Reference } from '../../../src/domain/reference.ts';
import type { Lookup } from '../../../src/lookup/lookup.ts';
import { settled } from '../../clock/virtual-clock.ts';
import { account, ALL, FUND, SETTLE } from '../fake-upstream.ts';
import { Opened } from '../opened.ts';
import { EventClock } from './event-clock.ts';
import { Witness, type Beginning } from './witness.ts';

const ACCOUNTS = [account('one'), account('two')];

interface Wanted {
  readonly name: Pick<Reference, 'account' | 'kind' | 'id'>;
  readonly demand: Demand;
}

/** Four operations. */
interface Four {
  readonly wanted: readonly Wanted[];
  /** Those who could be exchanged for each other; that they start in turn leaves out nothing but the same once more. */
  readonly alike: readonly (readonly number[])[];
  /** Whether time may pass, so that what is held back is let go while what it is held back for is under way. */
  readonly waits: boolean;
}

/** An operation of the four, from its start to its end. */
interface Running {
  readonly wanted: Wanted;
  readonly reference: Reference;
  readonly beginning: Beginning;
  readonly leaving: AbortController;
  outcome: Lookup | 'LEFT' | 'REJECTED' | null;
}

const P = { account: 'one', kind: 'paymentId', id: 'x' } as const;
const M = { account: 'one', kind: 'merchantReference', id: 'm-x' } as const;
const ELSEWHERE = { account: 'two', kind: 'paymentId', id: 'x' } as const;

// The payment called x by Alipay is m-x to the merchant.
const otherName = ({ kind, id }: Reference) => (kind === 'paymentId' ? `m-${id}` : id.slice(2));

type Event = [name: string, happen: () => void | Promise<void>];

const PAIRS = [
  [0, 1],
  [2, 3],
];
const plain = (name: Wanted['name']): Wanted => ({ name, demand: 0 });
// `EVERY=1` lets time pass in the longest cases too.
const EVERY = process.env['EVERY'] !== undefined;

/** One order of events, from the beginning to the end; `choices` says which of the possible events comes next. */
class Run {
  readonly counts: number[] = [];
  readonly events: string[] = [];
  readonly #four: Four;
  readonly #clock = new EventClock();
  readonly #upstream = new Witness(this.#clock, ACCOUNTS, otherName);
  readonly #opened: Opened;
  readonly #running: (Running | null)[];

  constructor(four: Four) {
    this.#four = four;
    this.#running = four.wanted.map(() => null);
    const memory = { maxEntries: 8, maxBytes: 1_000_000 };
    this.#opened = new Opened({ upstream: this.#upstream, clock: this.#clock, memory });
  }

  async follow(choices: readonly number[]): Promise<void> {
    for (let step = 0; ; step += 1) {
      const possible = this.#possible();
      if (possible.length === 0) break;
      this.counts.push(possible.length);
      const [name, happen] = possible[choices[step] ?? 0]!;
      this.events.push(name);
      await happen();
      await settled();
      this.#check();
    }
    expect(this.#upstream.open).toEqual([]);
    expect(this.#opened.lookups.underWay).toBe(0);
    expect(this.#clock.sleeping).toBe(0);
  }

  #possible(): Event[] {
    const running = [...this.#running.entries()];
    const starts = running.flatMap(([index, one]): Event[] =>
      one === null && !this.#isOutOfTurn(index) ? [[`start ${index}`, () => this.#start(index)]] : [],
    );
    const cancels = running.flatMap(([index, one]): Event[] =>
      one?.outcome === null ? [[`cancel ${index}`, () => one.leaving.abort(new Error(`left ${index}`))]] : [],
    );
    const ends = this.#upstream.open.flatMap((call): Event[] => [
      [`answer ${call.number}`, () => call.answer('PENDING')],
      [`fail ${call.number}`, () => call.fail()],
    ]);
    // Until whatever is held back is let go.
    const waits: Event[] = this.#isTimely() ? [['wait', () => this.#clock.run()]] : [];
    return [...starts, ...ends, ...cancels, ...waits];
  }

  #isTimely(): boolean {
    // Without calls under way there is nothing else to happen.
    return this.#clock.sleeping > 0 && (this.#four.waits || this.#upstream.open.length === 0);
  }

  #isOutOfTurn(index: number): boolean {
    const alike = this.#four.alike.find((group) => group.includes(index)) ?? [];
    return alike.some((other) => other < index && this.#running[other] === null);
  }

  #start(index: number): void {
    const wanted = this.#four.wanted[index]!;
    const { account: id, kind, id: name } = wanted.name;
    const reference: Reference = { dialect: 'TRADE_QUERY', identity: `${id} Ltd.`, ...wanted.name };
    const leaving = new AbortController();
    const beginning = this.#upstream.begin(reference);
    const running: Running = { wanted, reference, beginning, leaving, outcome: null };
    this.#running[index] = running;
    const asked = { dialect: 'TRADE_QUERY', account: id, [kind]: name } as const;
    // Each asks anew: what matters is what is under way.
    this.#opened
      .open({ signal: leaving.signal })
      .find(asked, wanted.demand)
      .then(
        (lookup) => (running.outcome = lookup),
        (error: unknown) => {
          const isOwn = error instanceof Error && error.message === `left ${index}` && leaving.signal.aborted;
          running.outcome = isOwn ? 'LEFT' : 'REJECTED';
        },
      );
  }

  #check(): void {
    for (const running of this.#running) {
      if (running === null || running.outcome === 'LEFT') continue;
      const { beginning, wanted, outcome, leaving } = running;
      if (outcome === 'REJECTED') throw new Error('one was failed by another');
      if (outcome === null) {
        if (leaving.signal.aborted) throw new Error('one who left still waits');
        // What they wait for is under way, or waits in turn for something that is.
        if (this.#upstream.open.length === 0 && this.#clock.sleeping === 0) throw new Error('one waits for nothing');
        continue;
      }
      const fault = this.#upstream.fault(beginning, wanted.demand, outcome);
      if (fault !== null) throw new Error(`one was given ${fault}`);
    }
    const waiting = this.#running.filter((running) => running?.outcome === null);
    if (waiting.length === 0 && this.#upstream.open.length > 0) throw new Error('a call is under way for nobody');
  }
}

/** Every order of the events, each run from the beginning. Gives their number. */
async function allOrders(four: Four): Promise<number> {
  let choices: number[] = [];
  for (let orders = 1; ; orders += 1) {
    const run = new Run(four);
    try {
      await run.follow(choices);
    } catch (error) {
      throw new Error(`${String(error)}, in the order: ${run.events.join(', ')}`, { cause: error });
    }
    // The next order: the last choice that had an alternative takes it, and what follows begins anew.
    const taken = run.counts.map((_, step) => choices[step] ?? 0);
    let step = taken.length - 1;
    while (step >= 0 && taken[step]! + 1 >= run.counts[step]!) step -= 1;
    if (step < 0) return orders;
    choices = [...taken.slice(0, step), taken[step]! + 1];
  }
}

describe('four operations, in every order of starting, joining, leaving, failing and being answered', () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });

  test.each<[string, Four]>([
    ['want the same', { wanted: [P, P, P, P].map(plain), alike: [[0, 1, 2, 3]], waits: true }],
    [
      'want ever more',
      { wanted: [0, FUND, ALL, ALL].map((demand) => ({ name: P, demand })), alike: [[2, 3]], waits: EVERY },
    ],
    [
      'want what the others do not',
      { wanted: [FUND, FUND, SETTLE, SETTLE].map((demand) => ({ name: P, demand })), alike: PAIRS, waits: EVERY },
    ],
    [
      'want one payment by its two names',
      { wanted: [P, P, M, M].map((name) => ({ name, demand: name === P ? 0 : FUND })), alike: PAIRS, waits: true },
    ],
    [
      'want two payments of one id under two accounts',
      { wanted: [P, P, ELSEWHERE, ELSEWHERE].map(plain), alike: PAIRS, waits: true },
    ],
  ])(
    'that %s are never mixed up, never hurt each other and leave nothing behind',
    async (_, four) => {
      const orders = await allOrders(four);
      if (process.env['SHOW'] !== undefined) console.log(`${orders} orders`);
      expect(orders).toBeGreaterThan(500);
    },
    120_000,
  );
});
