import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { start, CONTENDERS, type Contender } from './contenders.ts';
import { gatewayConfiguration } from './gateway-configuration.ts';
import { Line } from './line.ts';
import { load, WrongAnswers } from './load.ts';
import { processorMs } from './process-cost.ts';
import { BenchUpstream } from './upstream.ts';
import { WORKS, type Work } from './works.ts';

// `npm run bench:cores`: what a second core brings. One worker has a core of its own, load and upstream the other; two
// workers share both cores with them. So the second core cannot bring twice as much, and what could be had is printed
// beside what was: with cores of their own, workers answer as much more as the processor time of a request allows.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    works: { type: 'string', default: 'cold,hot,same' },
  },
});
if (process.platform !== 'linux' || availableParallelism() < 2) {
  console.error('expected Linux and two cores, got something else: nothing to compare here');
  process.exit(1);
}

interface Figures {
  readonly work: string;
  readonly workers: number;
  readonly perSecond: number;
  readonly cpuMs: number;
  /** Of that the primary's. */
  readonly primaryMs: number;
  /** Of load and upstream together, for one request. */
  readonly driverMs: number;
  readonly callsPerRequest: number;
  /** Of the worker that answered most, out of all; 1 for the only one. */
  readonly busiest: number;
}

const MOST_WORKERS = 2;
const names = values.works.split(',');
const works = WORKS.filter(({ name }) => names.includes(name));
const upstream = new BenchUpstream();
const origin = await upstream.listen();
const measured: Figures[] = [];
for (let round = 1; round <= Number(values.rounds); round += 1) {
  for (const work of works) {
    upstream.presign(work.payments((work.warm + work.measured) * MOST_WORKERS));
    for (const workers of round % 2 === 1 ? [1, MOST_WORKERS] : [MOST_WORKERS, 1]) {
      const one = await measure(work, workers);
      process.stderr.write(
        `round ${round} ${work.name} ${workers}: ${one.cpuMs.toFixed(3)} ms, ${one.perSecond.toFixed(0)}/s\n`,
      );
      measured.push(one);
    }
  }
}
upstream.close();
print();

async function measure(work: Work, workers: number): Promise<Figures> {
  execFileSync('taskset', ['-a', '-c', '-p', workers === 1 ? '1' : '0,1', String(process.pid)], { stdio: 'ignore' });
  upstream.delayMs = work.delayMs;
  const running = await start(gateway(workers), workers === 1 ? 0 : null, work, upstream, origin);
  try {
    const { pid, target } = running;
    const pids = [pid, ...childrenOf(pid)];
    // As much for each: a process with few requests at once, or with few behind it, takes longer for one.
    const [warm, asked, connections] = [work.warm * workers, work.measured * workers, work.connections * workers];
    const lines = await Line.openSeveral(target, connections);
    await load(lines, work.asking, warm);
    const before = { calls: upstream.calls, cpu: pids.map(processorMs), driver: process.cpuUsage() };
    const done = await load(lines, work.asking, asked, warm);
    if (done.wrongCount > 0) throw new WrongAnswers(done);
    const cpu = pids.map((one, at) => processorMs(one) - (before.cpu[at] ?? 0));
    const { user, system } = process.cpuUsage(before.driver);
    const ofWorkers = workers === 1 ? cpu : cpu.slice(1);
    return {
      work: work.name,
      workers,
      perSecond: (done.requests / done.ms) * 1_000,
      cpuMs: sum(cpu) / done.requests,
      primaryMs: workers === 1 ? 0 : (cpu[0] ?? 0) / done.requests,
      driverMs: (user + system) / 1_000 / done.requests,
      callsPerRequest: (upstream.calls - before.calls) / done.requests,
      busiest: Math.max(...ofWorkers) / sum(ofWorkers),
    };
  } finally {
    await running.stop();
  }
}

function gateway(workers: number): Contender {
  const ours = CONTENDERS.find(({ name }) => name === 'paygraph');
  if (ours === undefined) throw new Error('expected ours among the contenders, found others alone');
  return { ...ours, arguments: (setting) => ['--config', gatewayConfiguration({ ...setting, workers })] };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

function print(): void {
  console.log(`Node ${process.version}, ${values.rounds} rounds; medians\n`);
  console.log(
    '| work | workers | requests/s | CPU-ms a request | of it the primary | of load and upstream | calls a request | busiest worker |',
  );
  console.log(
    '| ---- | ------: | ---------: | ---------------: | ----------------: | -------------------: | --------------: | -------------: |',
  );
  for (const { name } of works) {
    const [one, two] = [1, MOST_WORKERS].map((workers) => medians(name, workers));
    if (one === undefined || two === undefined) continue;
    for (const { workers, perSecond, cpuMs, primaryMs, driverMs, callsPerRequest, busiest } of [one, two]) {
      const figures = [
        perSecond.toFixed(0),
        cpuMs.toFixed(3),
        primaryMs.toFixed(3),
        driverMs.toFixed(3),
        callsPerRequest.toFixed(3),
      ];
      console.log(`| ${[name, workers, ...figures, `${(busiest * 100).toFixed(0)} %`].join(' | ')} |`);
    }
    const had = two.perSecond / one.perSecond;
    const ceiling = (2 * Math.max(one.cpuMs, one.driverMs)) / (one.cpuMs + one.driverMs);
    const apart = (2 * one.cpuMs) / two.cpuMs;
    console.log(
      `\n${name}: ${had.toFixed(2)} times as much as one worker; ${ceiling.toFixed(2)} could be had beside load and upstream, ` +
        `${apart.toFixed(2)} with cores of their own\n`,
    );
  }
}

function medians(work: string, workers: number): Figures {
  const those = measured.filter((one) => one.work === work && one.workers === workers);
  const of = (read: (one: Figures) => number) =>
    those.map(read).sort((a, b) => a - b)[Math.floor(those.length / 2)] ?? NaN;
  return {
    work,
    workers,
    perSecond: of(({ perSecond }) => perSecond),
    cpuMs: of(({ cpuMs }) => cpuMs),
    primaryMs: of(({ primaryMs }) => primaryMs),
    driverMs: of(({ driverMs }) => driverMs),
    callsPerRequest: of(({ callsPerRequest }) => callsPerRequest),
    busiest: of(({ busiest }) => busiest),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
