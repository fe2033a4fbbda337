import type { Slowdown } from './services.ts';

/** The pauses upstreams have asked for, for workers that come later. */
export class Pauses {
  readonly #now: () => number;
  readonly #until = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  note({ account, pauseMs }: Slowdown): void {
    this.#until.set(account, Math.max(this.#until.get(account) ?? 0, this.#now() + pauseMs));
  }

  /** What is left of them. */
  left(): Slowdown[] {
    const now = this.#now();
    return [...this.#until].flatMap(([account, until]) => (until > now ? [{ account, pauseMs: until - now }] : []));
  }
}
