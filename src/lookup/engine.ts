import type { Clock } from '../domain/clock.ts';
import { NO_DEMAND, union, type Demand } from '../domain/demand.ts';
import { isNotFound, isPassing, type Answer } from '../domain/inquiry.ts';
import { keyPrefix, referenceKey, type Reference } from '../domain/reference.ts';
import type { Flow } from '../upstream/askers.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { agree } from './agreeing.ts';
import type { LookupEvent } from './events.ts';
import { Flight, type Sent } from './flight.ts';
import { hold } from './holding.ts';
import type { Known, LookupTerms } from './lookup.ts';
import { keysOf, type Entry, type Memory } from './memory.ts';
import type { SharedEntry, SharedMemory } from './shared-memory.ts';
import { timeToLive, type TimeToLive } from './time-to-live.ts';
import type { Outcome, Patience } from './waiter.ts';
import { fitOf, isGrantedBy, wishFor, type Wish } from './wish.ts';

/** An answer and how it was come by. `known` is the earlier answer to show when a newer one could not be had. */
export interface Found extends Outcome {
  readonly known: Answer | null;
  /** What it was taken from, when that was known and young enough. */
  readonly entry?: Entry | undefined;
}

/** What may change while the engine runs. */
export interface EngineSettings {
  readonly timeToLive: TimeToLive;
  /** How long a lookup may take; as long as it takes when absent. */
  readonly deadlineMs?: number | undefined;
}

/** What a lookup is asked with, and for which operation. */
export interface EngineTerms extends LookupTerms {
  readonly flow: Flow;
}

/** What the engine is made of. */
export interface EngineMeans extends EngineSettings {
  readonly upstream: Upstream;
  readonly memory: Memory;
  readonly shared?: SharedMemory | null | undefined;
  readonly clock: Clock;
  readonly onEvent?: ((event: LookupEvent) => void) | undefined;
}

type Whose = Pick<Reference, 'account' | 'identity'>;

/** Answers each lookup with the fewest upstream calls that can: from memory, from a call under way, or by a new one. */
export class Engine {
  #means: EngineMeans;
  readonly #flights = new Map<string, Set<Flight>>();
  /** Beginnings of keys that are of no account any more. */
  readonly #gone = new Set<string>();
  #sent = 0;

  constructor(means: EngineMeans) {
    this.#means = means;
  }

  /** From now on goes by these settings. */
  adopt({ timeToLive, deadlineMs }: EngineSettings): void {
    this.#means = { ...this.#means, timeToLive, deadlineMs };
  }

  /** Forgets what was learnt for accounts that are no more. What is under way for them serves those who wait for it alone. */
  part(accounts: readonly Whose[]): void {
    for (const prefix of accounts.map(keyPrefix)) {
      this.#gone.add(prefix);
      this.#means.memory.forget(prefix);
    }
  }

  /** Lets what is under way for these accounts serve those who wait for it alone: they ask in another way from now on. */
  renew(accounts: readonly Whose[]): void {
    for (const prefix of accounts.map(keyPrefix)) {
      this.#gone.delete(prefix);
      for (const [key, flights] of this.#flights) {
        if (key.startsWith(prefix)) for (const flight of flights) flight.close();
      }
    }
  }

  /** References being inquired about; none at rest. */
  get underWay(): number {
    return this.#flights.size;
  }

