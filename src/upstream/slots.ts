import type { Clock } from '../domain/clock.ts';
import type { Askers, Flow } from './askers.ts';
import { Lanes, type Crowd, type Lane, type Turn } from './lanes.ts';
import type { UpstreamLimits } from './limits.ts';
import { SECOND_MS } from './last-second.ts';
import { Pace, type Slowdown } from './pace.ts';
import { attemptsLeftByMany, fewOf, leastSlotsOfMany, Reserve, slotsForMany } from './reserve.ts';
import { Waiting } from './waiting.ts';

/** No slot is to be had, now or as long as anyone waits for it. The message is fit for callers. */
export class NoSlotError extends Error {
  override readonly name = 'NoSlotError';
}

/** A slot that is held, until it is released. */
export interface Slot {
  /**
   * Resolves when a further attempt may begin. The pace alone decides; new inquiries come after. Rejects when the pause
   * outlasts those who wait, or when the signal aborts.
   */
  again(askers: Askers, signal: AbortSignal): Promise<void>;
  release(): void;
}

/** Those with few may go before one of those with many so many times in a row. */
const PASSES = 15;

/**
 * The slots of one account: so many inquiries at once, attempts begun at the account's pace, and a bounded queue.
 *
 * Each operation waits in a lane of its own. Those with few inquiries go first, and those with many leave them some of
 * the slots and of the rate (`reserve.ts`), so that a lookup of its own hardly waits for a bulk; but one turn in sixteen
 * is theirs, as long as they hold less than a sixteenth of the slots. When too many wait, the
 * newest of the longest lane of whoever has most waiting is refused, even if another has just come.
 */
export class Slots {
  #limits: UpstreamLimits['perAccount'];
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #reserve = new Reserve();
  readonly #lanes: Lanes<Waiting<Slot>>;
  readonly #again = new Set<Waiting<undefined>>();
  #busy = 0;
  #heldByMany = 0;
  /** Turns of few since many have had one. */
  #passed = 0;
  #wakesAt = Infinity;

  constructor(limits: UpstreamLimits['perAccount'], clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#pace = new Pace(limits.ratePerSecond, clock);
    this.#lanes = new Lanes(fewOf(limits));
  }

  /** Slots held. */
  get busy(): number {
    return this.#busy;
  }

  /** Inquiries that wait for a slot, and holders of one that wait for their turn to try again. */
  get waiting(): number {
    return this.#lanes.size + this.#again.size;
  }

  /** Attempts that may begin in a second: as many as configured, or fewer while the upstream is asked too often. */
  get ratePerSecond(): number {
    return this.#pace.ratePerSecond;
  }

  /** When the pause that upstream has asked for ends, in milliseconds since 1970; null when there is none. */
  get pausedUntil(): number | null {
    return this.#pace.pausedUntil;
  }

