import type { Clock } from '../domain/clock.ts';
import type { Askers } from './askers.ts';
import type { UpstreamLimits } from './limits.ts';
import { Pace, type Slowdown } from './pace.ts';

/** No slot is to be had, now or as long as anyone waits for it. The message is fit for callers. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';
}

interface Waiting {
  readonly askers: Askers;
  readonly slowed: () => void;
  readonly admit: () => void;
  readonly refuse: (error: NoSlotError) => void;
}

/**
 * The slots of one account: so many inquiries at once, attempts begun at the account's pace, and a bounded queue. What
 * waits while the upstream has asked for a pause is refused as soon as nobody would wait for its end.
 */
export class Slots {
  #limits: UpstreamLimits['perAccount'];
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #waiting = new Set<Waiting>();
  readonly #waitingAgain = new Set<Waiting>();
  #busy = 0;
  #woken = false;

  constructor(limits: UpstreamLimits['perAccount'], clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#pace = new Pace(limits.ratePerSecond, clock);
  }

  /** Slots held. */
  get busy(): number {
    return this.#busy;
  }

  /** Inquiries that wait for a slot, and holders of one that wait for their turn to try again. */
  get waiting(): number {
    return this.#waiting.size + this.#waitingAgain.size;
  }

  /** Attempts that may begin in a second: as many as configured, or fewer while the upstream is asked too often. */
  get ratePerSecond(): number {
    return this.#pace.ratePerSecond;
  }

  /** When the pause that upstream has asked for ends, in milliseconds since 1970; null when there is none. */
  get pausedUntil(): number | null {
    return this.#pace.pausedUntil;
  }

  /**
   * Resolves when a slot is held; whoever holds one must release it. Rejects when the queue is full, when the pause
   * outlasts those who wait, or when the signal aborts. `slowed` is called when it has to wait while the upstream is
   * asked too often.
   */
  async take(askers: Askers, signal: AbortSignal, slowed: () => void = () => undefined): Promise<void> {
    signal.throwIfAborted();
    this.#admit();
    if (this.#waiting.size === 0 && this.#isFree()) {
      this.#occupy();
      return;
    }
    this.#refuseInVain(askers);
    if (this.#waiting.size >= this.#limits.queue) {
      throw new NoSlotError(`${this.#limits.queue} inquiries are waiting already`);
    }
    if (this.#pace.isCut) slowed();
    await this.#wait(this.#waiting, askers, signal, slowed);
  }

  /**
   * Resolves when the holder of a slot may begin a further attempt. The pace alone decides; new inquiries come after.
   * Rejects when the pause outlasts those who wait, or when the signal aborts.
   */
  async again(askers: Askers, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#admit();
    if (this.#waitingAgain.size === 0 && this.#pace.allows) {
      this.#pace.begin();
      return;
    }
    this.#refuseInVain(askers);
    await this.#wait(this.#waitingAgain, askers, signal, () => undefined);
  }

  /** From now on slots are given by these limits. Whoever waits for one, or holds one, keeps the place. */
  adopt(limits: UpstreamLimits['perAccount']): void {
    this.#limits = limits;
    this.#pace.adopt(limits.ratePerSecond);
    this.#admit();
  }

  release(): void {
    this.#busy -= 1;
    this.#admit();
  }

  /**
   * Slows down, since an attempt begun at that time was refused as one too many, and pauses for so long if asked to.
   * Null when that changes nothing.
   */
  slowDown(begunAt: number, pauseMs: number | null): Slowdown | null {
    const slowdown = this.#pace.slowDown(begunAt, pauseMs);
    for (const queue of [this.#waiting, this.#waitingAgain]) {
      for (const waiting of [...queue]) {
        waiting.slowed();
        this.#dropInVain(waiting);
      }
    }
    return slowdown;
  }

  async #wait(queue: Set<Waiting>, askers: Askers, signal: AbortSignal, slowed: () => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        queue.delete(waiting);
        signal.removeEventListener('abort', leave);
        heedNoMore();
      };
      const refuse = (error: Error) => {
        end();
        reject(error);
      };
      const admit = () => {
        end();
        resolve();
      };
      const waiting: Waiting = { askers, slowed, admit, refuse };
      const leave = () => refuse(abortReason(signal));
      const heedNoMore = askers.heed(() => this.#dropInVain(waiting));
      signal.addEventListener('abort', leave, { once: true });
      queue.add(waiting);
      this.#wakeInTime();
    });
  }

  #dropInVain({ askers, refuse }: Waiting): void {
    const error = this.#inVain(askers);
    if (error !== null) refuse(error);
  }

  #refuseInVain(askers: Askers): void {
    const error = this.#inVain(askers);
    if (error !== null) throw error;
  }

  /** Why nobody would be there any more for what begins after the pause; null when someone will, or there is no pause. */
  #inVain(askers: Askers): NoSlotError | null {
    const { pausedUntil } = this.#pace;
    if (pausedUntil === null || askers.until > pausedUntil) return null;
    const seconds = Math.ceil((pausedUntil - this.#clock.now()) / 1_000);
    return new NoSlotError(`asked too often: Alipay wants to be left alone for another ${seconds} s`);
  }

  #admit(): void {
    for (const next of this.#waitingAgain) {
      if (!this.#pace.allows) break;
      this.#pace.begin();
      next.admit();
    }
    for (const next of this.#waiting) {
      if (!this.#isFree()) break;
      this.#occupy();
      next.admit();
    }
    this.#wakeInTime();
  }

  #isFree(): boolean {
    return this.#busy < this.#limits.concurrency && this.#waitingAgain.size === 0 && this.#pace.allows;
  }

  #occupy(): void {
    this.#busy += 1;
    this.#pace.begin();
  }

  /** Concurrency frees a slot by a release; the pace frees one by time alone. */
  #wakeInTime(): void {
    const couldBegin = this.#waitingAgain.size > 0 || (this.#waiting.size > 0 && this.#busy < this.#limits.concurrency);
    if (this.#woken || !couldBegin) return;
    this.#woken = true;
    const wake = () => {
      this.#woken = false;
      this.#admit();
    };
    this.#clock.sleep(this.#pace.waitMs).then(wake, wake);
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason });
}
