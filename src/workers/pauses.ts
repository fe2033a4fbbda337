import type { Slowdown } from './services.ts';

/** How upstreams were slowed down of late, for workers that come later. */
export class Pauses {
  readonly #now: () => number;
  readonly #noted = new Map<string, { readonly at: number; readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  note({ account, pauseMs }: Slowdown): void {
    const at = this.#now();
    this.#noted.set(account, { at, until: Math.max(this.#noted.get(account)?.until ?? 0, at + pauseMs) });
  }

  /** What is left of the pauses; none is left where an account is slow and may be asked. */
  left(): Slowdown[] {
    const now = this.#now();
    return [...this.#noted].flatMap(([account, { at, until }]) =>
      until > now || now - at < SLOW_MS ? [{ account, pauseMs: Math.max(0, until - now) }] : [],
    );
  }
}

// About as long as an account takes to be as fast as before.
const SLOW_MS = 15_000;
