import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Askers, Flow } from '../../src/upstream/askers.ts';
import { NoSlotError } from '../../src/upstream/slots.ts';
import { settled } from '../clock/virtual-clock.ts';
import { operation, wantedBy, wantedByOne } from './wanting.ts';
import { watched } from './watched-slots.ts';

const LIMITS = { concurrency: 1, ratePerSecond: 1_000, queue: 1_000 };

describe('slots that operations share', () => {
  it('are given to one with few inquiries before one with many, though that came first', async () => {
    const { begun, release, bulk, single } = sharing(LIMITS);
    bulk('bulk', 20);
    await settled();
    single('a');
    single('b');
    for (let count = 0; count < 4; count += 1) await release();
    expect(begun).toEqual(['bulk 0', 'a', 'b', 'bulk 1', 'bulk 2']);
  });

  it('are given in turn to callers with many, and to operations of one caller', async () => {
    const { begun, release, bulk } = sharing(LIMITS);
    bulk('a', 20, operation('bi'));
    bulk('b', 20, operation('bi'));
    bulk('c', 20, operation('export'));
    await settled();
    for (let count = 0; count < 8; count += 1) await release();
    const turns = begun.slice(1).map((name) => name.slice(0, 1));
    expect(turns.filter((name) => name === 'c')).toHaveLength(4);
    expect(turns.filter((name) => name === 'a')).toHaveLength(2);
    expect(turns.filter((name) => name === 'b')).toHaveLength(2);
  });

  it('are all but an eighth taken by one with many when it is alone, and at once', async () => {
    const { begun, clock, bulk } = sharing({ concurrency: 1_000, ratePerSecond: 80, queue: 1_000 });
    bulk('bulk', 200);
    await settled();
    expect(begun).toHaveLength(70);
    await clock.advance(1_000);
    expect(begun).toHaveLength(140);
    const slots = sharing({ concurrency: 64, ratePerSecond: 10_000, queue: 1_000 });
    slots.bulk('bulk', 200);
    await settled();
    expect(slots.begun).toHaveLength(56);
    slots.single('a');
    await settled();
    expect(slots.begun.at(-1)).toBe('a');
  });

  it('are free at once for one with few, whatever one with many has taken', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 80 }),
        fc.integer({ min: 2, max: 300 }),
        fc.integer({ min: 1, max: 2_000 }),
        async (concurrency, ratePerSecond, ms) => {
          const { begun, clock, held, bulk, single } = sharing({ concurrency, ratePerSecond, queue: 1_000 });
          bulk('bulk', 400);
          await settled();
          for (const slot of held.splice(0, 3)) slot.release();
          await clock.advance(ms);
          single('a');
          await settled();
          expect(begun).toContain('a');
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('stay free for those with few as long as one with many has its part, however long that hangs', async () => {
    const { begun, clock, held, bulk, single } = sharing({ ...LIMITS, concurrency: 4 });
    bulk('bulk', 20);
    await settled();
    expect(begun).toHaveLength(3);
    for (let count = 0; count < 40; count += 1) {
      single(`single ${count}`);
      await settled();
      expect(begun.at(-1)).toBe(`single ${count}`);
      held.pop()!.release();
      await clock.advance(10);
    }
    expect(begun.filter((name) => name.startsWith('bulk'))).toHaveLength(3);
  });

  it('are given to one with many in the end, however many with few there are', async () => {
    const schedule = fc.record({
      concurrency: fc.integer({ min: 1, max: 9 }),
      ratePerSecond: fc.integer({ min: 1, max: 400 }),
      waiting: fc.integer({ min: 1, max: 30 }),
      stepMs: fc.integer({ min: 1, max: 700 }),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ concurrency, ratePerSecond, waiting, stepMs }) => {
        const { begun, clock, held, slots, bulk, single } = sharing({ concurrency, ratePerSecond, queue: 1_000 });
        bulk('bulk', 40);
        await settled();
        let singles = 0;
        for (let step = 0; step < 80; step += 1) {
          while (slots.waiting < 40 + waiting) single(`single ${(singles += 1)}`);
          await clock.advance(stepMs);
          for (const slot of held.splice(0)) slot.release();
          await settled();
        }
        let inARow = 0;
        const waits = begun.findLastIndex((name) => name === 'bulk 39');
        for (const name of waits < 0 ? begun : begun.slice(0, waits)) {
          inARow = name.startsWith('bulk') ? 0 : inARow + 1;
          // Those that begin while one of the bulk is still under way do not count.
          expect(inARow).toBeLessThanOrEqual(15 + concurrency);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('are given to what several want by the best of their lanes, once', async () => {
    const { begun, clock, release, take, bulk, single } = sharing(LIMITS);
    const many = bulk('bulk', 20);
    const askers = wantedByOne(many);
    void take('shared', askers);
    await settled();
    askers.add({ flow: operation('mobile'), until: Infinity });
    single('a');
    await release();
    await release();
    expect(begun).toEqual(['bulk 0', 'shared', 'a']);
    for (let count = 0; count < 20; count += 1) {
      await release();
      await clock.advance(10);
    }
    expect(begun.filter((name) => name === 'shared')).toHaveLength(1);
  });

  it('are no longer given early to what only one with many still wants', async () => {
    const { begun, release, take, bulk, single } = sharing(LIMITS);
    const many = bulk('bulk', 5);
    const hasty = { flow: operation('mobile'), until: Infinity };
    const askers = wantedByOne(many).add(hasty);
    void take('shared', askers);
    await settled();
    askers.delete(hasty);
    single('a');
    for (let count = 0; count < 6; count += 1) await release();
    expect(begun.slice(1)).toEqual(['a', 'bulk 1', 'bulk 2', 'bulk 3', 'bulk 4', 'shared']);
  });
});

describe('a queue that is full', () => {
  it('lets one with few in, and the newest of the longest lane out, at once', async () => {
    const { begun, release, refused, bulk, single, slots } = sharing({ ...LIMITS, queue: 20 });
    bulk('long', 12);
    bulk('short', 9);
    await settled();
    expect(refused).toEqual([]);
    single('a');
    await settled();
    expect(refused).toEqual(['long 11']);
    expect(slots.waiting).toBe(20);
    await release();
    expect(begun.at(-1)).toBe('a');
  });

  it('refuses the caller who fills it with operations of one lookup each, and nobody else', async () => {
    const { refused, bulk, single, takeOne } = sharing({ ...LIMITS, queue: 40 });
    for (let index = 0; index < 60; index += 1) takeOne(`flood ${index}`, operation('flood'));
    await settled();
    expect(refused).toHaveLength(19);
    bulk('bulk', 8);
    single('a');
    takeOne('anonymous', operation());
    await settled();
    expect(refused.slice(19)).toHaveLength(10);
    expect(refused.filter((name) => !name.startsWith('flood'))).toEqual([]);
  });

  it('counts callers without a name as one', async () => {
    const { refused, bulk, takeOne } = sharing({ ...LIMITS, queue: 10 });
    for (let index = 0; index < 7; index += 1) takeOne(`nameless ${index}`, operation());
    bulk('bulk', 4);
    bulk('more', 1, operation('export'));
    await settled();
    expect(refused).toEqual(['nameless 6']);
  });

  it('refuses the newest of an operation that fills it, and of equals whoever comes last', async () => {
    const { refused, bulk, single } = sharing({ ...LIMITS, queue: 10 });
    bulk('bulk', 14);
    await settled();
    expect(refused).toEqual(['bulk 11', 'bulk 12', 'bulk 13']);
    const singles = sharing({ ...LIMITS, queue: 2 });
    for (const name of ['a', 'b', 'c', 'd']) singles.single(name);
    await settled();
    expect(singles.refused).toEqual(['d']);
    single('a');
    await settled();
    expect(refused.at(-1)).toBe('bulk 10');
  });

  it('lets go last what another operation wants as well', async () => {
    const { refused, take, bulk, single } = sharing({ ...LIMITS, queue: 10 });
    const many = bulk('bulk', 10);
    void take(
      'shared',
      wantedBy([
        [many, Infinity],
        [operation('mobile'), Infinity],
      ]),
    ).catch(() => undefined);
    await settled();
    single('a');
    single('b');
    await settled();
    expect(refused).toEqual(['bulk 9', 'bulk 8']);
  });

  it('lets go last what another operation wants as well, also of many with one lookup each', async () => {
    const { refused, takeFor, takeOne, single } = sharing({ ...LIMITS, queue: 4 });
    for (const name of ['a', 'b', 'c', 'd']) takeOne(name, operation('flood'));
    takeFor(
      'shared',
      wantedBy([
        [operation('flood'), Infinity],
        [operation('mobile'), Infinity],
      ]),
    );
    await settled();
    single('e');
    await settled();
    expect(refused).toEqual(['d']);
  });

  it('has room again for whoever comes when those who wait have left', async () => {
    const { refused, bulk, clock, slots } = sharing({ ...LIMITS, queue: 10 });
    const leaving = new AbortController();
    bulk('gone', 11, operation('bi'), leaving.signal);
    await settled();
    leaving.abort(new Error('left'));
    await settled();
    expect(slots.waiting).toBe(0);
    refused.splice(0);
    bulk('bulk', 10);
    await settled();
    expect(refused).toEqual([]);
    await clock.advance(1_000);
    expect(clock.sleeping).toBe(0);
  });
});

/** Slots of which bulks and single lookups take some. */
function sharing(limits: Parameters<typeof watched>[0]) {
  const there = watched(limits);
  const refused: string[] = [];
  const takeFor = (name: string, askers: Askers, signal?: AbortSignal) => {
    there.take(name, askers, signal).catch((error: unknown) => {
      if (error instanceof NoSlotError) refused.push(name);
    });
  };
  const take = (name: string, flow: Flow, signal?: AbortSignal) => takeFor(name, wantedByOne(flow), signal);
  return {
    ...there,
    refused,
    takeFor,
    /** One inquiry of an operation that may be the caller's only one. */
    takeOne: take,
    bulk: (name: string, count: number, flow = operation('bi'), signal?: AbortSignal) => {
      for (let index = 0; index < count; index += 1) take(`${name} ${index}`, flow, signal);
      return flow;
    },
    single: (name: string) => take(name, operation('mobile')),
  };
}
