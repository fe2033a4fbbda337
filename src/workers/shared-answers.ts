import type { Config } from '../config/config.ts';
import { BoundedCache, type MemoryBounds } from '../lookup/bounded-cache.ts';
import type { Leasing, Remembered, Remembering } from './services.ts';

interface Kept extends Remembered {
  readonly until: number;
}

interface Held {
  readonly worker: number;
  readonly token: number;
  readonly until: number;
  /** Workers that were refused it. */
  readonly refused: Set<number>;
}

// What an answer takes beside its text and key.
const FRAME_BYTES = 256;

/**
 * What the workers of one host remember together, and who of them makes a call: the primary's side of it. It does not
 * know what it keeps. Times are of the one clock that all of them have.
 */
export class SharedAnswers {
  readonly #now: () => number;
  readonly #onNews: (worker: number, key: string) => void;
  readonly #kept: BoundedCache<Kept>;
  readonly #leases = new Map<string, Held>();

  /** `onNews` is told of workers that wait for a key and may look again. */
  constructor(bounds: MemoryBounds, now: () => number, onNews: (worker: number, key: string) => void) {
    this.#now = now;
    this.#onNews = onNews;
    this.#kept = new BoundedCache<Kept>(bounds, {
      // Text takes two bytes a character as soon as one of them is not Latin.
      sizeCalculation: ({ text }, key) => FRAME_BYTES + 2 * (text.length + key.length),
    });
  }

  recall(key: string): Remembered | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    if (kept.until > this.#now()) {
      const { askedAt, landedAt, text } = kept;
      return { askedAt, landedAt, text };
    }
    this.#kept.delete(key);
    return null;
  }

  /** Keeps it under the keys where no answer to a later inquiry is. One of a time still to come is from before the clock was set back. */
  remember({ keys, askedAt, text, keepMs }: Remembering): void {
    const now = this.#now();
    for (const key of keys) {
      const there = this.#kept.peek(key);
      if (there !== undefined && there.askedAt > askedAt && there.askedAt <= now) continue;
      this.#kept.set(key, { askedAt, landedAt: now, text, until: now + keepMs });
      this.#tell(key);
    }
  }

  /** The right to make the call, for so long, until it is released or its worker is gone; false while another has it. */
  lease(worker: number, { key, ms, token }: Leasing): boolean {
    const now = this.#now();
    this.#dropEnded(now);
    const held = this.#leases.get(key);
    if (held !== undefined && held.until > now) {
      held.refused.add(worker);
      return false;
    }
    this.#leases.delete(key);
    this.#leases.set(key, { worker, token, until: now + ms, refused: new Set() });
    return true;
  }

  release(worker: number, { key, token }: Pick<Leasing, 'key' | 'token'>): void {
    const held = this.#leases.get(key);
    if (held?.worker === worker && held.token === token) this.#end(key);
  }

  /** The worker is gone: the calls it had the right to are for others to make. */
  leave(worker: number): void {
    for (const [key, held] of this.#leases) if (held.worker === worker) this.#end(key);
  }

  #end(key: string): void {
    this.#tell(key);
    this.#leases.delete(key);
  }

  #tell(key: string): void {
    const refused = this.#leases.get(key)?.refused;
    for (const worker of refused ?? []) this.#onNews(worker, key);
    refused?.clear();
  }

  // All are given for about as long, so that those given first end first.
  #dropEnded(now: number): void {
    for (const [key, { until }] of this.#leases) {
      if (until > now) return;
      this.#leases.delete(key);
    }
  }
}

/** Room for what the workers remember together, of all that they may; null where they have Redis for it. */
export function answersOf(
  { redis, maxEntries, maxBytes }: Pick<Config['cache'], 'redis' | 'maxEntries' | 'maxBytes'>,
  workers: number,
  onNews: (worker: number, key: string) => void,
): SharedAnswers | null {
  if (redis !== undefined) return null;
  const part = (whole: number) => Math.max(1, Math.floor(whole / (workers + 1)));
  return new SharedAnswers({ maxEntries: part(maxEntries), maxBytes: part(maxBytes) }, () => Date.now(), onNews);
}
