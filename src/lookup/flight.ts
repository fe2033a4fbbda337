import { covers, union, type Demand } from '../domain/demand.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Reference } from '../domain/reference.ts';
import type { Upstream } from '../upstream/upstream.ts';

/**
 * One inquiry under way and those who wait for it. It belongs to none of them: whoever leaves hurts no one, and it is
 * given up when the last has left.
 */
export class Flight {
  readonly answer: Promise<Answer>;
  readonly #given = new AbortController();
  #demand: Demand;
  #sent = false;
  #waiting = 0;

  constructor(upstream: Upstream, reference: Reference, demand: Demand) {
    this.#demand = demand;
    this.answer = upstream.inquire(reference, () => this.#send(), this.#given.signal);
    // Whoever waits sees a failure through `join`; with nobody waiting there is nobody to tell.
    this.answer.catch(() => undefined);
  }

  get demand(): Demand {
    return this.#demand;
  }

  /**
   * Whether someone who wants this can be served by it: what it asks for covers the demand, or it still waits for its
   * slot and can be widened. `unsentOnly` is for those who must not be given an answer from before they asked.
   */
  admits(demand: Demand, unsentOnly: boolean): boolean {
    if (this.#given.signal.aborted) return false;
    return !this.#sent || (!unsentOnly && covers(this.#demand, demand));
  }

  /** Waits for the answer; rejects as soon as the signal aborts. */
  async join(demand: Demand, signal: AbortSignal): Promise<Answer> {
    if (!this.#sent) this.#demand = union(this.#demand, demand);
    this.#waiting += 1;
    try {
      return await unlessAborted(this.answer, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#given.abort(new Error('nobody waits for this inquiry any more'));
    }
  }

  #send(): Demand {
    this.#sent = true;
    return this.#demand;
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
