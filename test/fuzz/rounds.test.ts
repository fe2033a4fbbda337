import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inRounds } from './rounds.ts';
import { probe, type Target } from './target.ts';

const SEED = 20_260_102;

/** Takes down whom it was given to, and what. */
function target(name: string, share: number, tried: [string, number][], breaks = false): Target {
  return {
    name,
    share,
    few: 1,
    depths: ['fine'],
    open: () => ({
      property: probe({
        inputs: fc.nat(),
        attempt: (input) => {
          tried.push([name, input]);
          if (breaks) throw new Error('no');
          return 'fine';
        },
        shown: String,
      }),
      close: () => Promise.resolve(),
    }),
  };
}

const inputsOf = (name: string, tried: readonly [string, number][]) =>
  tried.filter(([who]) => who === name).map(([, input]) => input);

test('every target has its share of each round', async () => {
  const tried: [string, number][] = [];
  const told: [number, string, number][] = [];
  const outcomes = await inRounds([target('one', 3, tried), target('other', 1, tried)], {
    ...{ inputs: 400, rounds: 4, seed: SEED },
    onProgress: (round, { target: name, inputs }) => told.push([round, name, inputs]),
  });
  expect(told).toEqual([1, 2, 3, 4].flatMap((round) => [[round, 'one', 75 * round], [round, 'other', 25 * round]])); // prettier-ignore
  expect(outcomes.map(({ inputs, depths }) => [inputs, depths.get('fine')])).toEqual([[300, 300], [100, 100]]); // prettier-ignore
});

test('a round tries other inputs than the one before', async () => {
  const tried: [string, number][] = [];
  await inRounds([target('one', 1, tried)], { inputs: 400, rounds: 4, seed: SEED });
  expect(new Set(inputsOf('one', tried)).size).toBeGreaterThan(300);
});

test('what has been broken often enough gets no further turn, and the others get theirs', async () => {
  const tried: [string, number][] = [];
  const [brittle, sound] = await inRounds([target('brittle', 1, tried, true), target('sound', 1, tried)], {
    ...{ inputs: 40_000, rounds: 4, seed: SEED },
  });
  expect(brittle?.findings).toHaveLength(10);
  expect(sound?.inputs).toBe(20_000);
  expect(inputsOf('brittle', tried).length).toBeLessThan(10_000);
});
