import type { Clock } from '../domain/clock.ts';

const SLICE_MS = 500;
// Ten seconds.
const SLICES = 20;
const SHARE = 0.1;
// Retries that are always allowed, so that a quiet account still gets them.
const FLOOR = 10;

interface Slice {
  readonly number: number;
  calls: number;
  retries: number;
}

/** How many further attempts an account may make: a tenth of its calls over the last ten seconds, plus a small floor. */
export class RetryBudget {
  readonly #clock: Clock;
  #slices: Slice[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a call, whose first attempt is always allowed. */
  call(): void {
    this.#current().calls += 1;
  }

  /** Whether there is a further attempt left in the budget. */
  get allowsRetry(): boolean {
    const current = this.#current();
    let calls = 0;
    let retries = 0;
    for (const slice of this.#slices) {
      retries += slice.retries;
      // Ten seconds ago lies within the oldest slice: of what it counts, only what makes the budget smaller is taken.
      if (slice.number > current.number - SLICES) calls += slice.calls;
    }
    return retries + 1 <= FLOOR + SHARE * calls;
  }

  /** Takes one further attempt from the budget; false when there is none left. */
  takeRetry(): boolean {
    if (!this.allowsRetry) return false;
    this.#current().retries += 1;
    return true;
  }

  #current(): Slice {
    const number = Math.floor(this.#clock.now() / SLICE_MS);
    const last = this.#slices.at(-1);
    if (last?.number === number) return last;
    const current = { number, calls: 0, retries: 0 };
    // Slices still to come are from before the clock was set back.
    const kept = this.#slices.filter((slice) => slice.number >= number - SLICES && slice.number < number);
    this.#slices = [...kept, current];
    return current;
  }
}
