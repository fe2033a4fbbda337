import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundle } from '../bundle.ts';
import { CONTENDERS } from './contenders.ts';
import { HALF_LOAD_REQUESTS, measureHalfLoad, type HalfLoad } from './half-load.ts';
import { measure, type Measured } from './measuring.ts';
import { halfLoads as halfLoadTable, judgements, works as tables } from './report.ts';
import { measureStarts, startTable } from './starts.ts';
import { judge } from './targets.ts';
import { BenchUpstream } from './upstream.ts';
import { WORKS } from './works.ts';

// `npm run bench`: floors, ours and peers side by side. Contenders take turns within each round, so that what else the
// machine does hits all of them; the one measured has a core of its own, upstream and load another.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    works: { type: 'string' },
    contenders: { type: 'string' },
    json: { type: 'string' },
  },
});

// Not a work: how long it takes until there can be any, and what it takes to be there.
const START = { name: 'start' } as const;

const chosen = <Item extends { readonly name: string }>(all: readonly Item[], wanted: string | undefined): Item[] => {
  const names = wanted?.split(',');
  const unknown = names?.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`expected some of ${all.map(({ name }) => name).join(', ')}, got ${unknown}`);
  return all.filter(({ name }) => names === undefined || names.includes(name));
};

// What images run.
const bundle = mkdtempSync(join(tmpdir(), 'bench-bundle-'));
buildBundle(bundle);
const contenders = chosen(CONTENDERS, values.contenders).map((one) =>
  one.name === 'paygraph' ? { ...one, script: join(bundle, 'start.mjs') } : one,
);
const asked = chosen([...WORKS, START], values.works);
const works = WORKS.filter((work) => asked.includes(work));
const peers = resolve(import.meta.dirname, 'peers');
if (contenders.some(({ isPeer }) => isPeer) && !existsSync(resolve(peers, 'node_modules'))) {
  console.error('installing the peers, once');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' });
}

const rounds = Number(values.rounds);
const failures: string[] = [];

/** One who fails costs its own figures and the run its success, but not what the others have come to. */
async function attempt<Result>(name: string, told: (result: Result) => string, work: () => Promise<Result>) {
  process.stderr.write(`${name} `);
  try {
    const result = await work();
    process.stderr.write(`${told(result)}\n`);
    return [result];
  } catch (error) {
    const failure = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`FAILED: ${failure}\n`);
    failures.push(failure);
    return [];
  }
}

// First, while nothing is bound to a core.
const done = () => 'done';
const starts = asked.includes(START) ? (await attempt('starts', done, () => measureStarts(rounds))).flat() : [];

const cores = availableParallelism();
const canPin = process.platform === 'linux' && cores > 1;
if (canPin) execFileSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)], { stdio: 'ignore' });
else console.error('one core, or no taskset: contenders share it with upstream and load, and figures say less');

const upstream = new BenchUpstream();
const origin = await upstream.listen();
const core = canPin ? 0 : null;
const measured: Measured[] = [];
const halfLoads: HalfLoad[] = [];

for (let round = 1; round <= rounds; round += 1) {
  for (const work of works) {
    upstream.presign(work.payments(work.warm + work.measured));
    for (const contender of contenders.filter((one) => one.works.includes(work.name))) {
      const name = `round ${round}/${rounds} ${work.name} ${contender.name}`;
      const told = ({ cpuMsPerRequest: cpu, requestsPerSecond: rate, wrong }: Measured) =>
        `${cpu.toFixed(3)} ms, ${rate.toFixed(0)}/s${wrong === 0 ? '' : `, ${wrong} WRONG ANSWERS`}`;
      measured.push(...(await attempt(name, told, () => measure(round, contender, work, core, upstream, origin))));
    }
  }
  for (const cold of works.filter(({ name }) => name === 'cold')) {
    upstream.presign(cold.payments(HALF_LOAD_REQUESTS));
    for (const contender of contenders.filter((one) => one.works.includes(cold.name))) {
      const name = `round ${round}/${rounds} half load ${contender.name}`;
      const told = (one: HalfLoad) => `+${one.p50AddedMs.toFixed(2)} ms at ${one.offeredPerSecond.toFixed(0)}/s`;
      halfLoads.push(...(await attempt(name, told, () => measureHalfLoad(contender, cold, core, upstream, origin))));
    }
  }
}
upstream.close();
rmSync(bundle, { recursive: true, force: true });

const judged = judge(measured, halfLoads, starts);
console.log(`Node ${process.version}, ${cores} cores; medians of ${rounds} rounds, and their range\n`);
console.log(tables(measured));
if (halfLoads.length > 0) console.log(`\n${halfLoadTable(halfLoads)}`);
if (starts.length > 0) console.log(`\n${startTable(starts)}`);
console.log(`\n${judgements(judged)}`);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ measured, halfLoads, starts, judged, failures }, null, 2)}\n`);
if (failures.length > 0) {
  console.error(`\n${failures.length} FAILED; their figures are missing above:\n${failures.join('\n')}`);
  process.exitCode = 1;
}
