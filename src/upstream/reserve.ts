import type { Crowd } from './lanes.ts';
import { LastSecond, SECOND_MS } from './last-second.ts';
import type { UpstreamLimits } from './limits.ts';

type Limits = UpstreamLimits['perAccount'];

/** Of slots and of the rate, this part is left to operations with few inquiries by those with many. */
const LEFT = 1 / 8;
/** Whatever those with few need, those with many may have this part of slots and of the rate. */
const LEAST = 1 / 16;
/** How far back the busiest second of those with few is looked for. */
const SECONDS = 10;
/** Timers wake late; what is begun late does not delay what comes after. */
const LATE_MS = 10;

/** An operation has few inquiries up to this number; fewer where there is little to share. */
export function fewOf({ concurrency, ratePerSecond }: Limits): number {
  return Math.max(1, Math.floor(Math.min(4, concurrency / 4, ratePerSecond / 4)));
}

/** So many slots may be held when one with many takes another. */
export function slotsForMany({ concurrency }: Limits): number {
  return Math.max(1, concurrency - Math.max(1, Math.floor(LEFT * concurrency)));
}

/** So many slots those with many may hold whatever others need, so that they never stand still. */
export function leastSlotsOfMany({ concurrency }: Limits): number {
  return Math.max(1, Math.floor(LEAST * concurrency));
}

/** With room for so many others in a second one with many may begin. */
export function attemptsLeftByMany(ratePerSecond: number): number {
  return Math.max(1, Math.floor(LEFT * ratePerSecond));
}

/**
 * When operations with many inquiries may begin one, so that those with few find room. A slot comes back soon, but what
 * is taken of the rate only after a second. So while there are any with few, those with many begin one at a time, evenly,
 * as often as the rate allows beside what those with few took in their busiest second of late and one more.
 */
export class Reserve {
  readonly #few = new LastSecond();
  /** The most ended by few in a second, by the second in which it was. */
  readonly #busiest = new Map<number, number>();
  #lastOfMany = -Infinity;

  begin(crowd: Crowd, ratePerSecond: number, now: number): void {
    if (crowd === 'many') this.#lastOfMany = Math.min(now + LATE_MS, Math.max(now, this.#evenly(ratePerSecond, now)));
  }

  /** Counts one at its end, when it is known whether its operation has had few all along. */
  end(crowd: Crowd, now: number): void {
    if (crowd === 'many') return;
    this.#few.push(now);
    const second = Math.floor(now / SECOND_MS);
    this.#busiest.set(second, Math.max(this.#few.count(now), this.#busiest.get(second) ?? 0));
  }

  /** From when on one with many may begin. */
  manyFrom(ratePerSecond: number, now: number): number {
    // Further ahead than any can be: the clock was set back.
    if (this.#lastOfMany > now + LATE_MS) this.#lastOfMany = -Infinity;
    return this.#evenly(ratePerSecond, now) - LATE_MS;
  }

  #evenly(ratePerSecond: number, now: number): number {
    const most = this.#most(now);
    if (most === 0) return -Infinity;
    return this.#lastOfMany + SECOND_MS / Math.max(LEAST * ratePerSecond, ratePerSecond - most - 1);
  }

  #most(now: number): number {
    const second = Math.floor(now / SECOND_MS);
    let most = 0;
    for (const [one, count] of this.#busiest) {
      // Seconds still to come are from before the clock was set back.
      if (one <= second - SECONDS || one > second) this.#busiest.delete(one);
      else most = Math.max(most, count);
    }
    return most;
  }
}
