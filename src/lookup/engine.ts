import type { Clock } from '../domain/clock.ts';
import { covers, NO_DEMAND, union, type Demand } from '../domain/demand.ts';
import { isPassing, type Answer } from '../domain/inquiry.ts';
import { referenceKey, type Reference } from '../domain/reference.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Flight } from './flight.ts';
import type { FreshnessWanted } from './lookup.ts';
import type { Entry, Memory } from './memory.ts';
import { timeToLive, type TimeToLive } from './time-to-live.ts';

/** An answer and how it was come by. `known` is the earlier answer to show when a newer one could not be had. */
export interface Found {
  readonly answer: Answer;
  readonly how: 'asked' | 'joined' | 'remembered';
  readonly known: Answer | null;
}

/** What the engine is made of. */
export interface EngineMeans {
  readonly upstream: Upstream;
  readonly memory: Memory;
  readonly timeToLive: TimeToLive;
  readonly clock: Clock;
}

/** Answers each lookup with the fewest upstream calls that can: from memory, from a call under way, or by a new one. */
export class Engine {
  readonly #means: EngineMeans;
  readonly #flights = new Map<string, Set<Flight>>();

  constructor(means: EngineMeans) {
    this.#means = means;
  }

  /** Inquiries under way; none at rest. */
  get underWay(): number {
    return this.#flights.size;
  }

  /** Rejects only when the signal aborts. */
  async find(reference: Reference, demand: Demand, wanted: FreshnessWanted, signal: AbortSignal): Promise<Found> {
    const key = referenceKey(reference);
    const entry = this.#means.memory.get(key);
    if (entry !== undefined && covers(entry.options, demand) && this.#isYoungEnough(entry, wanted)) {
      return { answer: entry.answer, how: 'remembered', known: null };
    }
    const flights = this.#flights.get(key) ?? new Set<Flight>();
    // Without a cache allowed, an answer to an inquiry already sent would be from before the caller asked.
    const unsentOnly = wanted.maxAgeMs === 0;
    const underWay = [...flights].find((flight) => flight.admits(demand, unsentOnly));
    const flight = underWay ?? this.#start(key, reference, this.#worthAsking(demand, entry, flights), flights);
    const answer = await flight.join(demand, signal);
    return { answer, how: underWay === undefined ? 'asked' : 'joined', known: this.#lastKnown(key, answer) };
  }

  #start(key: string, reference: Reference, demand: Demand, flights: Set<Flight>): Flight {
    const flight = new Flight(this.#means.upstream, reference, demand);
    this.#flights.set(key, flights.add(flight));
    const end = () => {
      flights.delete(flight);
      if (flights.size === 0) this.#flights.delete(key);
    };
    // Remembered and taken off the table before anyone who waits goes on.
    flight.answer.then((answer) => {
      end();
      this.#remember(answer);
    }, end);
    return flight;
  }

  /** Entries only grow in options, so that callers who want different ones do not take turns evicting each other. */
  #worthAsking(demand: Demand, entry: Entry | undefined, flights: Iterable<Flight>): Demand {
    const alive = entry !== undefined && this.#means.clock.now() < entry.expiresAt;
    let all = union(demand, alive ? entry.options : NO_DEMAND);
    for (const flight of flights) all = union(all, flight.demand);
    return all;
  }

  #isYoungEnough(entry: Entry, { maxAgeMs }: FreshnessWanted): boolean {
    const now = this.#means.clock.now();
    return now < entry.expiresAt && (maxAgeMs === null || now - entry.askedAt < maxAgeMs);
  }

  #remember(answer: Answer): void {
    const { exchange, payment } = answer;
    const life = timeToLive(answer, this.#means.timeToLive);
    if (exchange !== null && (life > 0 || payment !== null)) {
      this.#means.memory.put(answer, exchange.requestedAt.epochMs, life);
    }
  }

  /** The last payment known, for a failure that may pass by itself; bounded in age. */
  #lastKnown(key: string, answer: Answer): Answer | null {
    if (answer.payment !== null || !isPassing(answer.result)) return null;
    const entry = this.#means.memory.get(key);
    if (entry === undefined || entry.answer.payment === null) return null;
    return this.#means.clock.now() - entry.askedAt <= this.#means.timeToLive.staleMs ? entry.answer : null;
  }
}
