import type { Clock } from '../domain/clock.ts';
import { abortReason } from './abort-reason.ts';

/** The time that was given has run out. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** What work is given up by: a signal, or what does for one. */
export interface Leave {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', heed: () => void): void;
  removeEventListener(type: 'abort', heed: () => void): void;
}

/**
 * Aborts after `ms`, or when the caller's signal does, until its end: whoever has made it ends it. A signal of Node's own
 * for each attempt, with its controller, its events and its listeners, would be a kilobyte more to collect.
 */
export class Deadline implements Leave {
  readonly #parent: AbortSignal;
  readonly #clock: Clock;
  #callOff: () => void;
  #heed: (() => void) | null = null;
  #reason: Error | null = null;
  /** The caller has left. */
  readonly #left = () => this.#abort(abortReason(this.#parent));

  /** Throws why the caller's signal is aborted, if it is. */
  constructor(clock: Clock, ms: number, parent: AbortSignal) {
    parent.throwIfAborted();
    this.#parent = parent;
    this.#clock = clock;
    parent.addEventListener('abort', this.#left);
    this.#callOff = this.#after(ms);
  }

  /** Gives it the whole time anew, unless it is over. */
  restart(ms: number): void {
    this.throwIfAborted();
    this.#callOff();
    this.#callOff = this.#after(ms);
  }

  #after(ms: number): () => void {
    return this.#clock.after(ms, () => this.#abort(new DeadlineError(`no result within ${ms} ms`)));
  }

  get aborted(): boolean {
    return this.#reason !== null;
  }

  get reason(): unknown {
    return this.#reason ?? undefined;
  }

  throwIfAborted(): void {
    if (this.#reason !== null) throw this.#reason;
  }

  /** One may listen at a time. */
  addEventListener(_type: 'abort', heed: () => void): void {
    if (this.#heed !== null) throw new Error('expected one listener of a deadline, got another');
    this.#heed = heed;
  }

  removeEventListener(_type: 'abort', heed: () => void): void {
    if (this.#heed === heed) this.#heed = null;
  }

  end(): void {
    this.#parent.removeEventListener('abort', this.#left);
    this.#callOff();
  }

  #abort(reason: Error): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#heed?.();
  }
}
