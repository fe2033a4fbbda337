import type { Clock } from '../domain/clock.ts';
import { covers, union, type Demand } from '../domain/demand.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Reference } from '../domain/reference.ts';
import { Askers } from '../upstream/askers.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Way } from './lookup.ts';
import { waitFor, type Outcome, type Patience, type Waiter } from './waiter.ts';
import type { Wish } from './wish.ts';

/** When an inquiry was sent: the time, and its place among those sent in the same millisecond. */
export interface Sent {
  readonly at: number;
  readonly order: number;
}

/** What an inquiry is made of. */
export interface FlightTerms {
  readonly upstream: Upstream;
  readonly reference: Reference;
  readonly clock: Clock;
  /** Worth asking for, beside what those who wait want; called when it is sent. */
  readonly worthAsking: () => Demand;
  /** Called when it is sent. */
  readonly stamp: () => Sent;
  /** What may spare the inquiry, which is sent when this is done. Gives what is to be done once it is over, if anything. */
  readonly beforehand: (flight: Flight) => Promise<(() => void) | null>;
  /** Called with its answer before anyone who waits goes on, and even when nobody waits any more. */
  readonly onAnswer: (answer: Answer, sent: Sent | null) => void;
  /** Called when it is answered or given up, whichever comes first. */
  readonly onOver: () => void;
}

/**
 * One inquiry under way and those who wait for it. It belongs to none of them: whoever leaves hurts no one, and it is
 * given up when the last has left.
 */
export class Flight {
  readonly #terms: FlightTerms;
  readonly #given = new AbortController();
  /** These two are made when they are asked for: most flights meet no other. */
  #hurried: AbortController | null = null;
  #over: PromiseWithResolvers<undefined> | null = null;
  readonly #waiting = new Askers<Waiter>();
  /** Those whose wishes went into what was asked. */
  #heeded: ReadonlySet<Waiter> | null = null;
  #sent: Sent | null = null;
  #asked: Demand | null = null;
  #soFar: Answer | null = null;
  #isHurried = false;
  #isClosed = false;
  #isOver = false;

  constructor(terms: FlightTerms) {
    this.#terms = terms;
    // Begun when whoever starts it waits for it, and so do those who come in the same tick.
    void Promise.resolve().then(() => this.#fly());
  }

  /** What was asked for; null until it is sent. */
  get asked(): Demand | null {
    return this.#asked;
  }

  /** Resolves when it is answered or given up. */
  get over(): Promise<void> {
    this.#over ??= Promise.withResolvers<undefined>();
    if (this.#isOver) this.#over.resolve(undefined);
    return this.#over.promise;
  }

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#given.signal;
  }

  /** Aborted when someone waits who wants to know nothing but what upstream says now. */
  get hurried(): AbortSignal {
    this.#hurried ??= new AbortController();
    if (this.#isHurried) this.#hurried.abort();
    return this.#hurried.signal;
  }

  /** Takes no one in any more; those who wait for it go on. */
  close(): void {
    this.#isClosed = true;
  }

  /** Whether a caller can be served by it: it is sent, lately enough, and covers the demand; or can still be widened. */
  admits({ demand, since }: Wish): boolean {
    if (this.#isOver || this.#isClosed) return false;
    if (this.#sent === null || this.#asked === null) return true;
    return covers(this.#asked, demand) && (since === null || this.#sent.at > since);
  }

  /** Whether it is sent, lately enough for the caller, and only asks for too little. */
  isTooPoorFor({ demand, since }: Wish): boolean {
    if (this.#isOver || this.#isClosed || this.#sent === null || this.#asked === null) return false;
    return !covers(this.#asked, demand) && (since === null || this.#sent.at > since);
  }

  /** Waits for the answer; rejects as soon as the signal aborts. */
  join(wish: Wish, patience: Patience): Promise<Outcome> {
    if (wish.maxAgeMs === 0) {
      this.#isHurried = true;
      this.#hurried?.abort();
    }
    return waitFor(wish, patience, this.#terms.clock, {
      come: (waiter) => this.#waiting.add(waiter),
      go: (waiter, reason) => this.#leave(waiter, reason),
      late: (waiter) => this.#outcome(waiter, this.#soFar ?? this.#nothingYet()),
    });
  }

  /** Answers those who wait for what is not sent yet with what has become known meanwhile. */
  serve(known: (wish: Wish) => Outcome | null): void {
    if (this.#sent !== null) return;
    for (const waiter of [...this.#waiting]) {
      const outcome = known(waiter.wish);
      if (outcome !== null) waiter.answer(outcome);
    }
  }

  async #fly(): Promise<void> {
    const { upstream, reference, beforehand, onAnswer } = this.#terms;
    let release: (() => void) | null = null;
    try {
      release = await beforehand(this);
      this.#given.signal.throwIfAborted();
      const demand = () => this.#send();
      const tell = (soFar: Answer) => {
        this.#soFar = soFar;
      };
      const inquiry = { reference, demand, askers: this.#waiting, tell };
      const answer = await upstream.inquire(inquiry, this.#given.signal);
      this.#end();
      onAnswer(answer, this.#sent);
      this.#heeded ??= new Set(this.#waiting);
      for (const waiter of [...this.#waiting]) waiter.answer(this.#outcome(waiter, answer));
    } catch (error) {
      this.#end();
      for (const waiter of [...this.#waiting]) waiter.fail(error);
    } finally {
      release?.();
    }
  }

  #send(): Demand {
    let asked = this.#terms.worthAsking();
    for (const { wish } of this.#waiting) asked = union(asked, wish.demand);
    this.#asked = asked;
    this.#sent = this.#terms.stamp();
    this.#heeded = new Set(this.#waiting);
    return asked;
  }

  #outcome(waiter: Waiter, answer: Answer): Outcome {
    return { answer, how: this.#wayOf(waiter), isStale: false };
  }

  /** One of those who wait is taken to have made the call: whoever had waited longest when it was sent. */
  #wayOf(waiter: Waiter): Way {
    const heeded = this.#heeded ?? this.#waiting;
    if (waiter === heeded.values().next().value) return 'asked';
    return heeded.has(waiter) ? 'widened' : 'joined';
  }

  #nothingYet(): Answer {
    const result = gatewayResult('GATEWAY_TIMEOUT', 'the time given was over before the inquiry was sent');
    return { reference: this.#terms.reference, result, payment: null, exchange: null, retries: 0 };
  }

  #leave(waiter: Waiter, reason: Error): void {
    this.#waiting.delete(waiter);
    if (this.#waiting.size > 0 || this.#isOver) return;
    this.#end();
    this.#given.abort(reason);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#terms.onOver();
    this.#over?.resolve(undefined);
  }
}
