import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { somebody, type Askers, type Flow } from '../../src/upstream/askers.ts';
import { NoSlotError, Slots, type Slot } from '../../src/upstream/slots.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { Random } from '../lookup/oracle/random.ts';
import { operation, wantedByOne } from './wanting.ts';
import { watched } from './watched-slots.ts';

const never = new AbortController().signal;

describe('slots', () => {
  it('are given in the order they were asked for', async () => {
    const { take, begun, release } = watched({ concurrency: 1, ratePerSecond: 100, queue: 10 });
    for (const name of ['a', 'b', 'c']) void take(name);
    await settled();
    expect(begun).toEqual(['a']);
    await release();
    await release();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('are refused at once when as many wait as may', async () => {
    const { take, release } = watched({ concurrency: 1, ratePerSecond: 100, queue: 2 });
    for (const name of ['a', 'b', 'c']) void take(name);
    await expect(take('d')).rejects.toBeInstanceOf(NoSlotError);
    await release();
    void take('e');
    await expect(take('f')).rejects.toBeInstanceOf(NoSlotError);
  });

  it('leave no hole where a waiter has left', async () => {
    const { take, begun, release } = watched({ concurrency: 1, ratePerSecond: 100, queue: 2 });
    void take('a');
    const leaving = new AbortController();
    const left = take('b', somebody(), leaving.signal);
    void take('c');
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    void take('d');
    await release();
    await release();
    expect(begun).toEqual(['a', 'c', 'd']);
    await expect(take('e', somebody(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('come again with time when the rate is used up', async () => {
    const { take, begun, clock, release } = watched({ concurrency: 10, ratePerSecond: 2, queue: 10 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) void take(name);
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await clock.advance(999);
    expect(begun).toHaveLength(2);
    await clock.advance(1);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    for (let held = 0; held < 4; held += 1) await release();
    await clock.advance(1_000);
    expect(begun).toHaveLength(5);
  });

  it('let further attempts go first, counted in the rate', async () => {
    const { take, begun, clock, held } = watched({ concurrency: 10, ratePerSecond: 1, queue: 10 });
    void take('a');
    void take('b');
    await settled();
    const [slot] = held;
    void slot!.again(somebody(), never).then(() => begun.push('a again'));
    await clock.advance(1_000);
    expect(begun).toEqual(['a', 'a again']);
    await clock.advance(1_000);
    expect(begun).toEqual(['a', 'a again', 'b']);
    const leaving = new AbortController();
    const left = slot!.again(somebody(), leaving.signal);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    await expect(slot!.again(somebody(), leaving.signal)).rejects.toThrow('left');
  });

  it('are waited for by a few timers, however long more is asked for than the rate allows', async () => {
    const clock = new VirtualClock();
    const slots = new Slots({ concurrency: 64, ratePerSecond: 20, queue: 1_024 }, clock);
    const random = new Random(1);
    const answered: { readonly at: number; readonly slot: Slot }[] = [];
    const ask = (flow: Flow) => {
      slots.take(wantedByOne(flow), never).then(
        (slot) => answered.push({ at: clock.now() + 50, slot }),
        (error: unknown) => expect(error).toBeInstanceOf(NoSlotError),
      );
    };
    let most = 0;
    for (let ms = 0; ms < 30_000; ms += 1) {
      const bulk = operation('bi');
      if (ms % 700 === 0) for (let count = 0; count < 50; count += 1) ask(bulk);
      if (random.next() < 0.012) ask(operation('mobile'));
      await clock.advance(1);
      while (answered[0] !== undefined && answered[0].at <= clock.now()) answered.shift()!.slot.release();
      most = Math.max(most, clock.sleeping);
    }
    expect(most).toBeLessThanOrEqual(8);
  });

  it('are not withheld when the clock is set back', async () => {
    const { take, begun, clock } = watched({ concurrency: 10, ratePerSecond: 1, queue: 10 });
    void take('a');
    await settled();
    clock.set(clock.now() - 3_600_000);
    void take('b');
    await settled();
    expect(begun).toEqual(['a', 'b']);
  });

  it('are given by other limits from now on, to those who wait as well', async () => {
    const { slots, take, begun } = watched({ concurrency: 1, ratePerSecond: 100, queue: 10 });
    for (const name of ['a', 'b', 'c', 'd']) void take(name);
    await settled();
    slots.adopt({ concurrency: 3, ratePerSecond: 100, queue: 0 });
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    await expect(take('e')).rejects.toBeInstanceOf(NoSlotError);
  });

  it('keep both bounds and their order, and lose none, in any schedule', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('take' as const), by: fc.nat({ max: 5 }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), who: fc.nat(), by: fc.nat({ max: 5 }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), who: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), who: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
    );
    const limits = fc.record({
      concurrency: fc.integer({ min: 1, max: 9 }),
      ratePerSecond: fc.integer({ min: 1, max: 12 }),
      queue: fc.integer({ min: 0, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 80 }), async (bounds, steps) => {
        const schedule = new Schedule(bounds);
        for (const one of steps) {
          if (one.do === 'wait') await schedule.clock.advance(one.ms);
          if (one.do === 'take') schedule.take(one.by);
          if (one.do === 'join') schedule.join(one.who, one.by);
          if (one.do === 'release') schedule.release(one.who);
          if (one.do === 'again') schedule.again(one.who);
          if (one.do === 'leave') schedule.leave(one.who);
          await settled();
          schedule.check();
        }
        await schedule.finish();
      }),
      { numRuns: 500 },
    );
  });
});

interface Inquiry {
  readonly name: number;
  readonly askers: Askers;
  readonly leaving: AbortController;
}

/** Slots in any use, with what must hold of them throughout. */
class Schedule {
  readonly clock = new VirtualClock(0);
  readonly #bounds: ConstructorParameters<typeof Slots>[0];
  readonly #slots: Slots;
  // Six operations of three callers.
  readonly #flows = Array.from({ length: 6 }, (_, index) => operation(['a', 'b', null][index % 3]));
  readonly #waiting = new Set<Inquiry>();
  readonly #held: { slot: Slot; isWaiting: boolean }[] = [];
  /** By operation, the inquiries that wait in its lane, in order. */
  readonly #lanes = new Map<Flow, Inquiry[]>();
  readonly #begunAt: number[] = [];
  #names = 0;
  #waitingBefore = 0;
  #busy = 0;

  constructor(bounds: ConstructorParameters<typeof Slots>[0]) {
    this.#bounds = bounds;
    this.#slots = new Slots(bounds, this.clock);
  }

  take(by: number): void {
    const flow = this.#flows[by]!;
    const inquiry = { name: (this.#names += 1), askers: wantedByOne(flow), leaving: new AbortController() };
    this.#waitingBefore = this.#waiting.size;
    this.#waiting.add(inquiry);
    this.#enter(inquiry, flow);
    this.#slots.take(inquiry.askers, inquiry.leaving.signal).then(
      (slot) => {
        this.#begin();
        this.#busy += 1;
        expect(this.#busy).toBeLessThanOrEqual(this.#bounds.concurrency);
        // First in the lane whose turn it was.
        expect([...this.#lanes.values()].some(([first]) => first === inquiry)).toBe(true);
        this.#gone(inquiry);
        this.#held.push({ slot, isWaiting: false });
      },
      (error: unknown) => {
        if (error instanceof NoSlotError) {
          expect(this.#waitingBefore).toBeGreaterThanOrEqual(this.#bounds.queue);
          this.#expectExcess(inquiry);
        }
        this.#gone(inquiry);
      },
    );
  }

  join(who: number, by: number): void {
    const inquiry = this.#one(who);
    const flow = this.#flows[by]!;
    if (inquiry === undefined || inquiry.askers.flows.has(flow)) return;
    this.#enter(inquiry, flow);
    inquiry.askers.add({ flow, until: Infinity });
  }

  release(who: number): void {
    const idle = this.#held.filter(({ isWaiting }) => !isWaiting);
    const held = idle[who % idle.length];
    if (held === undefined) return;
    this.#held.splice(this.#held.indexOf(held), 1);
    this.#busy -= 1;
    held.slot.release();
  }

  again(who: number): void {
    const held = this.#held[who % this.#held.length];
    if (held === undefined || held.isWaiting) return;
    held.isWaiting = true;
    void held.slot.again(somebody(), never).then(() => {
      held.isWaiting = false;
      this.#begin();
    });
  }

  leave(who: number): void {
    this.#one(who)?.leaving.abort(new Error('left'));
  }

  check(): void {
    expect(this.#waiting.size).toBeLessThanOrEqual(this.#bounds.queue);
    expect(this.#slots.busy).toBe(this.#busy);
    expect(this.#slots.waiting).toBe(this.#waiting.size + this.#held.filter(({ isWaiting }) => isWaiting).length);
  }

  /** Everyone who stayed is served in the end. */
  async finish(): Promise<void> {
    for (let round = 0; round < 300 && this.#slots.waiting + this.#slots.busy > 0; round += 1) {
      for (let count = this.#held.length; count > 0; count -= 1) this.release(0);
      await this.clock.advance(200);
    }
    expect(this.#slots.waiting + this.#slots.busy).toBe(0);
    expect(this.#waiting.size).toBe(0);
    await this.clock.advance(1_000);
    expect(this.clock.sleeping).toBe(0);
  }

  #one(who: number): Inquiry | undefined {
    return [...this.#waiting][who % Math.max(1, this.#waiting.size)];
  }

  #begin(): void {
    this.#begunAt.push(this.clock.now());
    const lately = this.#begunAt.filter((at) => at > this.clock.now() - 1_000).length;
    expect(lately).toBeLessThanOrEqual(this.#bounds.ratePerSecond);
  }

  /**
   * Of a caller with most waiting it is the newest that nobody else wants, in the longest lane with such a one; or the
   * newest of a longest lane where all are wanted by others.
   */
  #expectExcess(inquiry: Inquiry): void {
    const callers = [...Map.groupBy(this.#lanes, ([flow]) => flow.caller).values()];
    const most = Math.max(...callers.map(waitingIn));
    const candidates = callers
      .filter((lanes) => waitingIn(lanes) === most)
      .flatMap((lanes) => {
        const mayGo = lanes.map(([, lane]) => ({
          length: lane.length,
          newest: lane.findLast(({ askers }) => askers.flows.size === 1),
        }));
        const alone = mayGo.filter(({ newest }) => newest !== undefined);
        const all = lanes.map(([, lane]) => ({ length: lane.length, newest: lane.at(-1) }));
        const eligible = alone.length > 0 ? alone : all;
        const longest = Math.max(...eligible.map(({ length }) => length));
        return eligible.filter(({ length }) => length === longest).map(({ newest }) => newest);
      });
    expect(candidates).toContain(inquiry);
  }

  #enter(inquiry: Inquiry, flow: Flow): void {
    const lane = this.#lanes.get(flow) ?? [];
    this.#lanes.set(flow, lane);
    lane.push(inquiry);
  }

  #gone(inquiry: Inquiry): void {
    this.#waiting.delete(inquiry);
    for (const lane of this.#lanes.values()) if (lane.includes(inquiry)) lane.splice(lane.indexOf(inquiry), 1);
  }
}

function waitingIn(lanes: readonly (readonly [Flow, readonly Inquiry[]])[]): number {
  return lanes.reduce((sum, [, lane]) => sum + lane.length, 0);
}
