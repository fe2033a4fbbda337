import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTENDERS, start } from './contenders.ts';
import { Line } from './line.ts';
import { load } from './load.ts';
import { BenchUpstream } from './upstream.ts';
import { WORKS } from './works.ts';

// `npm run bench:profile -- --work cold`: where the time of one work goes, by package or folder and by function. The
// profile itself is kept with `--keep`, for a flame graph in any viewer of `.cpuprofile`.

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: 'cold' },
    contender: { type: 'string', default: 'paygraph' },
    keep: { type: 'string' },
  },
});
const work = WORKS.find(({ name }) => name === values.work);
const contender = CONTENDERS.find(({ name }) => name === values.contender);
if (work === undefined || contender === undefined) throw new Error('expected the names of a work and of a contender');

const END_AT_SIGTERM = "process.once('SIGTERM',()=>process.exit(0))";
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'profile-'));
const upstream = new BenchUpstream();
const origin = await upstream.listen();
upstream.presign(work.payments(work.warm + work.measured));
upstream.delayMs = work.delayMs;
const running = await start(contender, 0, work, upstream, origin, [
  '--cpu-prof',
  `--cpu-prof-dir=${folder}`,
  '--cpu-prof-interval=500',
  // Node writes the profile when it ends by itself; ours does.
  ...(contender.name === 'paygraph' ? [] : ['--import', `data:text/javascript,${END_AT_SIGTERM}`]),
]);
const lines = await Line.openSeveral(running.target, work.connections);
await load(lines, work.asking, work.warm);
await load(lines, work.asking, work.measured, work.warm);
await running.stop();
upstream.close();

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile')) ?? '';
const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
const byId = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
const places = new Map<string, number>();
const functions = new Map<string, number>();
let all = 0;
// What is before the work, starting and compiling, is in the first half of the samples.
for (const sample of profile.samples.slice(Math.floor(profile.samples.length / 2))) {
  const frame = byId.get(sample);
  if (frame === undefined || frame.functionName === '(idle)') continue;
  all += 1;
  const place = placeOf(frame.url);
  places.set(place, (places.get(place) ?? 0) + 1);
  const name = `${frame.functionName || '(anonymous)'} ${frame.url.split('/').slice(-2).join('/')}:${frame.lineNumber + 1}`;
  functions.set(name, (functions.get(name) ?? 0) + 1);
}
print('place', places, 25);
print('function', functions, 45);
if (values.keep === undefined) rmSync(folder, { recursive: true });

function placeOf(url: string): string {
  if (url === '') return '(V8: garbage collection, native code)';
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  return /\/(src\/[^/]+)/.exec(url)?.[1] ?? url.split('/').slice(0, 2).join('/');
}

function print(title: string, counts: ReadonlyMap<string, number>, rows: number): void {
  console.log(`\n| ${title} | share |\n|---|---:|`);
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, rows);
  for (const [name, count] of sorted) console.log(`| ${name} | ${((count / all) * 100).toFixed(1)} % |`);
}
