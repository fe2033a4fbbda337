import type { Dispatcher } from 'undici';
import type { UpstreamLimits } from './limits.ts';
import { createDispatcher } from './transport.ts';

/** Connections to upstreams, kept open between inquiries; a pool for each origin. */
export class Connections {
  readonly #given: Dispatcher | undefined;
  readonly #closing = new Set<Promise<void>>();
  #limits: UpstreamLimits;
  readonly #pools = new Map<string, Dispatcher>();

  /** All go over the dispatcher when one is given. */
  constructor(limits: UpstreamLimits, given?: Dispatcher) {
    this.#limits = limits;
    this.#given = given;
  }

  to(origin: string): Dispatcher {
    if (this.#given !== undefined) return this.#given;
    const there = this.#pools.get(origin);
    if (there !== undefined) return there;
    const pool = createDispatcher(this.#limits);
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Closes what these origins and limits have no use for, once the inquiries under way there are over. */
  adopt(limits: UpstreamLimits, origins: readonly string[]): void {
    const isAsBefore = MATTERS.every((limit) => limits[limit] === this.#limits[limit]);
    this.#limits = limits;
    for (const [origin, pool] of this.#pools) {
      if (isAsBefore && origins.includes(origin)) continue;
      this.#pools.delete(origin);
      this.#close(pool);
    }
  }

  /** Takes nothing new; resolves when everything under way is over. */
  async close(): Promise<void> {
    for (const pool of [...this.#pools.values(), ...(this.#given === undefined ? [] : [this.#given])])
      this.#close(pool);
    await Promise.all(this.#closing);
  }

  #close(pool: Dispatcher): void {
    const closed = pool.close();
    this.#closing.add(closed);
    void closed.finally(() => this.#closing.delete(closed));
  }
}

// What connections are made with; other limits apply to each inquiry.
const MATTERS = ['connectTimeoutMs', 'attemptTimeoutMs', 'answerBytes'] as const satisfies (keyof UpstreamLimits)[];
