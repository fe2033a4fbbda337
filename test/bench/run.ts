import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTENDERS } from './contenders.ts';
import { measure, type Measured } from './measuring.ts';
import { markdown } from './report.ts';
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

const chosen = <Item extends { readonly name: string }>(all: readonly Item[], wanted: string | undefined): Item[] => {
  const names = wanted?.split(',');
  const unknown = names?.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`expected some of ${all.map(({ name }) => name).join(', ')}, got ${unknown}`);
  return all.filter(({ name }) => names === undefined || names.includes(name));
};

const contenders = chosen(CONTENDERS, values.contenders);
const works = chosen(WORKS, values.works);
const peers = resolve(import.meta.dirname, 'peers');
if (contenders.some(({ isPeer }) => isPeer) && !existsSync(resolve(peers, 'node_modules'))) {
  console.error('installing the peers, once');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' });
}

const cores = availableParallelism();
const canPin = process.platform === 'linux' && cores > 1;
if (canPin) execFileSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)], { stdio: 'ignore' });
else console.error('one core, or no taskset: contenders share it with upstream and load, and figures say less');

const upstream = new BenchUpstream();
const origin = await upstream.listen();
const measured: Measured[] = [];
for (let round = 1; round <= Number(values.rounds); round += 1) {
  // Signed anew in each round: an answer's time has to be near the gateway's.
  upstream.presign(14_000);
  for (const work of works) {
    for (const contender of contenders.filter((one) => one.works.includes(work.name))) {
      process.stderr.write(`round ${round}/${values.rounds} ${work.name} ${contender.name} `);
      const one = await measure(contender, work, canPin ? 0 : null, upstream, origin);
      process.stderr.write(`${one.cpuMsPerRequest.toFixed(3)} ms, ${one.requestsPerSecond.toFixed(0)}/s\n`);
      measured.push(one);
    }
  }
}
upstream.close();

console.log(`Node ${process.version}, ${cores} cores, ${values.rounds} rounds; medians\n`);
console.log(markdown(measured));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
