import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaign } from './campaign.ts';
import { Broken, probe, type Target } from './target.ts';
import { targets } from './targets.ts';

const SEED = 20_260_101;

describe.each(targets)('hostile inputs for the $name', (target) => {
  test('break nothing, and get as deep as they can', async () => {
    const { findings, depths } = await campaign(target, { inputs: target.few, seed: SEED });
    expect(findings).toEqual([]);
    expect(target.depths.filter((depth) => depths.get(depth) === 0)).toEqual([]);
  }, 120_000);
});

describe('a campaign', () => {
  const brittle = (attempt: (input: number) => string | Promise<string>): Target => ({
    name: 'brittle',
    share: 1,
    few: 1,
    depths: ['fine'],
    open: () => ({
      property: probe({ inputs: fc.nat(60), attempt, shown: String }),
      close: () => Promise.resolve(),
    }),
  });

  const takesLong = (): string => {
    const end = process.threadCpuUsage().user + 110_000;
    while (process.threadCpuUsage().user < end);
    return 'fine';
  };
  const strays = async (): Promise<string> => {
    void Promise.reject(new Error('stray'));
    await new Promise(setImmediate);
    return 'fine';
  };
  const breaks = (): string => {
    throw new Broken('no');
  };

  test.each([
    ['what breaks', 'Broken: no', breaks],
    ['what rejects', 'Error: later', () => Promise.reject(new Error('later'))],
    ['what nobody catches', 'nobody caught this', strays],
    ['what takes too long', 'ms of CPU time', takesLong],
    ['an outcome nobody expected', 'an outcome nobody expected', () => 'elsewhere'],
  ])('finds %s, as small as it can be', { timeout: 120_000 }, async (_name, reason, fault) => {
    const target = brittle((input) => (input > 41 ? fault() : 'fine'));
    const { findings } = await campaign(target, { inputs: 50, seed: SEED, mostFindings: 1 });
    expect(findings[0]).toMatchObject({ input: '42', reason: expect.stringContaining(reason) as string });
    const { seed, path } = findings[0]!;
    const again = await campaign(target, { inputs: 1, seed, path });
    expect([again.findings[0]?.input, again.findings.length]).toEqual(['42', 1]);
  });

  test('of one seed tries the same inputs every time', async () => {
    const tried: number[][] = [];
    for (const seed of [1, 1, 2]) {
      const inputs: number[] = [];
      await campaign(
        brittle((input) => (inputs.push(input), 'fine')),
        { inputs: 2_500, seed },
      );
      // One that seems slow is tried again at once.
      tried.push(inputs.filter((input, at) => input !== inputs[at - 1]));
    }
    expect(tried[0]?.length).toBeGreaterThan(2_000);
    expect(tried[1]).toEqual(tried[0]);
    expect(tried[2]).not.toEqual(tried[0]);
  });
});
