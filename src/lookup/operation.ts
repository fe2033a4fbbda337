import DataLoader from 'dataloader';
import type { Clock } from '../domain/clock.ts';
import { covers, cutTo, demandOf, NO_DEMAND, QUERY_OPTIONS, union, type Demand } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import { referenceKey, type AskedReference, type Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Availability } from '../domain/availability.ts';
import type { Flow } from '../upstream/askers.ts';
import type { Engine, Found } from './engine.ts';
import type { LookupEvent } from './events.ts';
import type {
  AccountView,
  Basis,
  ExplainedCall,
  FreshnessWanted,
  Known,
  Look,
  Lookup,
  OperationLookups,
  OperationStatistics,
  OperationTerms,
} from './lookup.ts';
import { explained } from './explaining.ts';
import { Memo } from './memo.ts';
import { found, isUpstreams, unresolved } from './presenting.ts';
import { isReference, resolveReference, type AccountDirectory } from './resolve.ts';
import type { Watches } from './watches.ts';
import { watch, type WatchTerms } from './watching.ts';

/** What an operation's lookups are made of. */
export interface OperationMeans {
  readonly engine: Engine;
  readonly accounts: AccountDirectory;
  /** Whether an account of this name and identity is configured now, at whatever time the operation began. */
  readonly stands: (reference: Reference) => boolean;
  readonly availability: (account: string) => Availability;
  readonly clock: Clock;
  readonly watching: WatchTerms;
  readonly watches: Watches;
  readonly onEvent: (event: LookupEvent) => void;
}

interface Wanted {
  readonly key: string;
  readonly reference: Reference;
  readonly demand: Demand;
}

/** The lookups of one operation: equal references wanted in the same tick make one call with the union of demands. */
export class Operation implements OperationLookups {
  readonly #means: OperationMeans;
  readonly #terms: OperationTerms;
  readonly #flow: Flow;
  #memo = new Memo();
  readonly #loader: DataLoader<Wanted, Promise<Lookup>>;
  readonly #callsByDialect: Partial<Record<Dialect, number>> = {};
  /** Made up when asked for: few may ask. */
  #explained: (() => ExplainedCall)[] = [];
  #known: Known[] | null = [];
  #looks: Look[] | null = [];
  #calls = 0;
  #deduplicated = 0;
  #retries = 0;
  #cacheHits = 0;
  #cacheMisses = 0;
  #unanswered = 0;

  constructor(means: OperationMeans, terms: OperationTerms) {
    this.#means = means;
    this.#terms = terms;
    this.#flow = { caller: terms.caller ?? null };
    // Uncached: the memo below knows that an answer with more options serves who wants fewer.
    this.#loader = new DataLoader((wanted) => Promise.resolve(this.#dispatch(wanted)), { cache: false });
  }

