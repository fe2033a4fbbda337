import type { Flow } from './askers.ts';

/** How much an operation has had waiting and under way at once: few inquiries, or many. */
export type Crowd = 'few' | 'many';

/** The inquiries of one operation, in the order they came. */
export interface Lane<Item> {
  readonly flow: Flow;
  readonly waiting: Set<Item>;
  /** Slots it holds. */
  held: number;
  /** Once it has many, it has until it is empty. */
  crowd: Crowd;
}

/** The next of a crowd, and the lane whose turn it is. */
export interface Turn<Item> {
  readonly item: Item;
  readonly lane: Lane<Item>;
}

/** Callers who have lanes with somebody waiting, each with those lanes; whoever has waited longest for a turn is first. */
type Turns<Item> = Map<string | null, Set<Lane<Item>>>;

/**
 * Fair queues: within a lane whoever came first is first; a caller's lanes take turns, and callers take turns (two levels
 * of round robin; every item costs one attempt, so that it needs no deficits). What several operations want is in the
 * lane of each, and leaves all of them by the first turn it gets.
 */
export class Lanes<Item> {
  #few: number;
  readonly #lanes = new Map<Flow, Lane<Item>>();
  readonly #places = new Map<Item, Set<Lane<Item>>>();
  readonly #turns: Readonly<Record<Crowd, Turns<Item>>> = { few: new Map(), many: new Map() };

  /** An operation has `few` inquiries up to this number. */
  constructor(few: number) {
    this.#few = few;
  }

  /** From now on an operation has few up to this number. */
  adopt(few: number): void {
    this.#few = few;
  }

  /** How many wait. */
  get size(): number {
    return this.#places.size;
  }

  has(item: Item): boolean {
    return this.#places.has(item);
  }

  [Symbol.iterator](): MapIterator<Item> {
    return this.#places.keys();
  }

  /** Puts it at the end of the operation's lane, unless it is there. */
  add(item: Item, flow: Flow): void {
    const lane = this.#laneOf(flow);
    const places = this.#places.get(item) ?? new Set();
    this.#places.set(item, places.add(lane));
    lane.waiting.add(item);
    this.#sort(lane);
  }

  /** Takes it out of the operation's lane. */
  withdraw(item: Item, flow: Flow): void {
    const lane = this.#lanes.get(flow);
    if (lane === undefined || this.#places.get(item)?.delete(lane) !== true) return;
    lane.waiting.delete(item);
    this.#sort(lane);
  }

  /** Takes it out of all lanes. */
  delete(item: Item): void {
    for (const lane of this.#places.get(item) ?? []) {
      lane.waiting.delete(item);
      this.#sort(lane);
    }
    this.#places.delete(item);
  }

  /** Whose turn it is; null when nobody of the crowd waits. */
  next(crowd: Crowd): Turn<Item> | null {
    for (const lanes of this.#turns[crowd].values()) {
      for (const lane of lanes) for (const item of lane.waiting) return { item, lane };
    }
    return null;
  }

  /** Gives the turn a slot, to be released for the lane. The lane's next turn comes after all others have had theirs. */
  take({ item, lane }: Turn<Item>): void {
    const turns = this.#turns[lane.crowd];
    const lanes = turns.get(lane.flow.caller);
    if (lanes?.delete(lane) === true) {
      lanes.add(lane);
      turns.delete(lane.flow.caller);
      turns.set(lane.flow.caller, lanes);
    }
    lane.held += 1;
    this.delete(item);
  }

  /** Gives the operation a slot, to be released for the lane, while nobody waits; null when it would have many by that. */
  hold(flow: Flow): Lane<Item> | null {
    const lane = this.#laneOf(flow);
    if (lane.crowd === 'many' || lane.held >= this.#few) return null;
    lane.held += 1;
    return lane;
  }

  release(lane: Lane<Item>): void {
    lane.held -= 1;
    this.#sort(lane);
  }

  /**
   * Who is to go when too many wait: of the caller with most waiting, the newest of the longest lane, so that whoever
   * fills the queue is refused, and not whoever comes next. Callers without a name count as one. What another operation
   * wants as well goes last. Undefined when nobody waits.
   */
  excess(): Item | undefined {
    const lanes = this.#lanesOfMostWaiting().reverse();
    const longestFirst = lanes.sort((one, other) => other.waiting.size - one.waiting.size);
    for (const { waiting } of longestFirst) {
      const alone = [...waiting].findLast((item) => this.#places.get(item)?.size === 1);
      if (alone !== undefined) return alone;
    }
    return [...(longestFirst[0]?.waiting ?? [])].at(-1);
  }

  #laneOf(flow: Flow): Lane<Item> {
    const there = this.#lanes.get(flow);
    if (there !== undefined) return there;
    const lane: Lane<Item> = { flow, waiting: new Set(), held: 0, crowd: 'few' };
    this.#lanes.set(flow, lane);
    return lane;
  }

  /** The lanes of the caller with most waiting, in the order they came. */
  #lanesOfMostWaiting(): Lane<Item>[] {
    const callers = Map.groupBy(this.#lanes.values(), ({ flow }) => flow.caller);
    let most: { readonly lanes: Lane<Item>[]; readonly waiting: number } = { lanes: [], waiting: 0 };
    for (const lanes of callers.values()) {
      const waiting = lanes.reduce((sum, lane) => sum + lane.waiting.size, 0);
      if (waiting >= most.waiting) most = { lanes, waiting };
    }
    return most.lanes;
  }

  /** Puts the lane among those whose turns come, or takes it away, as it has become. */
  #sort(lane: Lane<Item>): void {
    const { flow, waiting, held } = lane;
    const hasMany = waiting.size + held > this.#few;
    if (waiting.size === 0 || (hasMany && lane.crowd === 'few')) this.#takeAway(lane);
    if (hasMany) lane.crowd = 'many';
    if (waiting.size > 0) {
      const turns = this.#turns[lane.crowd];
      turns.set(flow.caller, (turns.get(flow.caller) ?? new Set()).add(lane));
    } else if (held === 0) {
      this.#lanes.delete(flow);
    }
  }

  #takeAway(lane: Lane<Item>): void {
    const turns = this.#turns[lane.crowd];
    const lanes = turns.get(lane.flow.caller);
    if (lanes?.delete(lane) === true && lanes.size === 0) turns.delete(lane.flow.caller);
  }
}
