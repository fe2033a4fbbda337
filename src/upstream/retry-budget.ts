import type { Clock } from '../domain/clock.ts';

const WINDOW_MS = 10_000;
const SHARE = 0.1;
// Retries that are always allowed in a window, so that a quiet account still gets them.
const FLOOR = 10;

/** How many further attempts an account may make: a tenth of its calls over ten seconds, plus a small floor. */
export class RetryBudget {
  readonly #clock: Clock;
  #windows: [Window, Window] = [EMPTY, EMPTY];
  #startedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Counts a call, whose first attempt is always allowed. */
  call(): void {
    this.#turn();
    const [now, before] = this.#windows;
    this.#windows = [{ calls: now.calls + 1, retries: now.retries }, before];
  }

  /** Takes one further attempt from the budget; false when there is none left. */
  takeRetry(): boolean {
    this.#turn();
    const [now, before] = this.#windows;
    if (now.retries + before.retries + 1 > FLOOR + SHARE * (now.calls + before.calls)) return false;
    this.#windows = [{ calls: now.calls, retries: now.retries + 1 }, before];
    return true;
  }

  /** Two half windows, the older of which is forgotten as time passes. */
  #turn(): void {
    const half = WINDOW_MS / 2;
    const turns = Math.floor((this.#clock.now() - this.#startedAt) / half);
    if (turns < 1) return;
    this.#windows = turns === 1 ? [EMPTY, this.#windows[0]] : [EMPTY, EMPTY];
    this.#startedAt += turns * half;
  }
}

interface Window {
  readonly calls: number;
  readonly retries: number;
}

const EMPTY: Window = { calls: 0, retries: 0 };
