import type { Clock } from '../domain/clock.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Asker, Flow } from '../upstream/askers.ts';
import { DeadlineError } from '../upstream/deadline.ts';
import type { Way } from './lookup.ts';
import type { Wish } from './wish.ts';

/** How long a lookup may take when the configuration does not say. */
export const DEFAULT_DEADLINE_MS = 5_000;

/** What a wait comes to. */
export interface Outcome {
  readonly answer: Answer;
  readonly how: Way;
  /** Whether the answer is past its time to live. */
  readonly isStale: boolean;
}

/** For which operation a caller waits, and how long. */
export interface Patience {
  readonly flow: Flow;
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal;
  /** Null for as long as it takes. */
  readonly deadlineMs: number | null;
  /** Whether the caller gives upstream all the time the gateway does, so that no answer within it is upstream's fault. */
  readonly isWhole: boolean;
}

/** One who waits. Answered or failed once, and gone then. */
export interface Waiter extends Asker {
  readonly wish: Wish;
  answer(outcome: Outcome): void;
  fail(reason: unknown): void;
}

/** What is waited in. */
export interface WaitingRoom {
  readonly come: (waiter: Waiter) => void;
  readonly go: (waiter: Waiter, reason: Error) => void;
  /** What a caller is told whose time is over. */
  readonly late: (waiter: Waiter) => Outcome;
}

// Made once: most errors' time goes into their stack.
const NOBODY_WAITS = new Error('nobody waits for this inquiry any more');

/** Waits until answered, or until the caller's own time is over, and no longer than the caller is there. */
export function waitFor(wish: Wish, patience: Patience, clock: Clock, room: WaitingRoom): Promise<Outcome> {
  patience.signal.throwIfAborted();
  return new Wait(wish, patience, clock, room).outcome;
}

class Wait implements Waiter {
  readonly wish: Wish;
  readonly flow: Flow;
  readonly until: number;
  readonly outcome: Promise<Outcome>;
  readonly #patience: Patience;
  readonly #room: WaitingRoom;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #reject: (reason: Error) => void;
  readonly #callOff: (() => void) | null;
  #isGone = false;
  /** The caller has left. A function, since a listener that is an object outlives most collections of the young. */
  readonly #left = () => {
    const { signal } = this.#patience;
    this.fail(signal.reason instanceof Error ? signal.reason : new Error('the caller has left'));
  };

  constructor(wish: Wish, patience: Patience, clock: Clock, room: WaitingRoom) {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const { deadlineMs } = patience;
    this.wish = wish;
    this.flow = patience.flow;
    this.until = deadlineMs === null ? Infinity : clock.now() + deadlineMs;
    this.outcome = promise;
    this.#patience = patience;
    this.#room = room;
    this.#resolve = resolve;
    this.#reject = reject;
    patience.signal.addEventListener('abort', this.#left);
    room.come(this);
    this.#callOff = deadlineMs === null ? null : clock.after(deadlineMs, () => this.#late(deadlineMs));
  }

  answer(outcome: Outcome): void {
    this.#resolve(outcome);
    this.#go(NOBODY_WAITS);
  }

  fail(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error('the inquiry failed', { cause: reason });
    this.#reject(error);
    this.#go(error);
  }

  #late(deadlineMs: number): void {
    this.#resolve(this.#room.late(this));
    // Only so does what hangs count as failing; a client's haste does not.
    const isWhole = this.#patience.isWhole;
    this.#go(
      isWhole ? new DeadlineError(`no result within ${deadlineMs} ms`) : new Error('the caller had no more time'),
    );
  }

  #go(reason: Error): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#callOff?.();
    this.#patience.signal.removeEventListener('abort', this.#left);
    this.#room.go(this, reason);
  }
}
