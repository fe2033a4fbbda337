import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { somebody } from '../../src/upstream/askers.ts';
import { NoSlotError, Slots } from '../../src/upstream/slots.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';

const never = new AbortController().signal;

describe('slots', () => {
  it('are given in the order they were asked for', async () => {
    const { slots, take, begun } = watched({ concurrency: 1, ratePerSecond: 100, queue: 10 });
    for (const name of ['a', 'b', 'c']) take(name);
    await settled();
    expect(begun).toEqual(['a']);
    slots.release();
    await settled();
    slots.release();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('are refused at once when as many wait as may', async () => {
    const { slots, take } = watched({ concurrency: 1, ratePerSecond: 100, queue: 2 });
    for (const name of ['a', 'b', 'c']) take(name);
    await expect(slots.take(somebody(), never)).rejects.toBeInstanceOf(NoSlotError);
    slots.release();
    await settled();
    take('d');
    await expect(slots.take(somebody(), never)).rejects.toBeInstanceOf(NoSlotError);
  });

  it('leave no hole where a waiter has left', async () => {
    const { slots, take, begun } = watched({ concurrency: 1, ratePerSecond: 100, queue: 2 });
    take('a');
    const leaving = new AbortController();
    const left = slots.take(somebody(), leaving.signal);
    take('c');
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    take('d');
    slots.release();
    await settled();
    slots.release();
    await settled();
    expect(begun).toEqual(['a', 'c', 'd']);
    await expect(slots.take(somebody(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('come again with time when the rate is used up', async () => {
    const { slots, take, begun, clock } = watched({ concurrency: 10, ratePerSecond: 2, queue: 10 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) take(name);
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await clock.advance(999);
    expect(begun).toHaveLength(2);
    await clock.advance(1);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    for (let held = 0; held < 4; held += 1) slots.release();
    await clock.advance(1_000);
    expect(begun).toHaveLength(5);
  });

  it('let further attempts go first, counted in the rate', async () => {
    const { slots, take, begun, clock } = watched({ concurrency: 10, ratePerSecond: 1, queue: 10 });
    take('a');
    take('b');
    await settled();
    void slots.again(somebody(), never).then(() => begun.push('a again'));
    await clock.advance(1_000);
    expect(begun).toEqual(['a', 'a again']);
    await clock.advance(1_000);
    expect(begun).toEqual(['a', 'a again', 'b']);
    const leaving = new AbortController();
    const left = slots.again(somebody(), leaving.signal);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    await expect(slots.again(somebody(), leaving.signal)).rejects.toThrow('left');
  });

  it('are not withheld when the clock is set back', async () => {
    const { take, begun, clock } = watched({ concurrency: 10, ratePerSecond: 1, queue: 10 });
    take('a');
    await settled();
    clock.set(clock.now() - 3_600_000);
    take('b');
    await settled();
    expect(begun).toEqual(['a', 'b']);
  });

  it('keep both bounds and their order, and lose none, in any schedule', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
    );
    const limits = fc.record({
      concurrency: fc.integer({ min: 1, max: 4 }),
      ratePerSecond: fc.integer({ min: 1, max: 5 }),
      queue: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (bounds, steps) => {
        const clock = new VirtualClock(0);
        const slots = new Slots(bounds, clock);
        const begunAt: number[] = [];
        const served: number[] = [];
        const waiting = new Map<number, AbortController>();
        let [busy, asked, waitingAgain] = [0, 0, 0];
        const begin = () => {
          begunAt.push(clock.now());
          expect(busy).toBeLessThanOrEqual(bounds.concurrency);
          const lately = begunAt.filter((at) => at > clock.now() - 1_000).length;
          expect(lately).toBeLessThanOrEqual(bounds.ratePerSecond);
        };
        for (const one of steps) {
          if (one.do === 'wait') await clock.advance(one.ms);
          if (one.do === 'release' && busy > waitingAgain) {
            busy -= 1;
            slots.release();
          }
          if (one.do === 'again' && busy > waitingAgain) {
            waitingAgain += 1;
            void slots.again(somebody(), never).then(() => {
              waitingAgain -= 1;
              begin();
            });
          }
          if (one.do === 'leave') {
            const [name, leaving] = [...waiting][one.who % Math.max(1, waiting.size)] ?? [];
            leaving?.abort(new Error('left'));
            if (name !== undefined) waiting.delete(name);
          }
          if (one.do === 'take') {
            const name = (asked += 1);
            const leaving = new AbortController();
            const before = waiting.size;
            waiting.set(name, leaving);
            slots.take(somebody(), leaving.signal).then(
              () => {
                waiting.delete(name);
                served.push(name);
                busy += 1;
                begin();
              },
              (error: unknown) => {
                waiting.delete(name);
                if (error instanceof NoSlotError) expect(before).toBeGreaterThanOrEqual(bounds.queue);
              },
            );
          }
          await settled();
          expect(waiting.size).toBeLessThanOrEqual(bounds.queue);
        }
        // Everyone who stayed is served in the end.
        for (let round = 0; (waiting.size > 0 || waitingAgain > 0) && round < 200; round += 1) {
          for (; busy > waitingAgain; busy -= 1) slots.release();
          await clock.advance(1_000);
        }
        expect(waiting.size + waitingAgain).toBe(0);
        expect(served).toEqual([...served].sort((one, other) => one - other));
        await clock.advance(1_000);
        expect(clock.sleeping).toBe(0);
      }),
      { numRuns: 400 },
    );
  });
});

function watched(limits: ConstructorParameters<typeof Slots>[0]) {
  const clock = new VirtualClock();
  const slots = new Slots(limits, clock);
  const begun: string[] = [];
  const take = (name: string) => void slots.take(somebody(), never).then(() => begun.push(name));
  return { clock, slots, begun, take };
}
