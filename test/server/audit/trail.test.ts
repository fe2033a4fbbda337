import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { auditHashes } from '../../../src/server/audit/hashes.ts';
import { Trail } from '../../../src/server/audit/trail.ts';
import { settled, VirtualClock } from '../../clock/virtual-clock.ts';
import { MemoryOutlet } from './memory-outlet.ts';

const hashes = auditHashes(createSecretKey(Buffer.alloc(32, 7)));

interface Line {
  readonly seq: number;
  readonly event: string;
  readonly lost?: number;
  readonly since?: string;
  readonly word?: string;
}

function trailWith(bufferBytes = 4_000) {
  const outlet = new MemoryOutlet();
  const clock = new VirtualClock();
  const changes: string[] = [];
  const onChange = (state: string, reason: string, lost: number) => void changes.push(`${state} ${reason} ${lost}`);
  const trail = new Trail({ outlet, clock, bufferBytes, hashes, run: 'run-1', onChange });
  const lines = () => outlet.lines().map((line) => JSON.parse(line) as Line);
  return { outlet, clock, changes, trail, lines };
}

describe('a trail', () => {
  test('numbers its lines, and names the run, the time and the key', async () => {
    const { trail, lines, clock } = trailWith();
    trail.append('started', {});
    trail.append('operation', { word: 'a' });
    await settled();
    const frame = { v: 1, time: new Date(clock.now()).toISOString(), run: 'run-1', key: hashes.keyId };
    const chain = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(lines()).toEqual([
      { ...frame, seq: 1, event: 'started', chain },
      { ...frame, seq: 2, event: 'operation', word: 'a', chain },
    ]);
    expect(trail.statistics).toEqual({ taken: 2, lost: 0, waitingBytes: 0 });
    expect(trail.state).toBe('writing');
  });

  test('that cannot be written says so once a minute, loses nothing that finds room, and says when it is over', async () => {
    const { trail, lines, clock, outlet, changes } = trailWith();
    outlet.take = () => 'ENOSPC';
    trail.append('operation', { word: 'a' });
    await clock.advance(59_000);
    expect(trail.state).toBe('failing');
    expect(changes).toEqual(['failing ENOSPC 0']);
    await clock.advance(2_000);
    expect(changes).toEqual(['failing ENOSPC 0', 'failing ENOSPC 0']);
    trail.append('operation', { word: 'b' });
    outlet.take = (bytes) => bytes;
    await clock.advance(1_000);
    expect(lines().map(({ word }) => word)).toEqual(['a', 'b']);
    expect(trail.state).toBe('writing');
    expect(changes.slice(2)).toEqual(['writing lines are written again 0']);
  });

  test('does not fill the log when it fails and recovers all the time', async () => {
    const { trail, clock, outlet, changes } = trailWith();
    for (let times = 0; times < 20; times += 1) {
      outlet.take = () => 'ENOSPC';
      trail.append('operation', {});
      await settled();
      outlet.take = (bytes) => bytes;
      await clock.advance(1_000);
    }
    expect(changes).toEqual(['failing ENOSPC 0', 'writing lines are written again 0']);
  });

  test('that had no room for lines counts them, and leaves a gap that can be seen', async () => {
    const { trail, lines, clock, outlet, changes } = trailWith();
    const begun = new Date(clock.now()).toISOString();
    outlet.take = () => 'ENOSPC';
    for (let sent = 0; sent < 40; sent += 1) trail.append('operation', { word: `${sent}` });
    await settled();
    const { lost, taken } = trail.statistics;
    expect(lost).toBeGreaterThan(10);
    expect(taken + lost).toBe(40);
    expect(trail.statistics.waitingBytes).toBeLessThanOrEqual(4_000);
    outlet.take = (bytes) => bytes;
    await clock.advance(1_000);
    trail.append('operation', { word: 'after' });
    await settled();
    const words = Array.from({ length: taken }, (_, at) => `${at}`);
    expect(lines().map(({ word }) => word)).toEqual([...words, undefined, 'after']);
    expect(lines().at(-2)).toMatchObject({ event: 'gap', lost, since: begun });
    const numbers = lines().map(({ seq }) => seq);
    expect(numbers).toEqual([...words.map((_, at) => at + 1), 41, 42]);
    expect(trail.state).toBe('writing');
    expect(changes.at(-1)).toBe(`writing lines are written again ${lost}`);
  });

  test('whose reader stops is failing when the buffer is full, though no write fails', async () => {
    const { trail, outlet, lines } = trailWith(1_000);
    const { write } = outlet;
    const { promise: read, resolve: goOn } = Promise.withResolvers<undefined>();
    outlet.write = (bytes) => read.then(() => write(bytes));
    for (let sent = 0; sent < 10; sent += 1) trail.append('operation', {});
    await settled();
    expect(trail.state).toBe('failing');
    goOn(undefined);
    await settled();
    expect(trail.state).toBe('writing');
    const { lost, taken } = trail.statistics;
    expect(lines().at(-1)).toMatchObject({ event: 'gap', lost });
    expect(lines()).toHaveLength(taken);
  });

  test('says in the end what was lost before', async () => {
    const { trail, outlet, lines } = trailWith(1_000);
    outlet.take = () => 'ENOSPC';
    for (let sent = 0; sent < 10; sent += 1) trail.append('operation', {});
    await settled();
    outlet.take = (bytes) => bytes;
    expect(await trail.close()).toBe(0);
    expect(lines().map(({ event }) => event)).toEqual([
      ...lines()
        .slice(0, -2)
        .map(() => 'operation'),
      'gap',
      'stopped',
    ]);
  });

  test('tells how many lines were never written', async () => {
    const { trail, outlet } = trailWith();
    outlet.take = () => 'ENOSPC';
    trail.append('operation', {});
    trail.append('operation', {});
    // Its last line too.
    expect(await trail.close()).toBe(3);
  });

  test('takes a line that is longer than the buffer when nothing else waits', async () => {
    const { trail, lines } = trailWith(1_000);
    trail.append('operation', { word: 'x'.repeat(5_000) });
    await settled();
    expect(lines()).toHaveLength(1);
    expect(trail.statistics.lost).toBe(0);
  });
});
