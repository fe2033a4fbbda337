import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedWriter } from '../../../src/server/audit/bounded-writer.ts';
import { settled, VirtualClock } from '../../clock/virtual-clock.ts';
import { MemoryOutlet } from './memory-outlet.ts';

function writerWith(bufferBytes = 1_000) {
  const outlet = new MemoryOutlet();
  const clock = new VirtualClock();
  const told: string[] = [];
  const writer = new BoundedWriter({
    outlet,
    clock,
    bufferBytes,
    onWritten: () => told.push('written'),
    onFailed: (reason) => told.push(reason),
  });
  return { outlet, clock, told, writer };
}

describe('a bounded writer', () => {
  test('writes the lines of one tick together', async () => {
    const { writer, outlet, told } = writerWith();
    writer.append('one');
    writer.append('two');
    expect(writer.bytes).toBe(8);
    await settled();
    expect(outlet.files.map(String)).toEqual(['one\ntwo\n']);
    expect(told).toEqual(['written']);
    expect(writer.bytes).toBe(0);
  });

  test('keeps what cannot be written, and tries again each second', async () => {
    const { writer, outlet, told, clock } = writerWith();
    outlet.take = () => 'ENOSPC';
    writer.append('one');
    await settled();
    writer.append('two');
    await clock.advance(2_500);
    expect(told).toEqual(['ENOSPC', 'ENOSPC', 'ENOSPC']);
    outlet.take = (bytes) => bytes;
    await clock.advance(1_000);
    expect(outlet.lines()).toEqual(['one', 'two']);
    expect(clock.sleeping).toBe(0);
  });

  test('has room for as many bytes as configured, and for any one line when nothing waits', async () => {
    const { writer, outlet } = writerWith(10);
    expect(writer.hasRoomFor(1_000)).toBe(true);
    outlet.take = () => 'ENOSPC';
    writer.append('123456');
    expect([writer.hasRoomFor(3), writer.hasRoomFor(4)]).toEqual([true, false]);
    await settled();
    expect([writer.hasRoomFor(3), writer.hasRoomFor(4)]).toEqual([true, false]);
    await writer.close();
  });

  test('reopens at once when asked to while it waits to try again', async () => {
    const { writer, outlet, clock } = writerWith();
    outlet.take = () => 'ENOSPC';
    writer.append('one');
    await settled();
    outlet.take = (bytes) => bytes;
    await writer.reopen();
    await settled();
    expect(outlet.files.map(String)).toEqual(['', 'one\n']);
    expect(clock.sleeping).toBe(0);
  });

  test('goes on in the old file when the new one cannot be opened', async () => {
    const { writer, outlet } = writerWith();
    outlet.reopen = () => Promise.reject(new Error('no such folder'));
    writer.append('one');
    await expect(writer.reopen()).rejects.toThrow('no such folder');
    writer.append('two');
    await settled();
    expect(outlet.files.map(String)).toEqual(['one\ntwo\n']);
  });

  test('says how many lines are left when it is closed and they cannot be written', async () => {
    const { writer, outlet, clock } = writerWith();
    let room = 5;
    outlet.take = (bytes) => {
      const taken = Math.min(bytes, room);
      room -= taken;
      return taken === 0 ? 'ENOSPC' : taken;
    };
    for (const line of ['one', 'two', 'three']) writer.append(line);
    expect(await writer.close()).toBe(2);
    expect(outlet.closed).toBe(1);
    expect(clock.sleeping).toBe(0);
    expect(writer.hasRoomFor(1)).toBe(false);
  });

  test('does not wait for a reader that has stopped when it is closed', async () => {
    const { writer, outlet, clock } = writerWith();
    outlet.write = () => new Promise(() => undefined);
    writer.append('one');
    const closed = writer.close();
    await clock.advance(1_999);
    expect(outlet.closed).toBe(0);
    await clock.advance(1);
    expect(await closed).toBe(1);
    expect(outlet.closed).toBe(1);
  });

  test('leaves every line whole and in its place, whatever disks and rotations do', async () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('append' as const), length: fc.integer({ min: 0, max: 90_000 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('room' as const), bytes: fc.integer({ min: 0, max: 70_000 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
      },
    );
    let rewritten = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { writer, outlet, clock } = writerWith(Infinity);
        let room = Infinity;
        outlet.take = (bytes) => {
          const taken = Math.min(bytes, room);
          room -= taken;
          return taken === 0 ? 'ENOSPC' : taken;
        };
        const appended: string[] = [];
        for (const one of steps) {
          if (one.kind === 'append') {
            const line = `${appended.length}:${'x'.repeat(one.length)}`;
            appended.push(line);
            writer.append(line);
          } else if (one.kind === 'room') room = one.bytes;
          else if (one.kind === 'wait') await clock.advance(one.ms);
          else {
            const reopened = writer.reopen();
            await clock.advance(1_000);
            await reopened;
          }
        }
        room = Infinity;
        expect(await writer.close()).toBe(0);
        expect(outlet.lines()).toEqual(appended);
        // Only where a file was left in the middle of a line is there more.
        const fragments = outlet.files.map((file) => file.toString().split('\n').at(-1)!);
        expect(fragments.at(-1)).toBe('');
        rewritten += fragments.filter((fragment) => fragment !== '').length;
      }),
      { numRuns: 300 },
    );
    expect(rewritten).toBeGreaterThan(0);
  });
});
