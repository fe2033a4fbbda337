import { describe, expect, it } from 'vitest';
import { settled, VirtualClock } from './virtual-clock.ts';

describe('the virtual clock', () => {
  it('wakes sleepers in the order of their times, each at its own', async () => {
    const clock = new VirtualClock(0);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now()}`);
    };
    void sleep('late', 30);
    void sleep('early', 10);
    void sleep('early too', 10).then(() => sleep('next', 5));
    await clock.advance(20);
    expect(woken).toEqual(['early 10', 'early too 10', 'next 15']);
    expect(clock.now()).toBe(20);
    await clock.advance(10);
    expect(woken.at(-1)).toBe('late 30');
    expect(clock.sleeping).toBe(0);
  });

  it('rejects a sleep as soon as its signal aborts', async () => {
    const clock = new VirtualClock();
    const leaving = new AbortController();
    const sleep = clock.sleep(1_000, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(sleep).rejects.toThrow('left');
    await expect(clock.sleep(1, leaving.signal)).rejects.toThrow('left');
    await settled();
    expect(clock.sleeping).toBe(0);
  });
});
