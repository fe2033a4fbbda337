/** A second, in milliseconds. */
export const SECOND_MS = 1_000;

/** What happened in the last second, by when it did. */
export class LastSecond {
  readonly #times: number[] = [];

  push(now: number): void {
    this.#forget(now);
    this.#times.push(now);
  }

  count(now: number): number {
    this.#forget(now);
    return this.#times.length;
  }

  /** When there will be fewer than so many, if nothing more happens: now, or the time at which one of them is a second past. */
  fewerThan(most: number, now: number): number {
    this.#forget(now);
    const time = this.#times[this.#times.length - most];
    return time === undefined ? now : time + SECOND_MS;
  }

  #forget(now: number): void {
    // The clock was set back: what happened cannot be told apart from what is to come.
    if ((this.#times.at(-1) ?? now) > now) this.#times.length = 0;
    while (this.#times[0] !== undefined && this.#times[0] <= now - SECOND_MS) this.#times.shift();
  }
}
