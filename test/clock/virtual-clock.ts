import type { Clock } from '../../src/domain/clock.ts';
import { sleep } from '../../src/upstream/sleep.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when told to. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** How many wait for a time still to come. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleep(this, ms, signal);
  }

  after(ms: number, then: () => void): () => void {
    const sleeper: Sleeper = {
      at: this.#now + Math.max(0, ms),
      wake: () => {
        this.#sleepers.delete(sleeper);
        then();
      },
    };
    this.#sleepers.add(sleeper);
    return () => {
      this.#sleepers.delete(sleeper);
    };
  }

  /** Lets time pass: whoever is due wakes in order, and what that sets off happens before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || next.at > until) break;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settled();
    }
    this.#now = until;
  }

  /** Sets the clock, forwards or back, as an administrator or NTP would: nobody is woken by it. */
  set(now: number): void {
    this.#now = now;
  }

  #earliest(): Sleeper | undefined {
    let earliest: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (earliest === undefined || sleeper.at < earliest.at) earliest = sleeper;
    return earliest;
  }
}

/** Resolves when everything that can happen now, without time or the network, has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
