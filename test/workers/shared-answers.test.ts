import { expect, it } from 'vitest';
import { answersOf, SharedAnswers } from '../../src/workers/shared-answers.ts';
import { ENVIRONMENT, EXAMPLE, load } from '../config/example.ts';

const MOST = { maxEntries: 10_000_000, maxBytes: 1_000_000_000 };

it('takes memory for answers that there are, not for those there may be', () => {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  const answers = new SharedAnswers(
    MOST,
    () => 0,
    () => undefined,
  );
  expect(used() - before).toBeLessThan(10_000_000);
  answers.remember({ keys: ['key'], askedAt: 0, text: 'text', keepMs: 1_000 });
  expect(answers.recall('key')?.text).toBe('text');
});

it('has a part of what may be remembered, the ones used last, and none where Redis remembers', () => {
  const redis = { url: 'redis://127.0.0.1:6379' };
  const of = (cache: object) => answersOf(load({ ...EXAMPLE, cache }, ENVIRONMENT).cache, 3, () => undefined);
  expect(of({ redis })).toBeNull();
  const answers = of({ maxEntries: 8 })!;
  for (const key of ['a', 'b', 'c']) answers.remember({ keys: [key], askedAt: 0, text: key, keepMs: 60_000 });
  expect(['a', 'b', 'c'].map((key) => answers.recall(key)?.text)).toEqual([undefined, 'b', 'c']);
});
