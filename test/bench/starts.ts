import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildBundle } from '../bundle.ts';
import { startGateway } from '../end-to-end/gateway.ts';
import { CONTENDERS, start, type Contender } from './contenders.ts';
import { memoryMb, processorMs } from './process-cost.ts';
import { median } from './report.ts';
import { BenchUpstream } from './upstream.ts';
import { WORKS } from './works.ts';

const root = resolve(import.meta.dirname, '../..');

/** What one start came to. */
export interface StartCost {
  /** How it was started. */
  readonly way: string;
  /** From the process's start to 200 from `/health/ready`. */
  readonly readyMs: number;
  /** From the process's start to the first payment. */
  readonly answerMs: number;
  /** Processor time until then, which says more than either where a machine has other things to do. */
  readonly processorMs: number;
  /** A second later. */
  readonly idleMb: number;
  /** What has to be there for it beside Node. */
  readonly installed: Installed;
}

interface Installed {
  readonly what: string;
  readonly mb: number;
}

const FLOOR: Contender = {
  name: 'floor-start',
  works: [],
  note: 'no gateway',
  script: 'contenders/floor-start.mjs',
};

interface Started {
  readonly pid: number;
  readonly port: number;
  readonly stop: () => Promise<unknown>;
}

interface Way {
  readonly name: string;
  readonly installed: Installed;
  readonly start: () => Promise<Started>;
  readonly answer: (port: number) => Promise<string>;
  readonly expected: string;
}

/** Starts the gateway in each way so many times, in turns, after a start of each that fills the compile cache. */
export async function measureStarts(rounds: number): Promise<StartCost[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-bundle-'));
  const upstream = new BenchUpstream();
  try {
    buildBundle(directory);
    const ways = waysToStart(upstream, await upstream.listen(), directory);
    for (const way of ways) await measure(way);
    const costs: StartCost[] = [];
    for (let round = 0; round < rounds; round += 1) for (const way of ways) costs.push(await measure(way));
    return costs;
  } finally {
    upstream.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A line for each way: medians, and the range of those that vary. */
export function startTable(costs: readonly StartCost[]): string {
  const lines = [...Map.groupBy(costs, ({ way }) => way)].map(([way, starts]) => {
    const cell = (values: readonly number[]) =>
      `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
    const { what = '', mb = Number.NaN } = starts[0]?.installed ?? {};
    const cells = (['readyMs', 'answerMs', 'processorMs', 'idleMb'] as const).map((figure) =>
      cell(starts.map((one) => one[figure])),
    );
    return `| ${way} | ${cells.join(' | ')} | ${what}, ${mb.toFixed(0)} MB |`;
  });
  const head = ['start', 'ready ms', 'first answer ms', 'processor ms until then', 'idle RSS MB', 'installed'];
  return [`| ${head.join(' | ')} |`, '|---|---:|---:|---:|---:|---|', ...lines].join('\n');
}

function waysToStart(upstream: BenchUpstream, origin: string, bundle: string): readonly Way[] {
  const paygraph = CONTENDERS.find(({ name }) => name === 'paygraph');
  const work = WORKS.find(({ name }) => name === 'hot');
  if (paygraph === undefined || work === undefined) throw new Error('expected paygraph and the work hot in the bench');
  const { body, data } = work.asking(1);
  const packages = productionPackages();
  const server = (name: string, contender: Contender, installed: Installed, expected = data): Way => ({
    name,
    installed,
    start: async () => {
      const { pid, target, stop } = await start(contender, null, work, upstream, origin);
      return { pid, port: target.port, stop };
    },
    answer: (port) => ask(port, body, contender.headers),
    expected,
  });
  const query =
    '{ payment(ref: { dialect: TRADE_QUERY, paymentId: "2013112011001004330000121536" }) { payment { status } } }';
  return [
    server('Node and its HTTP server alone', FLOOR, { what: 'nothing', mb: 0 }, '{}'),
    server('server mode, sources', { ...paygraph, script: resolve(root, 'src/start.mjs') }, packages),
    server(
      'server mode, bundle',
      { ...paygraph, script: join(bundle, 'start.mjs') },
      { what: 'one folder', mb: megabytes([bundle]) },
    ),
    {
      name: 'sandbox mode, sources',
      installed: packages,
      start: async () => {
        const { process: child, url, stop } = await startGateway();
        return { pid: child.pid ?? 0, port: Number(new URL(url).port), stop };
      },
      answer: (port) => ask(port, JSON.stringify({ query })),
      expected: '{"payment":{"payment":{"status":"CLOSED"}}}',
    },
  ];
}

async function measure(way: Way): Promise<StartCost> {
  const began = performance.now();
  const gateway = await way.start();
  const ready = `http://127.0.0.1:${gateway.port}/health/ready`;
  while (!(await fetch(ready)).ok) await new Promise((again) => setTimeout(again, 5));
  const readyMs = performance.now() - began;
  const answer = await way.answer(gateway.port);
  const answerMs = performance.now() - began;
  const processor = processorMs(gateway.pid);
  if (!answer.startsWith(`{"data":${way.expected}`)) throw new Error(`${way.name}: unexpected answer: ${answer}`);
  await new Promise((idle) => setTimeout(idle, 1_000));
  const idleMb = memoryMb(gateway.pid).now;
  await gateway.stop();
  return { way: way.name, readyMs, answerMs, processorMs: processor, idleMb, installed: way.installed };
}

async function ask(port: number, body: string, headers = ''): Promise<string> {
  const given = headers.split('\r\n').filter((line) => line !== '');
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: [
      ['content-type', 'application/json'],
      ...given.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
    ],
    body,
  });
  return response.text();
}

/** As `npm ci --omit=dev --omit=optional` installs them. */
function productionPackages(): Installed {
  const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
  };
  const paths = Object.entries(lock.packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => resolve(root, path))
    .filter((path) => existsSync(path));
  return { what: `${paths.length} packages`, mb: megabytes(paths) };
}

function megabytes(paths: readonly string[]): number {
  const listed = execFileSync('du', ['-skc', ...paths], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return Number.parseInt(listed.at(-1) ?? '', 10) / 1_024;
}
