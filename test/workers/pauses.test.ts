import { expect, it } from 'vitest';
import { Pauses } from '../../src/workers/pauses.ts';

it('tells who comes later what is left of a pause, and that an account is slow for a while after it', () => {
  let now = 1_000_000;
  const pauses = new Pauses(() => now);
  pauses.note({ account: 'one', pauseMs: 20_000 });
  pauses.note({ account: 'two', pauseMs: 0 });
  now += 5_000;
  pauses.note({ account: 'one', pauseMs: 1_000 });
  expect(pauses.left()).toEqual([
    { account: 'one', pauseMs: 15_000 },
    { account: 'two', pauseMs: 0 },
  ]);
  now += 10_000;
  expect(pauses.left()).toEqual([{ account: 'one', pauseMs: 5_000 }]);
  now += 5_000;
  expect(pauses.left()).toEqual([]);
});

it('tells nobody of a pause twice, and of what has come since', () => {
  const pauses = new Pauses(() => 1_000_000);
  expect(pauses.left(pauses.count)).toEqual([]);
  pauses.note({ account: 'one', pauseMs: 20_000 });
  const count = pauses.count;
  expect(pauses.left(count)).toEqual([]);
  pauses.note({ account: 'two', pauseMs: 5_000 });
  expect(pauses.left(count)).toEqual([{ account: 'two', pauseMs: 5_000 }]);
  pauses.note({ account: 'one', pauseMs: 1_000 });
  expect(pauses.left(count)).toEqual([
    { account: 'one', pauseMs: 20_000 },
    { account: 'two', pauseMs: 5_000 },
  ]);
});
