import { afterAll, describe, expect, it } from 'vitest';
import type { Random } from '../lookup/oracle/random.ts';
import { compare, p99, run, type Latency, type Setting } from './sharing-account.ts';

// Bulks of 200, one after the other, beside single lookups at random times. What is compared are whole latencies, waiting
// and answer, of the same lookups with the same answers. Time is virtual, and every figure can be had again.

// Of fewer, the p99 would be that of one bad second.
const SINGLES = 1_500;
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const always = (ms: number): Latency => ({ name: `${ms} ms`, medianMs: ms, meanMs: ms, draw: () => ms });
const STEADY = always(120);
const SHORT = always(30);
const SPREAD: Latency = {
  name: 'log-normal, median 120 ms, σ 0.6',
  medianMs: 120,
  meanMs: 120 * Math.exp(0.18),
  draw: (random) => 120 * Math.exp(0.6 * normal(random)),
};
const STALLING: Latency = {
  name: '80 ms, 5 % stall for 1 s',
  medianMs: 80,
  meanMs: 126,
  draw: (random) => (random.once(20) ? 1_000 : 80),
};

type Shape = readonly [ratePerSecond: number, concurrency: number, bulks: number];
const SHAPES: readonly Shape[] = [
  [200, 64, 1],
  [200, 8, 1],
  [200, 1, 1],
  [50, 8, 1],
  [20, 8, 1],
  [20, 8, 3],
];
const LOADS = [0.3, 0.6] as const;
const TIMEOUT_MS = 180_000;

const settings = (latencies: readonly Latency[], shapes: readonly Shape[]) =>
  latencies.flatMap((latency) =>
    shapes.map(([ratePerSecond, concurrency, bulks]) => ({ latency, ratePerSecond, concurrency, bulks })),
  );
const title = '$latency.name, $ratePerSecond a second, $concurrency slots, bulks at once: $bulks';

const report: string[] = [];
afterAll(() => {
  const head =
    '| answers | a second | slots | bulks | load | p99 alone | beside bulks | ratio | bulk: a second, and alone |\n' +
    '|---|---|---|---|---|---|---|---|---|';
  process.stdout.write(`\n${head}\n${report.join('\n')}\n\n`);
});

async function reported(setting: Setting) {
  const found = await compare(setting, SINGLES);
  const { latency, ratePerSecond, concurrency, bulks, load } = setting;
  const { aloneMs, besideMs, ratio, bulk, bulkAlone, compared, answered } = found;
  const figures = [aloneMs, besideMs].map((ms) => `${ms.toFixed(0)} ms`).join(' | ');
  const limits = `${ratePerSecond} | ${concurrency} | ${bulks} | ${100 * load} %`;
  const ofBulk = `${bulk.toFixed(1)}, ${bulkAlone.toFixed(1)}`;
  report.push(`| ${latency.name} | ${limits} | ${figures} | ${ratio.toFixed(2)} | ${ofBulk} |`);
  expect(answered).toBe(SINGLES);
  expect(compared).toBeGreaterThan(SINGLES / 3);
  return found;
}

describe('single lookups beside bulks', () => {
  it.each([...settings([STEADY], SHAPES), ...settings([SPREAD, STALLING], [SHAPES[0]!, SHAPES[2]!])])(
    `have at most twice their p99: ${title}`,
    async (setting) => {
      for (const load of LOADS) expect((await reported({ ...setting, load })).ratio).toBeLessThanOrEqual(2);
    },
    TIMEOUT_MS,
  );

  // What a bulk takes of such a rate is missing for longer than a whole answer takes. Nothing that lets it go on at all
  // can do without.
  it(
    'wait no longer than they would alone at a rate that is smaller by what the bulk gets, where that is more',
    async () => {
      const setting = { latency: SHORT, ratePerSecond: 20, concurrency: 8, bulks: 1, load: 0.6 };
      const { besideMs, bulk } = await reported(setting);
      const left = setting.ratePerSecond - Math.ceil(bulk);
      const smaller = { ...setting, ratePerSecond: left, load: (setting.load * setting.ratePerSecond) / left };
      expect(besideMs).toBeLessThanOrEqual(p99(await run({ ...smaller, bulks: 0 }, SINGLES)));
    },
    TIMEOUT_MS,
  );

  it('leave a bulk all but an eighth of the account’s limits when there are none', async () => {
    for (const [ratePerSecond, concurrency] of [
      [200, 64],
      [20, 8],
      [200, 8],
    ] as const) {
      const { bulkAlone } = await compare({ ratePerSecond, concurrency, latency: STEADY, load: 0.1, bulks: 1 }, 1);
      const most = Math.min(ratePerSecond, concurrency / (STEADY.meanMs / 1_000));
      // What begins at once in the first second of a rate comes on top.
      expect(bulkAlone).toBeGreaterThanOrEqual(0.85 * most);
    }
  });
});
