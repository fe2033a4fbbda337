import type { Slowdown } from './services.ts';

/** How upstreams were slowed down of late, for workers that come later. */
export class Pauses {
  readonly #now: () => number;
  readonly #noted = new Map<string, { readonly order: number; readonly at: number; readonly until: number }>();
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many were noted. */
  get count(): number {
    return this.#count;
  }

  note({ account, pauseMs }: Slowdown): void {
    const at = this.#now();
    const order = (this.#count += 1);
    this.#noted.set(account, { order, at, until: Math.max(this.#noted.get(account)?.until ?? 0, at + pauseMs) });
  }

  /**
   * What is left of the pauses noted after the first so many; none is left where an account is slow and may be asked. To
   * be told of one twice would slow an account down twice.
   */
  left(after = 0): Slowdown[] {
    const now = this.#now();
    return [...this.#noted].flatMap(([account, { order, at, until }]) =>
      order > after && (until > now || now - at < SLOW_MS) ? [{ account, pauseMs: Math.max(0, until - now) }] : [],
    );
  }
}

// About as long as an account takes to be as fast as before.
const SLOW_MS = 15_000;