  /**
   * Resolves when a slot is held; whoever holds one must release it. Rejects when too many wait, at once or later, when
   * the pause outlasts those who wait, or when the signal aborts. `slowed` is called when it has to wait while the upstream
   * is asked too often.
   */
  async take(askers: Askers, signal: AbortSignal, slowed: () => void = () => undefined): Promise<Slot> {
    signal.throwIfAborted();
    const error = this.#inVain(askers);
    if (error !== null) throw error;
    const slot = this.#atOnce(askers);
    if (slot !== null) return slot;
    const changed = (flow: Flow) => this.#changed(waiting, flow);
    const waiting = new Waiting<Slot>(askers, signal, { changed, ended: () => this.#lanes.delete(waiting), slowed });
    for (const flow of askers.flows.keys()) this.#lanes.add(waiting, flow);
    this.#admit();
    const { queue } = this.#limits;
    if (this.#lanes.size > queue) {
      this.#lanes.excess()?.refuse(new NoSlotError(`${queue} inquiries are waiting already`));
    }
    if (!waiting.isOver && this.#pace.isCut) slowed();
    return waiting.turn;
  }

  /** From now on slots are given by these limits. Whoever waits for one, or holds one, keeps the place. */
  adopt(limits: UpstreamLimits['perAccount']): void {
    this.#limits = limits;
    this.#pace.adopt(limits.ratePerSecond);
    this.#lanes.adopt(fewOf(limits));
    this.#admit();
  }

  /**
   * Slows down, since an attempt begun at that time was refused as one too many, and pauses for so long if asked to.
   * Null when that changes nothing.
   */
  slowDown(begunAt: number, pauseMs: number | null): Slowdown | null {
    const slowdown = this.#pace.slowDown(begunAt, pauseMs);
    for (const waiting of [...this.#lanes, ...this.#again]) {
      waiting.slowed();
      this.#refuseInVain(waiting);
    }
    return slowdown;
  }

  async #tryAgain(askers: Askers, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const error = this.#inVain(askers);
    if (error !== null) throw error;
    const changed = () => this.#refuseInVain(waiting);
    const ended = () => {
      this.#again.delete(waiting);
    };
    const waiting = new Waiting<undefined>(askers, signal, { changed, ended, slowed: () => undefined });
    this.#again.add(waiting);
    this.#admit();
    return waiting.turn;
  }

  /** A slot for one operation with few where nobody would have to go before; null otherwise. */
  #atOnce({ flows }: Askers): Slot | null {
    if (flows.size !== 1 || this.waiting > 0 || this.#busy >= this.#limits.concurrency) return null;
    if (!this.#pace.allows()) return null;
    for (const flow of flows.keys()) {
      const lane = this.#lanes.hold(flow);
      return lane && this.#occupy(lane);
    }
    return null;
  }

  /** What several wait for stands in the lane of each of their operations. */
  #changed(waiting: Waiting<Slot>, flow: Flow): void {
    if (waiting.askers.flows.has(flow)) this.#lanes.add(waiting, flow);
    else this.#lanes.withdraw(waiting, flow);
    this.#refuseInVain(waiting);
    this.#admit();
  }

  /** Refuses what waits for nobody who would still be there after the pause. */
  #refuseInVain(waiting: Waiting<Slot> | Waiting<undefined>): void {
    const error = this.#inVain(waiting.askers);
    if (error !== null) waiting.refuse(error);
  }

  /** Why nobody would be there any more for what begins after the pause; null when someone will, or there is no pause. */
  #inVain(askers: Askers): NoSlotError | null {
    const { pausedUntil } = this.#pace;
    if (pausedUntil === null || askers.until > pausedUntil) return null;
    const seconds = Math.ceil((pausedUntil - this.#clock.now()) / SECOND_MS);
    return new NoSlotError(`asked too often: Alipay wants to be left alone for another ${seconds} s`);
  }

  #admit(): void {
    if (this.waiting === 0) return;
    for (const waiting of this.#again) {
      if (!this.#pace.allows()) break;
      this.#pace.begin();
      waiting.admit(undefined);
    }
    while (this.#again.size === 0 && this.#busy < this.#limits.concurrency && this.#pace.allows()) {
      const turn = this.#next();
      if (turn === null) break;
      this.#lanes.take(turn);
      turn.item.admit(this.#occupy(turn.lane));
    }
    this.#wakeInTime();
  }

  /** Whose turn it is; null when nobody's. */
  #next(): Turn<Waiting<Slot>> | null {
    const few = this.#lanes.next('few');
    const many = this.#lanes.next('many');
    if (many !== null && this.#passed >= PASSES && this.#heldByMany < leastSlotsOfMany(this.#limits)) return many;
    if (few !== null || many === null || this.#busy >= slotsForMany(this.#limits)) return few;
    const now = this.#clock.now();
    const rate = this.#pace.ratePerSecond;
    const hasRoom = this.#pace.allows(attemptsLeftByMany(rate)) && this.#reserve.manyFrom(rate, now) <= now;
    return hasRoom ? many : null;
  }

  /** The slot that has been given for the lane. */
  #occupy(lane: Lane<Waiting<Slot>>): Slot {
    const { crowd } = lane;
    this.#busy += 1;
    if (crowd === 'many') this.#heldByMany += 1;
    this.#pace.begin();
    this.#reserve.begin(crowd, this.#pace.ratePerSecond, this.#clock.now());
    const isPassing = crowd === 'few' && this.#lanes.size > 0 && this.#lanes.next('many') !== null;
    this.#passed = isPassing ? this.#passed + 1 : 0;
    return {
      again: (askers, signal) => this.#tryAgain(askers, signal),
      release: () => this.#release(lane, crowd),
    };
  }

  #release(lane: Lane<Waiting<Slot>>, takenBy: Crowd): void {
    this.#busy -= 1;
    if (takenBy === 'many') this.#heldByMany -= 1;
    this.#reserve.end(lane.crowd, this.#clock.now());
    this.#lanes.release(lane);
    this.#admit();
  }

  /** A release frees slots; the rate comes back by time alone. */
  #wakeInTime(): void {
    const isFree = this.#busy < this.#limits.concurrency;
    const few = this.#again.size > 0 || (isFree && this.#lanes.next('few') !== null);
    const many = this.#busy < slotsForMany(this.#limits) && this.#lanes.next('many') !== null;
    if (few) this.#wakeAfter(this.#pace.waitMs());
    else if (many) this.#wakeAfter(this.#waitOfManyMs());
  }

  /** A second at most: what those with few need may change meanwhile. */
  #waitOfManyMs(): number {
    const now = this.#clock.now();
    const rate = this.#pace.ratePerSecond;
    const untilMany = Math.ceil(this.#reserve.manyFrom(rate, now) - now);
    return Math.min(SECOND_MS, Math.max(this.#pace.waitMs(attemptsLeftByMany(rate)), untilMany));
  }

  #wakeAfter(ms: number): void {
    const at = this.#clock.now() + ms;
    if (at >= this.#wakesAt) return;
    this.#wakesAt = at;
    const wake = () => {
      // An earlier one has taken its place.
      if (this.#wakesAt !== at) return;
      this.#wakesAt = Infinity;
      this.#admit();
    };
    this.#clock.sleep(ms).then(wake, wake);
  }
}
