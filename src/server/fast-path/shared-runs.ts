import { LRUCache } from 'lru-cache';
import type { Look, Lookup } from '../../lookup/lookup.ts';
import type { Asked } from './runnable.ts';

/**
 * What is asked for in the same way (as rendered answers have it), known from when it was run before. What was made ready
 * to run is not held: it takes many times as much, and a registered document is asked for by an id.
 */
export interface Plan extends Asked {
  readonly looks: readonly Look[];
}

/** What running it gave, beside what belongs to each operation. */
export interface Told {
  /** As JSON. */
  readonly data: string;
  readonly redacted: number;
  readonly requested: number | null;
}

/** One run, and the lookups it rests on. */
interface Run {
  readonly lookups: readonly Lookup[];
  readonly told: PromiseWithResolvers<Told | null>;
}

// Roughly, each character in two bytes.
const MAX_CHARACTERS = 2_000_000;
const MAX_ENTRY = 100_000;
const LOOK_CHARACTERS = 200;

/**
 * Lets those who ask in the same way and wait for the same inquiries share one run of their document. Each
 * makes its lookups for itself, with its own deadline and its own place among those who wait; only what has come to the
 * very same answers is told in the same words, within the turn of the event loop in which they came in.
 */
export class SharedRuns {
  readonly #plans = new LRUCache<string, Plan>({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_ENTRY,
    sizeCalculation: ({ looks }, key) => 2 * key.length + LOOK_CHARACTERS * looks.length,
  });
  readonly #runs = new Map<string, Run>();

  planOf(key: string): Plan | undefined {
    return this.#plans.get(key);
  }

  /** Remembers what was looked up for it, if all that it did was to look up. */
  learn(key: string, { params, document }: Asked, looks: readonly Look[] | null): void {
    if (looks !== null && looks.length > 0) this.#plans.set(key, { params, document, looks });
  }

  /**
   * What somebody told who was given the very same by these lookups, or is about to tell. Where nobody is, whoever asks
   * runs it, and `tell` says what came of it, or null for nothing that others may be told.
   */
  join(key: string, lookups: readonly Lookup[]): Promise<Told | null> | Telling {
    const known = this.#runs.get(key);
    if (known !== undefined && areSame(known.lookups, lookups)) return known.told.promise;
    const run: Run = { lookups, told: Promise.withResolvers<Told | null>() };
    this.#runs.set(key, run);
    setImmediate(() => {
      if (this.#runs.get(key) === run) this.#runs.delete(key);
    });
    return { tell: (told) => run.told.resolve(told) };
  }
}

/** To be told others, in any case. */
export interface Telling {
  readonly tell: (told: Told | null) => void;
}

function areSame(some: readonly Lookup[], others: readonly Lookup[]): boolean {
  return some.every((one, at) => {
    const other = others[at];
    return (
      other !== undefined &&
      one.payment === other.payment &&
      one.result === other.result &&
      one.exchange === other.exchange &&
      one.freshness === other.freshness &&
      one.options === other.options
    );
  });
}
