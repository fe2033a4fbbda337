import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandOf, optionsOf, QUERY_OPTIONS, type QueryOption } from '../../src/domain/demand.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { Lookup } from '../../src/lookup/lookup.ts';
import { settled } from '../clock/virtual-clock.ts';
import * as answers from './answers.ts';
import type { Call } from './fake-upstream.ts';
import { Model, paymentOf, type Name, type Said } from './model.ts';
import { Opened } from './opened.ts';

const name: fc.Arbitrary<Name> = fc.record({
  account: fc.constantFrom('one', 'two'),
  kind: fc.constantFrom('paymentId', 'merchantReference'),
  id: fc.constantFrom('x', 'x', 'y', 'y', 'z'),
});
const wanted = fc.record({ name, wants: fc.subarray([...QUERY_OPTIONS]) });
const said: fc.Arbitrary<Said> = fc.constantFrom(
  ...(['PENDING', 'SUCCEEDED', 'CLOSED', 'STRANGE', 'PASSING', 'PASSING', 'FORBIDDEN', 'UNSIGNED'] as const),
);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      wanted: fc.array(wanted, { minLength: 1, maxLength: 5 }),
      maxAge: fc.constantFrom(null, null, 0, 1_500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(), said }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 60, 700, 2_500, 70_000, 90_000_000),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('the engine, beside a naive model of it', () => {
  it('makes the same calls and gives the same answers in any schedule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        await new Schedule().run(steps);
      }),
      { numRuns: 800 },
    );
  });
});

interface Running {
  readonly lookups: readonly number[];
  readonly leaving: AbortController;
}

/** One schedule, run by engine and model side by side. */
class Schedule {
  readonly #opened = new Opened();
  readonly #model = new Model();
  readonly #operations: Running[] = [];
  readonly #wants: { readonly name: Name; readonly wants: readonly QueryOption[] }[] = [];
  readonly #outcomes = new Map<number, Lookup | 'LEFT'>();

  constructor() {
    this.#opened.upstream.sendsAtOnce = false;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const one of steps) {
      await this.#take(one);
      await settled();
      this.#compare();
    }
    // Whoever still waits is answered in the end, and nothing is left behind.
    for (let open = this.#open(); open.length > 0; open = this.#open()) {
      for (const index of open) await this.#answer(index, 'PASSING');
      await settled();
      this.#compare();
    }
    expect(this.#outcomes.size).toBe(this.#wants.length);
    expect(this.#opened.lookups.underWay).toBe(0);
    expect(this.#opened.clock.sleeping).toBe(0);
  }

  async #take(one: Step): Promise<void> {
    const open = this.#open();
    switch (one.do) {
      case 'start':
        this.#start(one.wanted, one.maxAge);
        return;
      case 'leave': {
        const operation = this.#operations[one.who % Math.max(1, this.#operations.length)];
        if (operation === undefined) return;
        operation.leaving.abort(new Error('left'));
        this.#model.leave(operation.lookups, this.#opened.clock.now());
        return;
      }
      case 'send':
        if (open.length > 0) this.#send(open[one.which % open.length]!);
        return;
      case 'answer':
        if (open.length > 0) await this.#answer(open[one.which % open.length]!, one.said);
        return;
      case 'wait':
        await this.#opened.clock.advance(one.ms);
        this.#model.release(this.#opened.clock.now());
    }
  }

  /** One operation, all of whose references are wanted in the same tick. */
  #start(wanted: readonly { readonly name: Name; readonly wants: QueryOption[] }[], maxAge: number | null): void {
    const leaving = new AbortController();
    const operation = this.#opened.open({ signal: leaving.signal, maxAgeMs: maxAge });
    const numbered = wanted.map((one) => ({ ...one, lookup: this.#wants.push(one) - 1 }));
    for (const { name, wants, lookup } of numbered) {
      const { account, kind, id } = name;
      operation.find({ dialect: 'TRADE_QUERY', account, [kind]: id }, demandOf(wants)).then(
        (found) => this.#outcomes.set(lookup, found),
        () => this.#outcomes.set(lookup, 'LEFT'),
      );
    }
    const text = (name: Name) => JSON.stringify([name.account, name.kind, name.id]);
    for (const group of Map.groupBy(numbered, (one) => text(one.name)).values()) {
      const all = [...new Set(group.flatMap(({ wants }) => wants))];
      const lookups = group.map(({ lookup }) => lookup);
      this.#model.start(lookups, group[0]!.name, all, maxAge, this.#opened.clock.now());
    }
    this.#operations.push({ lookups: numbered.map(({ lookup }) => lookup), leaving });
  }

  #send(index: number): void {
    const { options } = this.#opened.upstream.call(index).send();
    this.#model.send(index, optionsOf(options), this.#opened.clock.now());
  }

  async #answer(index: number, what: Said): Promise<void> {
    this.#send(index);
    const call = this.#opened.upstream.call(index);
    call.answer(answerOf(call, what, index));
    await settled();
    this.#model.answer(index, what, this.#opened.clock.now());
  }

  /** The calls that are neither answered nor given up. */
  #open(): number[] {
    return this.#model.calls.flatMap(({ said, givenUp }, index) => (said === null && !givenUp ? [index] : []));
  }

