import DataLoader from 'dataloader';
import type { Clock } from '../domain/clock.ts';
import { covers, cutTo, demandOf, NO_DEMAND, QUERY_OPTIONS, union, type Demand } from '../domain/demand.ts';
import type { Dialect } from '../domain/dialect.ts';
import { isNotFound } from '../domain/inquiry.ts';
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
  Lookup,
  OperationLookups,
  OperationStatistics,
  OperationTerms,
} from './lookup.ts';
import { explained } from './explaining.ts';
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
  readonly reference: Reference;
  readonly demand: Demand;
}

interface Asked {
  readonly lookup: Promise<Lookup>;
  readonly wanted: Demand;
  /** What the answer turned out to hold, which may be more. */
  held: Demand;
}

/** What an operation has asked already, by reference. */
type Memo = Map<string, Asked>;

/** The lookups of one operation: equal references wanted in the same tick make one call with the union of demands. */
export class Operation implements OperationLookups {
  readonly #means: OperationMeans;
  readonly #terms: OperationTerms;
  readonly #flow: Flow;
  #memo: Memo = new Map<string, Asked>();
  readonly #loader: DataLoader<Wanted, Promise<Lookup>>;
  readonly #callsByDialect: Partial<Record<Dialect, number>> = {};
  /** Made up when asked for: few may ask. */
  #explained: (() => ExplainedCall)[] = [];
  #known: Known[] | null = [];
  #calls = 0;
  #deduplicated = 0;
  #retries = 0;
  #cacheHits = 0;
  #cacheMisses = 0;

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
    const until = AbortSignal.any([signal, this.#terms.signal]);
    const { quota } = this.#terms;
    const look = async (terms: FreshnessWanted): Promise<Lookup> => {
      if (!this.#means.stands(reference)) return unresolved(asked, NO_LONGER_CONFIGURED);
      const before = this.#calls;
      // What was learnt for the last message must not answer the fields of the next, not even if it comes in late.
      this.#memo = new Map<string, Asked>();
      this.#explained = [];
      const lookup = await this.#look(reference, wanted, terms, until);
      if (this.#calls === before) quota?.giveBack(1);
      return lookup;
    };
    const mayLook = () => quota?.take(1) ?? Promise.resolve(true);
    const end = this.#means.watches.begin(referenceKey(reference), until);
    try {
      yield* watch({ look, mayLook }, this.#terms, this.#means.watching, until);
    } finally {
      end();
    }
  }

  accounts(): AccountView[] {
    // How they are doing is nothing that was looked up.
    this.#known = null;
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

  basis(): Basis | null {
    return this.#known && { known: this.#known };
  }

  explain(): readonly ExplainedCall[] {
    return this.#explained.map((explain) => explain());
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
    const asked = this.#memo.get(referenceKey(reference));
    if (asked !== undefined && covers(asked.held, demand)) {
      this.#deduplicated += 1;
      return asked.lookup;
    }
    return this.#look(reference, union(asked?.wanted ?? NO_DEMAND, demand), this.#terms, this.#terms.signal);
  }

  #look(reference: Reference, wanted: Demand, freshness: FreshnessWanted, signal: AbortSignal): Promise<Lookup> {
    const memo = this.#memo;
    const key = referenceKey(reference);
    const { engine, clock, onEvent } = this.#means;
    const begun = clock.now();
    const terms = { ...freshness, deadlineMs: this.#terms.deadlineMs, flow: this.#flow };
    const lookup = engine.find(reference, wanted, terms, signal).then((result) => {
      this.#count(reference, result);
      if (result.entry === undefined) this.#known = null;
      else this.#known?.push({ reference, key, demand: wanted, entry: result.entry });
      const ms = clock.now() - begun;
      this.#explained.push(() => explained(reference, wanted, result, ms));
      const shown = found(reference, result);
      const { account, dialect } = reference;
      onEvent({ kind: 'found', account, dialect, how: result.how, freshness: shown.freshness, ms });
      return this.#answering(shown);
    });
    const asked: Asked = { lookup, wanted, held: wanted };
    memo.set(key, asked);
    lookup.then(
      (answer) => {
        asked.held = union(wanted, heldBy(answer));
        rememberOtherName(memo, reference, answer);
      },
      // Given to whoever waits for it, but not to whoever asks next.
      () => {
        if (memo.get(key) === asked) memo.delete(key);
      },
    );
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

/** That there is no such payment answers whatever is wanted of it. */
function heldBy({ payment, result, options }: Lookup): Demand {
  return payment === null && isNotFound({ result }) ? ALL : options;
}

/** Both identifiers lead to one answer, once it has told the other. An answer of old has not been asked for by that. */
function rememberOtherName(memo: Memo, reference: Reference, lookup: Lookup): void {
  const kind = reference.kind === 'paymentId' ? 'merchantReference' : 'paymentId';
  const id = lookup.payment?.[kind];
  if (!id || lookup.freshness === 'STALE') return;
  const other = { ...reference, kind, id } as const;
  const key = referenceKey(other);
  const there = memo.get(key);
  if (there !== undefined && !covers(lookup.options, union(there.wanted, there.held))) return;
  const { options } = lookup;
  memo.set(key, { lookup: Promise.resolve({ ...lookup, reference: other }), wanted: options, held: options });
}
