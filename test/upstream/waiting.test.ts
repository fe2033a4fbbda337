import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/upstream/askers.ts';
import { Waiting } from '../../src/upstream/waiting.ts';
import { operation, wantedByOne } from './wanting.ts';

describe('an inquiry that waits for its turn', () => {
  it.each<[string, (there: ReturnType<typeof waiting>) => void]>([
    ['admitted', ({ one }) => one.admit('turn')],
    ['refused', ({ one }) => one.refuse(new Error('full'))],
    ['left', ({ leaving }) => leaving.abort(new Error('left'))],
  ])('heeds who comes and goes until it is %s, and not after', async (_, end) => {
    const there = waiting();
    const [before, after] = [operation(), operation()];
    there.askers.add({ flow: before, until: Infinity });
    expect(there.changed).toEqual([before]);
    end(there);
    there.askers.add({ flow: after, until: Infinity });
    expect(there.changed).toEqual([before]);
    await Promise.allSettled([there.one.turn]);
    expect(there.ended()).toBe(1);
  });

  it('ends once, by what comes first', async () => {
    const { one, leaving, ended } = waiting();
    one.admit('turn');
    one.refuse(new Error('full'));
    leaving.abort(new Error('left'));
    expect(await one.turn).toBe('turn');
    expect(ended()).toBe(1);
  });
});

function waiting() {
  const askers = wantedByOne(operation());
  const leaving = new AbortController();
  const changed: Flow[] = [];
  let ends = 0;
  const one = new Waiting<string>(askers, leaving.signal, {
    changed: (flow) => changed.push(flow),
    ended: () => {
      ends += 1;
    },
    slowed: () => undefined,
  });
  return { one, askers, leaving, changed, ended: () => ends };
}
