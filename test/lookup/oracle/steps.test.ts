import { expect, test } from 'vitest';
import type { Reference } from '../../../src/domain/reference.ts';
import type { Basis, Lookup } from '../../../src/lookup/lookup.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../../src/lookup/time-to-live.ts';
import { settled } from '../../clock/virtual-clock.ts';
import { account } from '../fake-upstream.ts';
import { Opened } from '../opened.ts';
import { EventClock } from './event-clock.ts';
import { Random } from './random.ts';
import { Witness } from './witness.ts';

// `STEPS=1000000` takes more of them, `SEED` others.
const STEPS = Number(process.env['STEPS'] ?? 100_000);
const SEED = Number(process.env['SEED'] ?? 3_000_000);

const ACCOUNTS = Array.from({ length: 50 }, (_, index) => account(`account-${index}`));
// Every account has the same four payments, and each payment's number is its neighbour's reference.
const PAYMENTS = 4;
const STATUSES = ['PENDING', 'PENDING', 'SUCCEEDED', 'CLOSED', 'UNKNOWN', 'MISSING'] as const;

/** How long answers stand, in milliseconds. */
const LIVES: Readonly<Record<string, number>> = {
  PENDING: DEFAULT_TIME_TO_LIVE.pendingMs,
  SUCCEEDED: DEFAULT_TIME_TO_LIVE.succeededMs,
  CLOSED: DEFAULT_TIME_TO_LIVE.endedMs,
  MISSING: DEFAULT_TIME_TO_LIVE.notFoundMs,
};

const otherName = ({ kind, id }: Reference) =>
  String((Number(id) + (kind === 'paymentId' ? 1 : PAYMENTS - 1)) % PAYMENTS);

/** An operation that was answered from memory alone, as whoever repeats its answer keeps it. */
interface Kept {
  readonly basis: Basis;
  readonly answers: readonly { readonly reference: Reference; readonly demand: number; readonly lookup: Lookup }[];
}

/** Lookups that come, go, are answered and fail at random, each judged by what was said on the wire. */
class Walk {
  readonly faults: string[] = [];
  answered = 0;
  left = 0;
  repeated = 0;
  readonly clock = new EventClock();
  readonly upstream = new Witness(this.clock, ACCOUNTS, otherName);
  readonly opened = new Opened({ upstream: this.upstream, clock: this.clock });
  readonly #random: Random;
  readonly #running = new Set<AbortController>();
  #kept: Kept[] = [];
  #waiting = 0;

  constructor(random: Random) {
    this.#random = random;
    this.upstream.sendsAtOnce = false;
  }

  get waiting(): number {
    return this.#waiting;
  }

  async step(): Promise<void> {
    const { open } = this.upstream;
    const random = this.#random;
    const choice = random.next();
    if (open.length === 0 || (choice < 0.4 && open.length < 300)) this.#start();
    else if (choice < 0.5) this.#leave();
    else if (choice < 0.6) this.#repeat();
    else if (choice < 0.65) random.pick(open).send();
    else if (choice < 0.85) random.pick(open).answer(random.pick(STATUSES));
    else if (choice < 0.92) random.pick(open).fail();
    else await this.clock.run(this.clock.now() + random.pick([1, 1, 40, 40, 300, 2_000, 60_000]));
    await settled();
  }

  /** Whoever still waits is answered. */
  async finish(): Promise<void> {
    while (this.#waiting > 0 || this.upstream.open.length > 0) {
      for (const call of [...this.upstream.open]) call.fail();
      await this.clock.run();
    }
  }

