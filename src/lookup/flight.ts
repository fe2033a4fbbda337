import { covers, union, type Demand } from '../domain/demand.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Reference } from '../domain/reference.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** When an inquiry was sent: the time, and its place among those sent in the same millisecond. */
export interface Sent {
  readonly at: number;
  readonly order: number;
}

/** What an inquiry is made of. */
export interface FlightTerms {
  readonly upstream: Upstream;
  readonly reference: Reference;
  /** Worth asking for, beside what those who wait want. */
  readonly demand: Demand;
  /** Called when it is sent. */
  readonly stamp: () => Sent;
  /** Called when nobody waits any more. */
  readonly onGivenUp: () => void;
}

/**
 * One inquiry under way and those who wait for it. It belongs to none of them: whoever leaves hurts no one, and it is
 * given up when the last has left.
 */
export class Flight {
  readonly answer: Promise<Answer>;
  readonly #terms: FlightTerms;
  readonly #given = new AbortController();
  readonly #waiting = new Set<{ readonly demand: Demand }>();
  #sent: Sent | null = null;
  #asked: Demand;
  #landed = false;

  constructor(terms: FlightTerms) {
    this.#terms = terms;
    this.#asked = terms.demand;
    // Begun when whoever starts it waits for it, and so do those who come in the same tick.
    this.answer = Promise.resolve().then(() =>
      terms.upstream.inquire(terms.reference, () => this.#send(), this.#given.signal),
    );
    const land = () => {
      this.#landed = true;
    };
    // Whoever waits sees a failure through `join`; with nobody waiting there is nobody to tell.
    this.answer.then(land, land);
  }

  /** What it asks for, or would if it were sent now. */
  get demand(): Demand {
    if (this.#sent !== null) return this.#asked;
    return [...this.#waiting].reduce((all, { demand }) => union(all, demand), this.#terms.demand);
  }

  /** Null while it waits for its slot. */
  get sent(): Sent | null {
    return this.#sent;
  }

  /**
   * Whether someone who wants this can be served by it: it was sent later than `since`, if that matters, and covers the
   * demand; or it still waits for its slot and can be widened.
   */
  admits(demand: Demand, since: number | null): boolean {
    if (this.#given.signal.aborted) return false;
    if (this.#sent === null) return true;
    return covers(this.#asked, demand) && (since === null || this.#sent.at > since);
  }

  /** Waits for the answer; rejects as soon as the signal aborts. */
  async join(demand: Demand, signal: AbortSignal): Promise<Answer> {
    const waiter = { demand };
    this.#waiting.add(waiter);
    try {
      return await unlessAborted(this.answer, signal);
    } finally {
      this.#waiting.delete(waiter);
      if (this.#waiting.size === 0 && !this.#landed) this.#giveUp();
    }
  }

  #send(): Demand {
    this.#asked = this.demand;
    this.#sent = this.#terms.stamp();
    return this.#asked;
  }

  #giveUp(): void {
    this.#terms.onGivenUp();
    this.#given.abort(new Error('nobody waits for this inquiry any more'));
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason instanceof Error ? signal.reason : new Error('the caller has left'));
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave);
  }
}