  /** Rejects only when the signal aborts. */
  async find(reference: Reference, demand: Demand, terms: EngineTerms, signal: AbortSignal): Promise<Found> {
    signal.throwIfAborted();
    const key = referenceKey(reference);
    const wish = wishFor(demand, terms, this.#means.clock.now());
    const entry = this.#means.memory.get(key);
    const fit = entry === undefined ? null : this.#fit(entry, wish);
    if (entry !== undefined && fit !== null) {
      if (fit === 'refresh') this.#refresh(key, reference, entry.options, terms.flow);
      const how = fit === 'refresh' ? 'refreshed' : 'memory';
      const isStale = fit !== 'fresh';
      return { answer: entry.answer, how, isStale, known: null, entry: isStale ? undefined : entry };
    }
    const flight = this.#admitting(key, wish) ?? this.#start(key, reference, wish);
    const outcome = await flight.join(wish, this.#patience(signal, terms));
    return { ...outcome, known: this.#lastKnown(key, outcome.answer) };
  }

  /** Whether a lookup would be answered with this very entry now. */
  wouldGive({ key, demand, asked }: Pick<Known, 'key' | 'demand' | 'asked'>): boolean {
    const known = this.#means.memory.get(key);
    if (known === undefined || known.asked !== asked) return false;
    return this.#fit(known, wishFor(demand, { maxAgeMs: null }, this.#means.clock.now())) === 'fresh';
  }

  #admitting(key: string, wish: Wish): Flight | undefined {
    return this.#under(key).find((flight) => flight.admits(wish));
  }

  /** A call that waits for its slot, or is held back, admits everyone: at most one of those is unsent at a time. */
  #start(key: string, reference: Reference, wish: Wish): Flight {
    const { upstream, clock, shared } = this.#means;
    const earlier = this.#under(key).filter((flight) => flight.isTooPoorFor(wish));
    const flight: Flight = new Flight({
      upstream,
      reference,
      clock,
      worthAsking: () => this.#worthAsking(key),
      stamp: () => ({ at: clock.now(), order: (this.#sent += 1) }),
      beforehand: async () => {
        if (earlier.length > 0) await hold(earlier, clock, flight.signal);
        if (shared == null) return null;
        const learn = (entry: SharedEntry) => this.#learn(entry, key, reference, flight);
        return agree({ shared, key, clock, learn }, flight);
      },
      onAnswer: (answer, sent) => this.#remember(answer, sent),
      onOver: () => this.#end(key, flight),
    });
    const flights = this.#flights.get(key) ?? new Set();
    this.#flights.set(key, flights.add(flight));
    return flight;
  }

  /** Asks again for what is known, with nobody waiting for it, in the turns of the operation that wanted it. */
  #refresh(key: string, reference: Reference, demand: Demand, flow: Flow): void {
    if (this.#flights.has(key)) return;
    this.#means.onEvent?.({ kind: 'refresh', account: reference.account });
    const wish = wishFor(demand, { maxAgeMs: null }, this.#means.clock.now());
    const patience = this.#patience(new AbortController().signal, { flow });
    // Whoever asks next is told of a failure that lasts.
    this.#start(key, reference, wish)
      .join(wish, patience)
      .catch(() => undefined);
  }

  #end(key: string, flight: Flight): void {
    const flights = this.#flights.get(key);
    flights?.delete(flight);
    if (flights?.size === 0) this.#flights.delete(key);
  }

  #under(key: string): readonly Flight[] {
    const flights = this.#flights.get(key);
    return flights === undefined ? NO_FLIGHTS : [...flights];
  }

  /** Entries only grow in options, so that callers who want different ones do not take turns evicting each other. */
  #worthAsking(key: string): Demand {
    const entry = this.#means.memory.get(key);
    const isAlive = entry !== undefined && entry.answer.payment !== null && this.#isAlive(entry);
    return this.#under(key).reduce((all, { asked }) => union(all, asked ?? NO_DEMAND), isAlive ? entry.options : 0);
  }

  #isAlive({ asked, expiresAt }: Entry): boolean {
    const now = this.#means.clock.now();
    return asked.at <= now && now < expiresAt;
  }

  #fit(entry: Entry, wish: Wish) {
    return fitOf(entry, wish, this.#means.clock.now(), this.#means.timeToLive);
  }

  #patience(signal: AbortSignal, { flow, deadlineMs }: Pick<EngineTerms, 'flow' | 'deadlineMs'>): Patience {
    const whole = this.#means.deadlineMs ?? null;
    const own = deadlineMs ?? null;
    if (own === null || (whole !== null && own >= whole)) return { flow, signal, deadlineMs: whole, isWhole: true };
    return { flow, signal, deadlineMs: own, isWhole: false };
  }

  #remember(answer: Answer, sent: Sent | null): void {
    if (!isTrusted(answer) || this.#gone.has(keyPrefix(answer.reference))) return;
    const { memory, shared } = this.#means;
    const asked = { at: answer.exchange.requestedAt.epochMs, order: sent?.order ?? 0 };
    const life = timeToLive(answer, this.#means.timeToLive);
    const expiresAt = asked.at + life;
    memory.put(answer, asked, life);
    const keys = keysOf(answer);
    shared?.put(keys, { answer, askedAt: asked.at, expiresAt });
    const landed = { answer, options: answer.exchange.options, asked, expiresAt };
    for (const flight of keys.flatMap((key) => this.#under(key))) {
      flight.serve((wish) => (isGrantedBy(wish, landed) ? { answer, how: 'joined', isStale: false } : null));
    }
  }

  /** Takes over what another gateway learnt, unless something newer is known, and serves those it is good enough for. */
  #learn(
    { answer, askedAt, expiresAt, landedAt }: SharedEntry,
    key: string,
    { kind, id }: Reference,
    flight: Flight,
  ): void {
    if (!isTrusted(answer) || !keysOf(answer).includes(key) || this.#gone.has(keyPrefix(answer.reference))) return;
    if (answer.payment !== null && (answer.payment[kind] ?? id) !== id) return;
    const { memory } = this.#means;
    const life = Math.min(expiresAt - askedAt, timeToLive(answer, this.#means.timeToLive));
    const asked = { at: askedAt, order: 0 };
    memory.put(answer, asked, life);
    if (landedAt !== undefined && landedAt <= this.#means.clock.now()) {
      const landed = { answer, options: answer.exchange.options, asked, expiresAt };
      const grants = (wish: Wish) => wish.madeAt < landedAt && isGrantedBy(wish, landed);
      flight.serve((wish) => (grants(wish) ? { answer, how: 'shared', isStale: false } : null));
    }
    const known = memory.get(key);
    if (known === undefined) return;
    flight.serve((wish) => {
      const fit = this.#fit(known, wish);
      return fit === 'fresh' || fit === 'stale'
        ? { answer: known.answer, how: 'shared', isStale: fit === 'stale' }
        : null;
    });
  }

  /** The last payment known, for a failure that may pass by itself; bounded in age. */
  #lastKnown(key: string, answer: Answer): Answer | null {
    if (answer.payment !== null || !isPassing(answer.result)) return null;
    const entry = this.#means.memory.get(key);
    if (entry === undefined || entry.answer.payment === null) return null;
    return this.#means.clock.now() - entry.asked.at <= this.#means.timeToLive.staleMs ? entry.answer : null;
  }
}

const NO_FLIGHTS: readonly Flight[] = [];

type Trusted = Answer & { readonly exchange: NonNullable<Answer['exchange']> };

/** Whether it tells something of the payment that may be believed. */
function isTrusted(answer: Answer): answer is Trusted {
  return answer.exchange?.signatureVerified === true && (answer.payment !== null || isNotFound(answer));
}