  #compare(): void {
    const { calls } = this.#opened.upstream;
    expect(calls.map(({ reference: { account, kind, id } }) => ({ account, kind, id }))).toEqual(
      this.#model.calls.map((call) => call.name),
    );
    for (const [index, call] of calls.entries()) {
      expect(call.signal.aborted).toBe(this.#model.calls[index]!.givenUp);
      if (call.options !== null)
        expect(optionsOf(call.options)).toEqual(expect.arrayContaining(this.#model.wanted(index)));
    }
    expect([...this.#outcomes.keys()].sort()).toEqual([...this.#model.expected.keys()].sort());
    for (const [lookup, outcome] of this.#outcomes) this.#compareOutcome(lookup, outcome);
  }

  #compareOutcome(lookup: number, outcome: Lookup | 'LEFT'): void {
    const { name, wants } = this.#wants[lookup]!;
    const expected = this.#model.expected.get(lookup)!;
    if (outcome === 'LEFT') {
      expect(expected.freshness).toBe('LEFT');
      return;
    }
    const { payment, freshness, reference, options } = outcome;
    const shows = payment === null ? null : Number(payment.extInfo?.split(' ')[1]);
    expect({ freshness, shows }).toEqual(expected);
    expect(reference).toEqual({ dialect: 'TRADE_QUERY', identity: `${name.account} Ltd.`, ...name });
    if (payment === null) return;
    expect(payment.extInfo?.split(' ')[0]).toBe(name.account);
    expect(payment[name.kind]).toBe(name.id);
    expect(outcome.asOf?.epochMs).toBe(outcome.exchange!.respondedAt!.epochMs);
    if (freshness !== 'STALE') expect(optionsOf(options)).toEqual(expect.arrayContaining([...wants]));
  }
}

function answerOf(call: Call, what: Said, index: number): Answer {
  const asked = call.send();
  const { reference } = asked;
  if (what === 'PASSING') return answers.verified(asked, answers.UNKNOWN);
  if (what === 'FORBIDDEN') return answers.verified(asked, answers.FORBIDDEN);
  if (what === 'UNSIGNED') return answers.unsigned(asked, answers.FORBIDDEN);
  const there = paymentOf(reference);
  if (there === undefined && what !== 'STRANGE') return answers.verified(asked, answers.NOT_FOUND);
  const ids = there ?? { [reference.kind]: reference.id };
  const status = what === 'STRANGE' ? 'UNKNOWN' : what;
  return answers.success(asked, { ...ids, status, extInfo: `${reference.account} ${index}` });
}
