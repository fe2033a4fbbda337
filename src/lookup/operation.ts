import DataLoader from 'dataloader';
import { covers, cutTo, NO_DEMAND, union, type Demand } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';
import { referenceKey, type AskedReference, type Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Availability } from '../domain/availability.ts';
import type { Engine, Found } from './engine.ts';
import type {
  AccountView,
  FreshnessWanted,
  Lookup,
  OperationLookups,
  OperationStatistics,
  OperationTerms,
} from './lookup.ts';
import { found, unresolved } from './presenting.ts';
import { isReference, resolveReference, type AccountDirectory } from './resolve.ts';
import { watch, type WatchTerms } from './watching.ts';

/** What an operation's lookups are made of. */
export interface OperationMeans {
  readonly engine: Engine;
  readonly accounts: AccountDirectory;
  readonly availability: (account: string) => Availability;
  readonly watching: WatchTerms;
}

interface Wanted {
  readonly reference: Reference;
  readonly demand: Demand;
}

interface Asked {
  readonly demand: Demand;
  readonly lookup: Promise<Lookup>;
}

/** The lookups of one operation: equal references wanted in the same tick make one call with the union of demands. */
export class Operation implements OperationLookups {
  readonly #means: OperationMeans;
  readonly #terms: OperationTerms;
  readonly #asked = new Map<string, Asked>();
  readonly #loader: DataLoader<Wanted, Promise<Lookup>>;
  readonly #callsByDialect: Partial<Record<Dialect, number>> = {};
  #calls = 0;
  #deduplicated = 0;
  #retries = 0;
  #cacheHits = 0;
  #cacheMisses = 0;

  constructor(means: OperationMeans, terms: OperationTerms) {
    this.#means = means;
    this.#terms = terms;
    // Uncached: the memo below knows that an answer with more options serves who wants fewer.
    this.#loader = new DataLoader((wanted) => Promise.resolve(this.#dispatch(wanted)), { cache: false });
  }

  resolve(asked: AskedReference): Reference | ResultInfo {
    return resolveReference(asked, this.#means.accounts, this.#terms.mayUse);
  }

  async find(asked: AskedReference, demand: Demand): Promise<Lookup> {
    const reference = this.resolve(asked);
    if (!isReference(reference)) return unresolved(asked, reference);
    return this.#loader.load({ reference, demand: this.#cut(reference, demand) });
  }

  async *watch(asked: AskedReference, demand: Demand, signal: AbortSignal): AsyncGenerator<Lookup> {
    const reference = this.resolve(asked);
    if (!isReference(reference)) {
      yield unresolved(asked, reference);
      return;
    }
    const wanted = this.#cut(reference, demand);
    const key = referenceKey(reference);
    const look = async (terms: FreshnessWanted): Promise<Lookup> => {
      // What was learnt for the last message must not answer the fields of the next.
      this.#asked.clear();
      const lookup = this.#look(reference, wanted, terms, signal);
      this.#asked.set(key, { demand: wanted, lookup });
      return lookup;
    };
    yield* watch(look, this.#terms, this.#means.watching, signal);
  }

  accounts(): AccountView[] {
    return this.#means.accounts
      .filter(({ id }) => this.#terms.mayUse(id))
      .map(({ id, dialect, isDefault }) => ({ id, dialect, isDefault, availability: this.#means.availability(id) }));
  }

  statistics(): OperationStatistics {
    return {
      calls: this.#calls,
      deduplicated: this.#deduplicated,
      retries: this.#retries,
      callsByDialect: { ...this.#callsByDialect },
      cacheHits: this.#cacheHits,
      cacheMisses: this.#cacheMisses,
    };
  }

  /** One promise for each wanted lookup, not awaited here: no payment waits for a slower neighbour. */
  #dispatch(wanted: readonly Wanted[]): Promise<Lookup>[] {
    const demands = new Map<string, Demand>();
    for (const { reference, demand } of wanted) {
      const key = referenceKey(reference);
      demands.set(key, union(demands.get(key) ?? NO_DEMAND, demand));
    }
    return wanted.map(({ reference }) => this.#once(reference, demands.get(referenceKey(reference)) ?? NO_DEMAND));
  }

  #once(reference: Reference, demand: Demand): Promise<Lookup> {
    const key = referenceKey(reference);
    const asked = this.#asked.get(key);
    if (asked !== undefined && covers(asked.demand, demand)) {
      this.#deduplicated += 1;
      return asked.lookup;
    }
    const all = union(asked?.demand ?? NO_DEMAND, demand);
    const lookup = this.#look(reference, all, this.#terms, this.#terms.signal);
    this.#asked.set(key, { demand: all, lookup });
    return lookup;
  }

  async #look(reference: Reference, demand: Demand, terms: FreshnessWanted, signal: AbortSignal): Promise<Lookup> {
    const result = await this.#means.engine.find(reference, demand, terms, signal);
    this.#count(reference, result);
    const lookup = found(reference, result);
    this.#rememberOtherName(reference, demand, lookup);
    return lookup;
  }

  #count(reference: Reference, { answer, how }: Found): void {
    if (how === 'remembered') {
      this.#cacheHits += 1;
      return;
    }
    this.#cacheMisses += 1;
    if (how === 'joined') this.#deduplicated += 1;
    if (how === 'asked' && answer.exchange !== null) {
      this.#calls += 1;
      this.#retries += answer.retries;
      this.#callsByDialect[reference.dialect] = (this.#callsByDialect[reference.dialect] ?? 0) + 1;
    }
  }

  /** Both identifiers lead to one answer, once it has told the other. */
  #rememberOtherName(reference: Reference, demand: Demand, lookup: Lookup): void {
    const kind = reference.kind === 'paymentId' ? 'merchantReference' : 'paymentId';
    const id = lookup.payment?.[kind];
    if (!id) return;
    const other = { ...reference, kind, id } as const;
    const key = referenceKey(other);
    if (!this.#asked.has(key))
      this.#asked.set(key, { demand, lookup: Promise.resolve({ ...lookup, reference: other }) });
  }

  #cut(reference: Reference, demand: Demand): Demand {
    const account = this.#means.accounts.find(({ id }) => id === reference.account);
    return cutTo(demand, account?.options ?? NO_DEMAND);
  }
}
