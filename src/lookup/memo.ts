import { covers, demandOf, QUERY_OPTIONS, union, type Demand } from '../domain/demand.ts';
import { isNotFound } from '../domain/inquiry.ts';
import { referenceKey, type Reference } from '../domain/reference.ts';
import type { Lookup } from './lookup.ts';

/** A lookup an operation has made. */
export interface Asked {
  readonly lookup: Promise<Lookup>;
  readonly wanted: Demand;
  /** What the answer turned out to hold, which may be more. */
  readonly held: Demand;
  /** Begun before anything of the operation asked for it, and still to be asked for. */
  readonly isAhead: boolean;
}

interface Entry extends Asked {
  held: Demand;
  isAhead: boolean;
}

/** What an operation has asked already, by reference. */
export class Memo {
  readonly #entries = new Map<string, Entry>();

  get(key: string): Asked | undefined {
    return this.#entries.get(key);
  }

  /** Says that what was begun ahead has been asked for now; false where it was before. */
  claim(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined || !entry.isAhead) return false;
    entry.isAhead = false;
    return true;
  }

  /** Remembers a lookup as long as it does not fail, and its answer under the payment's other name as well. */
  add(key: string, reference: Reference, wanted: Demand, lookup: Promise<Lookup>, isAhead: boolean): void {
    const entry: Entry = { lookup, wanted, held: wanted, isAhead };
    this.#entries.set(key, entry);
    lookup.then(
      (answer) => {
        entry.held = union(wanted, heldBy(answer));
        this.#rememberOtherName(reference, answer);
      },
      // Given to whoever waits for it, but not to whoever asks next.
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
  }

  /** Both identifiers lead to one answer, once it has told the other. An answer of old has not been asked for by that. */
  #rememberOtherName(reference: Reference, lookup: Lookup): void {
    const kind = reference.kind === 'paymentId' ? 'merchantReference' : 'paymentId';
    const id = lookup.payment?.[kind];
    if (!id || lookup.freshness === 'STALE') return;
    const other = { ...reference, kind, id } as const;
    const key = referenceKey(other);
    const there = this.#entries.get(key);
    if (there !== undefined && !covers(lookup.options, union(there.wanted, there.held))) return;
    const { options } = lookup;
    const isAhead = there?.isAhead ?? false;
    this.#entries.set(key, {
      lookup: Promise.resolve({ ...lookup, reference: other }),
      ...{ wanted: options, held: options, isAhead },
    });
  }
}

const ALL = demandOf(QUERY_OPTIONS);

/** That there is no such payment answers whatever is wanted of it. */
function heldBy({ payment, result, options }: Lookup): Demand {
  return payment === null && isNotFound({ result }) ? ALL : options;
}
