import { expect, it } from 'vitest';
import { SubscriptionsOfAll } from '../../src/workers/subscriptions.ts';

const limits = { subscriptions: 3, subscriptionsPerCaller: 2 };

it('counts subscriptions over all workers, by caller and in all', () => {
  const all = new SubscriptionsOfAll();
  expect(all.begin(1, { id: 1, client: 'app', limits })).toBeNull();
  expect(all.begin(2, { id: 1, client: 'app', limits })).toBeNull();
  expect(all.begin(1, { id: 2, client: 'app', limits })).toBe('own');
  expect(all.begin(1, { id: 3, client: null, limits })).toBeNull();
  expect(all.begin(2, { id: 2, client: 'bi', limits })).toBe('all');
  all.end(2, 1);
  expect(all.begin(2, { id: 3, client: 'bi', limits })).toBeNull();
});

it('ends those of a worker that is gone, and heeds no end of what was not begun', () => {
  const all = new SubscriptionsOfAll();
  for (const id of [1, 2]) expect(all.begin(1, { id, client: 'app', limits })).toBeNull();
  all.end(2, 1);
  all.end(1, 9);
  expect(all.begin(2, { id: 1, client: 'app', limits })).toBe('own');
  all.leave(1);
  all.leave(1);
  all.end(1, 1);
  for (const id of [2, 3]) expect(all.begin(2, { id, client: 'app', limits })).toBeNull();
  expect(all.begin(2, { id: 4, client: 'app', limits })).toBe('own');
});
