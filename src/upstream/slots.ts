import type { Clock } from '../domain/clock.ts';
import type { UpstreamLimits } from './limits.ts';

/** No slot is free and as many wait already as may wait. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';
}

interface Waiting {
  readonly admit: () => void;
}

/** The slots of one account: so many inquiries at once, so many begun in a second, and a bounded queue for the rest. */
export class Slots {
  readonly #limits: UpstreamLimits['perAccount'];
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  readonly #begun: number[] = [];
  #busy = 0;
  #woken = false;

  constructor(limits: UpstreamLimits['perAccount'], clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Resolves when a slot is held; whoever holds one must release it. Rejects when the queue is full or the signal aborts. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.size === 0 && this.#free()) {
      this.#begin();
      return;
    }
    if (this.#waiting.size >= this.#limits.queue) {
      throw new NoSlotError(`${this.#limits.queue} inquiries are waiting already`);
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiting);
        reject(abortReason(signal));
      };
      const waiting: Waiting = {
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiting);
      this.#admit();
    });
  }

  release(): void {
    this.#busy -= 1;
    this.#admit();
  }

  #admit(): void {
    for (const next of this.#waiting) {
      if (!this.#free()) break;
      this.#waiting.delete(next);
      this.#begin();
      next.admit();
    }
    this.#wakeWhenRateAllows();
  }

  #free(): boolean {
    return this.#busy < this.#limits.concurrency && this.#begunLately() < this.#limits.ratePerSecond;
  }

  #begin(): void {
    this.#busy += 1;
    this.#begun.push(this.#clock.now());
  }

  #begunLately(): number {
    const since = this.#clock.now() - 1_000;
    while (this.#begun[0] !== undefined && this.#begun[0] <= since) this.#begun.shift();
    return this.#begun.length;
  }

  /** Concurrency frees a slot by a release; the rate frees one by time alone. */
  #wakeWhenRateAllows(): void {
    const [earliest] = this.#begun;
    const heldByRate = this.#busy < this.#limits.concurrency && earliest !== undefined;
    if (this.#woken || this.#waiting.size === 0 || !heldByRate) return;
    this.#woken = true;
    const wake = () => {
      this.#woken = false;
      this.#admit();
    };
    this.#clock.sleep(Math.max(1, earliest + 1_000 - this.#clock.now())).then(wake, wake);
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
}
