import type { Clock } from '../domain/clock.ts';
import type { Demand } from '../domain/demand.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Payment } from '../domain/payment.ts';
import { keyPrefix, keyUnder, referenceKey, type IdentifierKind, type Reference } from '../domain/reference.ts';
import { BoundedCache, type MemoryBounds } from './bounded-cache.ts';
import type { Sent } from './flight.ts';

/** A known answer. Its age counts from when it was asked, the earliest moment it can be true of. */
export interface Entry {
  readonly answer: Answer;
  readonly options: Demand;
  readonly asked: Sent;
  readonly expiresAt: number;
}

/** Nothing that may be given, learnt from an inquiry all the same: older answers are no longer true. */
interface Mark {
  readonly answer: null;
  readonly asked: Sent;
}

// What an entry takes beside its body, roughly: the normalised payment, keys and bookkeeping.
const ENTRY_BYTES = 2_048;
const MARK_BYTES = 256;

/** Answers of this process, the least recently used dropped first, each under both identifiers. */
export class Memory {
  readonly #clock: Clock;
  readonly #known: BoundedCache<Entry | Mark>;
  #evicted = 0;

  constructor(bounds: MemoryBounds, clock: Clock) {
    this.#clock = clock;
    this.#known = new BoundedCache<Entry | Mark>(bounds, {
      // Text takes two bytes a character as soon as one of them is not Latin.
      sizeCalculation: ({ answer }) =>
        answer === null ? MARK_BYTES : ENTRY_BYTES + 2 * (answer.exchange?.body?.length ?? 0),
      dispose: (_known, _key, reason) => {
        if (reason === 'evict') this.#evicted += 1;
      },
    });
  }

  get entries(): number {
    return this.#known.size;
  }

  get bytes(): number {
    return this.#known.calculatedSize;
  }

  /** Entries dropped for want of room, ever. */
  get evicted(): number {
    return this.#evicted;
  }

  /** The entry under the key, however old. */
  get(key: string): Entry | undefined {
    const known = this.#known.get(key);
    return known === undefined || known.answer === null ? undefined : known;
  }

  /**
   * Keeps a trusted answer, under both identifiers when it tells them, unless one to a later inquiry is there. With no
   * time to live, it only puts an end to older ones.
   */
  put(answer: Answer, asked: Sent, timeToLiveMs: number): void {
    const mark: Mark = { answer: null, asked };
    const options = answer.exchange?.options ?? 0;
    const entry = timeToLiveMs > 0 ? { answer, options, asked, expiresAt: asked.at + timeToLiveMs } : mark;
    const { reference } = answer;
    const own = referenceKey(reference);
    // Of those it was known to have, when it tells none now.
    const named = answer.payment ?? this.#known.peek(own)?.answer?.payment ?? null;
    // That nothing goes by one name says nothing of the other, but nor does what was known of it hold any more.
    const other = answer.payment === null ? mark : entry;
    for (const key of otherKeys(reference, named)) this.#set(key, other);
    this.#set(own, entry);
  }

  /** Drops what is known under keys with such a beginning. */
  forget(prefix: string): void {
    for (const key of [...this.#known.keys()]) if (key.startsWith(prefix)) this.#known.delete(key);
  }

  #set(key: string, value: Entry | Mark): void {
    const known = this.#known.peek(key);
    if (known === undefined || !isLater(known.asked, value.asked, this.#clock.now())) this.#known.set(key, value);
  }
}

/** The keys an answer is kept under: of the name that was asked, and of those the payment tells. */
export function keysOf({ reference, payment }: Answer): string[] {
  return [referenceKey(reference), ...otherKeys(reference, payment)];
}

/** The keys of the payment's identifiers, but for the one it was asked by. */
function otherKeys(reference: Reference, payment: Pick<Payment, IdentifierKind> | null): string[] {
  const keys: string[] = [];
  for (const kind of ['paymentId', 'merchantReference'] as const) {
    const id = payment?.[kind];
    if (!id || (kind === reference.kind && id === reference.id)) continue;
    keys.push(keyUnder(keyPrefix(reference), kind, id));
  }
  return keys;
}

/** Whether the one was sent after the other. Times still to come are from before the clock was set back. */
function isLater(one: Sent, other: Sent, now: number): boolean {
  if (one.at > now) return false;
  return one.at > other.at || (one.at === other.at && one.order > other.order);
}
