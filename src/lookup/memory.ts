import { LRUCache } from 'lru-cache';
import type { Answer } from '../domain/inquiry.ts';
import { referenceKey, type IdentifierKind } from '../domain/reference.ts';
import type { Demand } from '../domain/demand.ts';

/** A known answer. Its age counts from when it was asked, the earliest moment it can be true of. */
export interface Entry {
  readonly answer: Answer;
  readonly options: Demand;
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** How much may be remembered. */
export interface MemoryBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

// What an entry takes beside its body, roughly: the normalised payment, keys and bookkeeping.
const ENTRY_BYTES = 2_048;

/** Answers of this process, the least recently used dropped first, each under both identifiers. */
export class Memory {
  readonly #entries: LRUCache<string, Entry>;

  constructor({ maxEntries, maxBytes }: MemoryBounds) {
    this.#entries = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: ({ answer }) => ENTRY_BYTES + (answer.exchange?.body?.length ?? 0),
    });
  }

  /** The entry under the key, however old. */
  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Keeps a trusted answer unless one to a later inquiry is there; with no time to live, only forgets older ones. */
  put(answer: Answer, askedAt: number, timeToLiveMs: number): void {
    const entry = { answer, options: answer.exchange?.options ?? 0, askedAt, expiresAt: askedAt + timeToLiveMs };
    for (const key of this.#keysOf(answer)) {
      const known = this.#entries.get(key);
      if (known !== undefined && known.askedAt > askedAt) continue;
      if (timeToLiveMs > 0) this.#entries.set(key, entry);
      else this.#entries.delete(key);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The key asked by, and those of both identifiers the payment has now or was known to have. */
  #keysOf({ reference, payment }: Answer): Set<string> {
    const keys = new Set([referenceKey(reference)]);
    const known = payment ?? this.#entries.get(referenceKey(reference))?.answer.payment;
    const add = (kind: IdentifierKind, id: string | null | undefined) => {
      if (id) keys.add(referenceKey({ account: reference.account, kind, id }));
    };
    add('paymentId', known?.paymentId);
    add('merchantReference', known?.merchantReference);
    return keys;
  }
}
