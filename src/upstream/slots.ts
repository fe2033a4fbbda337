import type { Clock } from '../domain/clock.ts';
import type { UpstreamLimits } from './limits.ts';

/** No slot is free and as many wait already as may wait. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';
}

interface Waiting {
  readonly admit: () => void;
}

const SECOND_MS = 1_000;

/** The slots of one account: so many inquiries at once, so many attempts begun in a second, and a bounded queue. */
export class Slots {
  readonly #limits: UpstreamLimits['perAccount'];
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  readonly #waitingAgain = new Set<Waiting>();
  readonly #begun: number[] = [];
  #busy = 0;
  #woken = false;

  constructor(limits: UpstreamLimits['perAccount'], clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Slots held. */
  get busy(): number {
    return this.#busy;
  }

  /** Inquiries that wait for a slot, and holders of one that wait for their turn to try again. */
  get waiting(): number {
    return this.#waiting.size + this.#waitingAgain.size;
  }

  /** Resolves when a slot is held; whoever holds one must release it. Rejects when the queue is full or the signal aborts. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#admit();
    if (this.#waiting.size === 0 && this.#isFree()) {
      this.#occupy();
      return;
    }
    if (this.#waiting.size >= this.#limits.queue) {
      throw new NoSlotError(`${this.#limits.queue} inquiries are waiting already`);
    }
    await this.#wait(this.#waiting, signal);
  }

  /** Resolves when the holder of a slot may begin a further attempt. The rate alone decides; new inquiries come after. */
  async again(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#admit();
    if (this.#waitingAgain.size === 0 && this.#rateAllows()) {
      this.#begin();
      return;
    }
    await this.#wait(this.#waitingAgain, signal);
  }

  release(): void {
    this.#busy -= 1;
    this.#admit();
  }

  async #wait(queue: Set<Waiting>, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        queue.delete(waiting);
        reject(abortReason(signal));
      };
      const waiting: Waiting = {
        admit: () => {
          queue.delete(waiting);
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.add(waiting);
      this.#wakeWhenRateAllows();
    });
  }

  #admit(): void {
    for (const next of this.#waitingAgain) {
      if (!this.#rateAllows()) break;
      this.#begin();
      next.admit();
    }
    for (const next of this.#waiting) {
      if (!this.#isFree()) break;
      this.#occupy();
      next.admit();
    }
    this.#wakeWhenRateAllows();
  }

  #isFree(): boolean {
    return this.#busy < this.#limits.concurrency && this.#waitingAgain.size === 0 && this.#rateAllows();
  }

  #occupy(): void {
    this.#busy += 1;
    this.#begin();
  }

  #begin(): void {
    this.#begun.push(this.#clock.now());
  }

  #rateAllows(): boolean {
    const now = this.#clock.now();
    // The clock was set back: what was begun cannot be told apart from what is to come.
    if ((this.#begun.at(-1) ?? now) > now) this.#begun.length = 0;
    while (this.#begun[0] !== undefined && this.#begun[0] <= now - SECOND_MS) this.#begun.shift();
    return this.#begun.length < this.#limits.ratePerSecond;
  }

  /** Concurrency frees a slot by a release; the rate frees one by time alone. */
  #wakeWhenRateAllows(): void {
    const couldBegin = this.#waitingAgain.size > 0 || (this.#waiting.size > 0 && this.#busy < this.#limits.concurrency);
    const [earliest] = this.#begun;
    if (this.#woken || !couldBegin || earliest === undefined) return;
    this.#woken = true;
    const wake = () => {
      this.#woken = false;
      this.#admit();
    };
    const left = earliest + SECOND_MS - this.#clock.now();
    this.#clock.sleep(Math.min(SECOND_MS, Math.max(1, left))).then(wake, wake);
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
}
