import type { IBackoff, IHalfOpenAfterBackoffContext } from 'cockatiel';
import type { Clock } from '../domain/clock.ts';

const SHORTEST_MS = 5_000;
const LONGEST_MS = 30_000;

/** How long an opened breaker holds calls back: five seconds, twice as long after each failed probe, at most thirty. */
export class Pauses implements IBackoff<IHalfOpenAfterBackoffContext> {
  readonly #clock: Clock;
  readonly #toldNothing: (result: IHalfOpenAfterBackoffContext['result']) => boolean;
  #ms = SHORTEST_MS;
  #from = 0;
  #until = 0;

  constructor(clock: Clock, toldNothing: (result: IHalfOpenAfterBackoffContext['result']) => boolean) {
    this.#clock = clock;
    this.#toldNothing = toldNothing;
  }

  /** Whether the latest pause has passed, so that the next call is let through as a probe. */
  get isOver(): boolean {
    const now = this.#clock.now();
    // Before its beginning: the clock was set back.
    return now >= this.#until || now < this.#from;
  }

  // Cockatiel compares it with the time passed by `Date.now`; either end of the scale leaves it to the injected clock.
  get duration(): number {
    return this.isOver ? -Infinity : Infinity;
  }

  next({ attempt, result }: IHalfOpenAfterBackoffContext): this {
    this.#from = this.#clock.now();
    this.#until = this.#from;
    if (attempt > 1 && this.#toldNothing(result)) return this;
    this.#ms = attempt === 1 ? SHORTEST_MS : Math.min(LONGEST_MS, 2 * this.#ms);
    this.#until += this.#ms;
    return this;
  }
}
