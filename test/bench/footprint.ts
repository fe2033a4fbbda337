import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startGateway } from '../end-to-end/gateway.ts';
import { memoryMb } from './process-cost.ts';
import { median } from './report.ts';

// Prints how long the gateway takes to start, what it holds idle, and how many packages it runs on.
// `npm run bench:footprint`; medians of several starts, since machines are noisy.

const ROUNDS = 7;
const root = resolve(import.meta.dirname, '../..');

interface Start {
  readonly readyMs: number;
  readonly answerMs: number;
  readonly idleMb: number;
}

async function start(): Promise<Start> {
  const began = performance.now();
  const gateway = await startGateway();
  const ready = new URL('/health/ready', gateway.url);
  while (!(await fetch(ready)).ok) await new Promise((again) => setTimeout(again, 5));
  const readyMs = performance.now() - began;
  const answer = await gateway.ask(
    '{ payment(ref: { dialect: TRADE_QUERY, paymentId: "2013112011001004330000121536" }) { payment { status } } }',
  );
  if (answer.data?.payment.payment.status !== 'CLOSED') throw new Error(`unexpected answer: ${JSON.stringify(answer)}`);
  const answerMs = performance.now() - began;
  await new Promise((idle) => setTimeout(idle, 1_000));
  const idleMb = memoryMb(gateway.process.pid ?? 0).now;
  await gateway.stop();
  return { readyMs, answerMs, idleMb };
}

function productionPackages(): { count: number; mb: number } {
  const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
  };
  const paths = Object.entries(lock.packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => resolve(root, path))
    .filter((path) => existsSync(path));
  const kilobytes =
    execFileSync('du', ['-skc', ...paths], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1) ?? '0';
  return { count: paths.length, mb: Number.parseInt(kilobytes, 10) / 1_024 };
}

await start();
const starts: Start[] = [];
for (let round = 0; round < ROUNDS; round += 1) starts.push(await start());
const packages = productionPackages();

const row = (what: string, values: readonly number[], unit: string) =>
  `| ${what} | ${median(values).toFixed(0)} ${unit} | ${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)} |`;
console.log(`sandbox mode, ${ROUNDS} starts after a warm-up, Node ${process.version}\n`);
console.log('| figure | median | range |\n|---|---|---|');
console.log(
  row(
    'process start to `/health/ready`',
    starts.map(({ readyMs }) => readyMs),
    'ms',
  ),
);
console.log(
  row(
    'process start to the first answer',
    starts.map(({ answerMs }) => answerMs),
    'ms',
  ),
);
console.log(
  row(
    'idle memory (RSS)',
    starts.map(({ idleMb }) => idleMb),
    'MB',
  ),
);
console.log(`| production packages | ${packages.count} (${packages.mb.toFixed(0)} MB) | |`);
