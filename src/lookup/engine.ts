import type { Clock } from '../domain/clock.ts';
import { covers, NO_DEMAND, union, type Demand } from '../domain/demand.ts';
import { isNotFound, isPassing, type Answer } from '../domain/inquiry.ts';
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
  #sent = 0;

  constructor(means: EngineMeans) {
    this.#means = means;
  }

  /** References being inquired about; none at rest. */
  get underWay(): number {
    return this.#flights.size;
  }

  /** Rejects only when the signal aborts. */
  async find(reference: Reference, demand: Demand, wanted: FreshnessWanted, signal: AbortSignal): Promise<Found> {
    signal.throwIfAborted();
    const key = referenceKey(reference);
    const entry = this.#means.memory.get(key);
    if (entry !== undefined && answers(entry, demand) && this.#isYoungEnough(entry, wanted)) {
      return { answer: entry.answer, how: 'remembered', known: null };
    }
    const since = wanted.maxAgeMs === null ? null : this.#means.clock.now() - wanted.maxAgeMs;
    const underWay = this.#flights
      .get(key)
      ?.values()
      .find((flight) => flight.admits(demand, since));
    const flight = underWay ?? this.#start(key, reference, this.#worthAsking(key, entry));
    const answer = await flight.join(demand, signal);
    return { answer, how: underWay === undefined ? 'asked' : 'joined', known: this.#lastKnown(key, answer) };
  }

  #start(key: string, reference: Reference, demand: Demand): Flight {
    const { upstream, clock } = this.#means;
    const flight: Flight = new Flight({
      upstream,
      reference,
      demand,
      stamp: () => ({ at: clock.now(), order: (this.#sent += 1) }),
      onGivenUp: () => this.#end(key, flight),
    });
    const flights = this.#flights.get(key) ?? new Set();
    this.#flights.set(key, flights.add(flight));
    // Remembered and taken off the table before anyone who waits goes on.
    flight.answer.then(
      (answer) => {
        this.#end(key, flight);
        this.#remember(answer, flight);
      },
      () => this.#end(key, flight),
    );
    return flight;
  }

  #end(key: string, flight: Flight): void {
    const flights = this.#flights.get(key);
    flights?.delete(flight);
    if (flights?.size === 0) this.#flights.delete(key);
  }

  /** Entries only grow in options, so that callers who want different ones do not take turns evicting each other. */
  #worthAsking(key: string, entry: Entry | undefined): Demand {
    const isAlive = entry !== undefined && entry.answer.payment !== null && this.#isAlive(entry);
    let all = isAlive ? entry.options : NO_DEMAND;
    for (const flight of this.#flights.get(key) ?? []) all = union(all, flight.demand);
    return all;
  }

  #isYoungEnough(entry: Entry, { maxAgeMs }: FreshnessWanted): boolean {
    return this.#isAlive(entry) && (maxAgeMs === null || this.#means.clock.now() - entry.asked.at < maxAgeMs);
  }

  #isAlive({ asked, expiresAt }: Entry): boolean {
    const now = this.#means.clock.now();
    // Asked in the future: the clock was set back, and how old it is cannot be told.
    return asked.at <= now && now < expiresAt;
  }

  #remember(answer: Answer, { sent }: Flight): void {
    const { exchange, payment } = answer;
    if (exchange?.signatureVerified !== true || (payment === null && !isNotFound(answer))) return;
    const asked = { at: exchange.requestedAt.epochMs, order: sent?.order ?? 0 };
    this.#means.memory.put(answer, asked, timeToLive(answer, this.#means.timeToLive));
  }

  /** The last payment known, for a failure that may pass by itself; bounded in age. */
  #lastKnown(key: string, answer: Answer): Answer | null {
    if (answer.payment !== null || !isPassing(answer.result)) return null;
    const entry = this.#means.memory.get(key);
    if (entry === undefined || entry.answer.payment === null) return null;
    return this.#means.clock.now() - entry.asked.at <= this.#means.timeToLive.staleMs ? entry.answer : null;
  }
}

/** That there is no such payment answers whatever is wanted of it. */
function answers(entry: Entry, demand: Demand): boolean {
  return entry.answer.payment === null || covers(entry.options, demand);
}
