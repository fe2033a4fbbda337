import type { Clock } from '../domain/clock.ts';
import { LastSecond, SECOND_MS } from './last-second.ts';
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts';

/** How long it takes from the slowest back to the configured rate. */
export const RECOVERY_MS = 30_000;

/** What an account is slowed down to. */
export interface Slowdown {
  /** Attempts that may begin in a second; from here on it grows back. */
  readonly ratePerSecond: number;
  /** How long none may begin at all; 0 when that was not asked for. */
  readonly pauseMs: number;
}

/**
 * When an account's attempts may begin: as often as configured, and less often while its upstream says that this is too
 * often. The rate is halved then and grows back steadily, as TCP does it: no provider publishes what it allows.
 */
export class Pace {
  #configured: number;
  #slowest: number;
  readonly #clock: Clock;
  readonly #begun = new LastSecond();
  #lastBegunAt = -Infinity;
  #cutTo: number;
  #cutAt = -Infinity;
  #pausedUntil = -Infinity;

  constructor(ratePerSecond: number, clock: Clock) {
    this.#configured = ratePerSecond;
    this.#slowest = slowestFor(ratePerSecond);
    this.#cutTo = ratePerSecond;
    this.#clock = clock;
  }

  /** From now on as often as this. What the upstream has asked for stands. */
  adopt(ratePerSecond: number): void {
    this.#configured = ratePerSecond;
    this.#slowest = slowestFor(ratePerSecond);
  }

  /** Attempts that may begin in a second, as things stand. */
  get ratePerSecond(): number {
    return this.#rateAt(this.#now());
  }

  /** Whether it is slower than configured. */
  get isCut(): boolean {
    return this.ratePerSecond < this.#configured;
  }

  /** When the pause that upstream asked for ends, in milliseconds since 1970; null when there is none. */
  get pausedUntil(): number | null {
    const now = this.#now();
    return this.#pausedUntil > now ? this.#pausedUntil : null;
  }

  /** Whether an attempt may begin now, with room left in this second for so many others. */
  allows(leaving = 0): boolean {
    const now = this.#now();
    return this.#readyAt(now, leaving) <= now;
  }

  /** When to ask again whether it may: in so many milliseconds, a second at most. */
  waitMs(leaving = 0): number {
    const now = this.#now();
    const rate = this.#rateAt(now);
    const growsIn = ((Math.floor(rate) + 1 - rate) * RECOVERY_MS) / this.#configured;
    const readyIn = this.#readyAt(now, leaving) - now;
    const left = this.#pausedUntil > now || rate >= this.#configured ? readyIn : Math.min(readyIn, growsIn);
    return Math.min(SECOND_MS, Math.max(1, Math.ceil(left)));
  }

  /** Counts an attempt that begins now. */
  begin(): void {
    this.#lastBegunAt = this.#now();
    this.#begun.push(this.#lastBegunAt);
  }

  /**
   * Slows down, since an attempt begun at that time was refused as one too many, and pauses for so long if asked to. The
   * rate is cut once a second at most: upstreams count by the second, and what they still refuse of one that was too
   * full is no news. A longer pause always counts. Null when nothing has changed.
   */
  slowDown(begunAt: number, pauseMs: number | null): Slowdown | null {
    const now = this.#now();
    const isNew = begunAt >= this.#cutAt + SECOND_MS;
    if (isNew) {
      this.#cutTo = Math.max(this.#slowest, this.#rateAt(now) / 2);
      this.#cutAt = now;
    }
    const until = now + (pauseMs ?? 0);
    const isLonger = until > Math.max(now, this.#pausedUntil);
    if (isLonger) this.#pausedUntil = until;
    if (!isNew && !isLonger) return null;
    return { ratePerSecond: this.#rateAt(now), pauseMs: Math.max(0, this.#pausedUntil - now) };
  }

  #rateAt(now: number): number {
    const since = now - Math.max(this.#cutAt, this.#pausedUntil);
    return Math.min(this.#configured, this.#cutTo + (this.#configured * Math.max(0, since)) / RECOVERY_MS);
  }

  /** When an attempt may begin if the rate stays as it is. */
  #readyAt(now: number, leaving: number): number {
    const rate = this.#rateAt(now);
    if (rate < 1) return Math.max(this.#pausedUntil, this.#lastBegunAt + SECOND_MS / rate);
    const most = Math.max(1, Math.floor(rate) - leaving);
    return Math.max(this.#pausedUntil, this.#begun.fewerThan(most, now));
  }

  /** The time, after forgetting what a clock that was set back has put too far ahead. */
  #now(): number {
    const now = this.#clock.now();
    if (this.#lastBegunAt > now) this.#lastBegunAt = -Infinity;
    if (Math.max(this.#cutAt, this.#pausedUntil) > now + LONGEST_RETRY_AFTER_MS) {
      this.#cutTo = this.#configured;
      this.#cutAt = this.#pausedUntil = -Infinity;
    }
    return now;
  }
}

/** Slow enough for any upstream, and often enough that callers with some patience are still served. */
function slowestFor(ratePerSecond: number): number {
  return Math.min(1, ratePerSecond / 4);
}