  #start(): void {
    const random = this.#random;
    const leaving = new AbortController();
    const maxAgeMs = random.once(6) ? random.pick([0, 1_500]) : null;
    const deadlineMs = random.once(10) ? random.pick([20, 200, 1_000]) : null;
    const operation = this.opened.open({ signal: leaving.signal, maxAgeMs, deadlineMs });
    const wants = random.times(1, 3, () => ({ reference: this.#reference(), demand: random.int(0, 7) }));
    this.#running.add(leaving);
    const begun = this.clock.now();
    let open = wants.length;
    const answers: Kept['answers'][number][] = [];
    const keep = () => {
      const basis = maxAgeMs === null && deadlineMs === null ? operation.basis() : null;
      if (basis === null || answers.length < wants.length) return;
      // The latest are the likeliest to hold.
      this.#kept = [...this.#kept.slice(-50), { basis, answers }];
    };
    for (const { reference, demand } of wants) {
      const beginning = this.upstream.begin(reference);
      const { dialect, account: id, kind } = reference;
      const done = () => {
        this.#waiting -= 1;
        open -= 1;
        if (open === 0) this.#running.delete(leaving);
      };
      this.#waiting += 1;
      operation.find({ dialect, account: id, [kind]: reference.id }, demand).then(
        (lookup) => {
          done();
          this.answered += 1;
          const isLate = deadlineMs !== null && this.clock.now() >= begun + deadlineMs;
          const fault = this.upstream.fault(beginning, demand, lookup, isLate);
          if (fault !== null) this.faults.push(fault);
          answers.push({ reference, demand, lookup });
          keep();
        },
        (error: unknown) => {
          done();
          this.left += 1;
          if (!leaving.signal.aborted || error !== leaving.signal.reason)
            this.faults.push(`a rejection: ${String(error)}`);
        },
      );
    }
  }

  /** What still holds must be right for a caller who comes now. */
  #repeat(): void {
    this.#kept = this.#kept.filter(({ basis, answers }) => {
      if (!this.opened.lookups.holds(basis)) return false;
      this.repeated += 1;
      for (const { reference, demand, lookup } of answers) {
        const fault = this.upstream.fault(this.upstream.begin(reference), demand, lookup, false);
        if (fault !== null) this.faults.push(`repeated: ${fault}`);
        if (lookup.freshness !== 'CACHED') this.faults.push(`repeated as ${lookup.freshness}`);
        const age = this.clock.now() - (lookup.exchange?.requestedAt.epochMs ?? 0);
        const life = LIVES[lookup.payment?.status ?? 'MISSING'];
        if (life === undefined || age >= life) this.faults.push(`repeated after ${age} ms`);
      }
      return true;
    });
  }

  #leave(): void {
    const running = [...this.#running];
    if (running.length > 0) this.#random.pick(running).abort(new Error('left'));
  }

  #reference(): Reference {
    const random = this.#random;
    // A few accounts are busy, so that their payments are asked for again and again.
    const { id } = random.pick(random.once(2) ? ACCOUNTS.slice(0, 5) : ACCOUNTS);
    const kind = random.once(3) ? 'merchantReference' : 'paymentId';
    return {
      dialect: 'TRADE_QUERY',
      account: id,
      identity: `${id} Ltd.`,
      kind,
      id: String(random.int(0, PAYMENTS - 1)),
    };
  }
}

test(`${STEPS} random steps over 50 accounts mix nothing up, fail nobody by another and leave nothing behind`, async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  const walk = new Walk(new Random(SEED));
  for (let step = 0; step < STEPS; step += 1) {
    await walk.step();
    if (walk.faults.length > 0) throw new Error(`seed ${SEED}, step ${step}: ${walk.faults.join('; ')}`);
  }
  await walk.finish();
  await settled();
  process.off('unhandledRejection', note);
  const { answered, left, repeated, upstream, opened, clock, waiting, faults } = walk;
  if (process.env['SHOW'] !== undefined) console.log({ answered, left, repeated, calls: upstream.calls });
  expect(
    { faults, rejections, waiting, open: upstream.open, underWay: opened.lookups.underWay },
    `seed ${SEED}`,
  ).toEqual({
    faults: [],
    rejections: [],
    waiting: 0,
    open: [],
    underWay: 0,
  });
  expect(clock.sleeping).toBe(0);
  // The steps must have led to lookups.
  expect(answered).toBeGreaterThan(STEPS / 4);
  expect(left).toBeGreaterThan(STEPS / 100);
  expect(repeated).toBeGreaterThan(STEPS / 100);
}, 1_200_000);
