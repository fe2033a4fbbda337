import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CONTENDERS, start } from './contenders.ts';
import { Line } from './line.ts';
import { load } from './load.ts';
import { BenchUpstream } from './upstream.ts';
import { WORKS } from './works.ts';

// `npm run bench:survivors -- --work cold`: what a request leaves behind that outlives a collection of the young
// generation, by the function that made it, beside all that it made. What lives as long as its request survives by as many
// in a hundred as there are requests under way at a collection; what survives more often is held by something.

const { values } = parseArgs({ options: { work: { type: 'string', default: 'cold' } } });
const work = WORKS.find(({ name }) => name === values.work);
const contender = CONTENDERS.find(({ name }) => name === 'paygraph');
if (work === undefined || contender === undefined) throw new Error('expected the name of a work');

const folder = mkdtempSync(join(tmpdir(), 'survivors-'));
const upstream = new BenchUpstream();
const origin = await upstream.listen();
upstream.delayMs = work.delayMs;
upstream.presign(work.payments(work.warm + work.measured));
const sampler = resolve(import.meta.dirname, 'sampler.mjs');

/** Bytes a request, by function. */
async function sampled(kind: 'made' | 'survived'): Promise<Map<string, number>> {
  if (work === undefined || contender === undefined) throw new Error('expected a work');
  const file = join(folder, kind);
  const environment = { SAMPLES: file, SAMPLED: kind };
  const running = await start({ ...contender, environment }, null, work, upstream, origin, ['--import', sampler]);
  const told = async (name: string) => {
    process.kill(running.pid, 'SIGUSR2');
    while (!existsSync(name)) await wait(50);
  };
  const lines = await Line.openSeveral(running.target, work.connections);
  await load(lines, work.asking, work.warm);
  await told(`${file}.begun`);
  await load(lines, work.asking, work.measured, work.warm);
  await told(`${file}.json`);
  await running.stop();
  return byFunction(JSON.parse(readFileSync(`${file}.json`, 'utf8')), work.measured);
}

interface Sampled {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly selfSize: number;
  readonly children: readonly Sampled[];
}

function byFunction({ head }: { readonly head: Sampled }, requests: number): Map<string, number> {
  const bytes = new Map<string, number>();
  const visit = ({ callFrame: { functionName, url, lineNumber }, selfSize, children }: Sampled): void => {
    const place = `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
    bytes.set(place, (bytes.get(place) ?? 0) + selfSize / requests);
    children.forEach(visit);
  };
  visit(head);
  return bytes;
}

const [made, survived] = [await sampled('made'), await sampled('survived')];
upstream.close();
rmSync(folder, { recursive: true });
const sum = (bytes: ReadonlyMap<string, number>) => [...bytes.values()].reduce((one, other) => one + other, 0) / 1_024;
console.log(`${work.name}: ${sum(made).toFixed(1)} kB a request, of which ${sum(survived).toFixed(1)} survive\n`);
console.log('| function | bytes that survive | of |\n|---|---:|---:|');
for (const [place, bytes] of [...survived].toSorted(([, one], [, other]) => other - one).slice(0, 40))
  console.log(`| ${place} | ${bytes.toFixed(0)} | ${(made.get(place) ?? 0).toFixed(0)} |`);