  resolve(asked: AskedReference): Reference | ResultInfo {
    return resolveReference(asked, this.#means.accounts, this.#terms.mayUse);
  }

  async find(asked: AskedReference, demand: Demand): Promise<Lookup> {
    const reference = this.resolve(asked);
    if (!isReference(reference)) {
      this.#looks = null;
      return unresolved(asked, reference);
    }
    this.#unanswered += 1;
    try {
      return await this.#loader.load({ key: referenceKey(reference), reference, demand: this.#cut(reference, demand) });
    } finally {
      this.#unanswered -= 1;
    }
  }

  async *watch(asked: AskedReference, demand: Demand, signal: AbortSignal): AsyncGenerator<Lookup> {
    this.#looks = null;
    const reference = this.resolve(asked);
    if (!isReference(reference)) {
      yield unresolved(asked, reference);
      return;
    }
    const key = referenceKey(reference);
    const wanted = this.#cut(reference, demand);
    const until = AbortSignal.any([signal, this.#terms.signal]);
    const { quota } = this.#terms;
    const look = async (terms: FreshnessWanted): Promise<Lookup> => {
      if (!this.#means.stands(reference)) return unresolved(asked, NO_LONGER_CONFIGURED);
      const before = this.#calls;
      // What was learnt for the last message must not answer the fields of the next, not even if it comes in late.
      this.#memo = new Memo();
      this.#explained = [];
      const lookup = await this.#look(key, reference, wanted, terms, until);
      if (this.#calls === before) quota?.giveBack(1);
      return lookup;
    };
    const mayLook = () => quota?.take(1) ?? Promise.resolve(true);
    const end = this.#means.watches.begin(key, until);
    try {
      yield* watch({ look, mayLook }, this.#terms, this.#means.watching, until);
    } finally {
      end();
    }
  }

  accounts(): AccountView[] {
    // How they are doing is nothing that was looked up.
    this.#known = null;
    this.#looks = null;
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
      unanswered: this.#unanswered,
    };
  }

  basis(): Basis | null {
    return this.#known && { known: this.#known };
  }

  looks(): readonly Look[] | null {
    return this.#looks;
  }

  ahead(looks: readonly Look[]): Promise<readonly Lookup[]> {
    const { signal } = this.#terms;
    return Promise.all(
      looks.map(({ reference, demand }) =>
        this.#look(referenceKey(reference), reference, demand, this.#terms, signal, true),
      ),
    );
  }

  explain(): readonly ExplainedCall[] {
    return this.#explained.map((explain) => explain());
  }

  /** One promise for each wanted lookup, not awaited here: no payment waits for a slower neighbour. */
  #dispatch(wanted: readonly Wanted[]): Promise<Lookup>[] {
    const demands = new Map<string, Demand>();
    for (const { key, demand } of wanted) demands.set(key, union(demands.get(key) ?? NO_DEMAND, demand));
    return wanted.map(({ key, reference }) => this.#once(key, reference, demands.get(key) ?? NO_DEMAND));
  }

  #once(key: string, reference: Reference, demand: Demand): Promise<Lookup> {
    const asked = this.#memo.get(key);
    if (asked !== undefined && covers(asked.held, demand)) {
      if (this.#memo.claim(key)) return asked.lookup;
      this.#looks = null;
      this.#deduplicated += 1;
      return asked.lookup;
    }
    return this.#look(key, reference, union(asked?.wanted ?? NO_DEMAND, demand), this.#terms, this.#terms.signal);
  }

  #look(
    key: string,
    reference: Reference,
    wanted: Demand,
    freshness: FreshnessWanted,
    signal: AbortSignal,
    isAhead = false,
  ): Promise<Lookup> {
    if (this.#explained.length > 0) this.#looks = null;
    this.#looks?.push({ reference, demand: wanted });
    const { engine, clock, onEvent } = this.#means;
    const begun = clock.now();
    const terms = { ...freshness, deadlineMs: this.#terms.deadlineMs, flow: this.#flow };
    const lookup = engine.find(reference, wanted, terms, signal).then((result) => {
      this.#count(reference, result);
      if (result.entry === undefined) this.#known = null;
      else this.#known?.push({ reference, key, demand: wanted, asked: result.entry.asked });
      const ms = clock.now() - begun;
      this.#explained.push(() => explained(reference, wanted, result, ms));
      const shown = found(reference, result);
      const { account, dialect } = reference;
      onEvent({ kind: 'found', account, dialect, how: result.how, freshness: shown.freshness, ms });
      return this.#answering(shown);
    });
    this.#memo.add(key, reference, wanted, lookup, isAhead);
    return lookup;
  }

  #count(reference: Reference, { answer, how }: Found): void {
    if (!isUpstreams(how)) {
      this.#cacheHits += 1;
      return;
    }
    this.#cacheMisses += 1;
    if (how !== 'asked') this.#deduplicated += 1;
    if (how === 'asked' && answer.exchange !== null) {
      this.#calls += 1;
      this.#retries += answer.retries;
      this.#callsByDialect[reference.dialect] = (this.#callsByDialect[reference.dialect] ?? 0) + 1;
    }
  }

  /** A payment has nothing to bring for options its dialect does not know, so it answers for them too. */
  #answering(lookup: Lookup): Lookup {
    if (lookup.payment === null || lookup.reference === null) return lookup;
    const foreign = ALL & ~this.#cut(lookup.reference, ALL);
    if (covers(lookup.options, foreign)) return lookup;
    return { ...lookup, options: union(lookup.options, foreign) };
  }

  #cut(reference: Reference, demand: Demand): Demand {
    const account = this.#means.accounts.find(({ id }) => id === reference.account);
    return cutTo(demand, account?.options ?? NO_DEMAND);
  }
}

const ALL = demandOf(QUERY_OPTIONS);

const NO_LONGER_CONFIGURED = gatewayResult(
  'GATEWAY_NOT_CONFIGURED',
  'the account is no longer configured, or asks for another merchant now',
);
