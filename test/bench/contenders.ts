import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { API_KEY, gatewayConfiguration, type Setting } from './gateway-configuration.ts';
import type { Target } from './line.ts';
import type { BenchUpstream } from './upstream.ts';
import { WORK_NAMES, type Work, type WorkName } from './works.ts';

/** Who is measured, and with what. */
export interface Contender {
  readonly name: string;
  readonly works: readonly WorkName[];
  /** What it leaves out that a gateway to Alipay cannot. */
  readonly note: string;
  readonly script: string;
  readonly arguments?: (setting: Setting) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly headers?: string;
  /** Which line of its output tells the port. */
  readonly announced?: RegExp;
  readonly isPeer?: boolean;
}

/** A contender that answers. */
export interface Running {
  readonly pid: number;
  readonly target: Target;
  readonly stop: () => Promise<void>;
}

const UNSIGNED = 'no signatures, no authentication, no limits';
const here = import.meta.dirname;

export const CONTENDERS: readonly Contender[] = [
  { name: 'floor-http', works: ['hot'], note: 'ready bytes', script: 'contenders/floor-http.ts' },
  { name: 'floor-yoga', works: ['hot'], note: 'a resolver that knows the answer', script: 'contenders/floor-yoga.ts' },
  {
    name: 'floor-signed',
    works: ['cold', 'page', 'aliases'],
    note: 'no GraphQL, no checks but the signature',
    script: 'contenders/floor-signed.ts',
  },
  {
    name: 'paygraph',
    works: WORK_NAMES,
    note: 'everything on',
    script: '../../src/start.mjs',
    arguments: (setting) => ['--config', gatewayConfiguration(setting)],
    headers: `Authorization: Bearer ${API_KEY}\r\n`,
    announced: /http:\/\/127\.0\.0\.1:(\d+)","msg":"started/,
  },
  {
    name: 'mercurius',
    works: WORK_NAMES,
    note: `JIT, payments in an LRU; ${UNSIGNED}`,
    script: 'peers/mercurius.mjs',
    isPeer: true,
  },
  {
    name: 'mercurius-signed',
    works: ['cold', 'mixed'],
    note: 'the same, with all three APIs signed and verified; no authentication, no limits, no other checks',
    script: 'peers/mercurius.mjs',
    environment: { SIGNED: '1' },
    isPeer: true,
  },
  {
    name: 'apollo-server',
    works: WORK_NAMES,
    note: `response cache, DataLoader; ${UNSIGNED}`,
    script: 'peers/apollo.mjs',
    isPeer: true,
  },
  {
    name: 'tailcall',
    works: ['hot', 'cold', 'same', 'aliases', 'mixed'],
    note: `Rust, one worker; ${UNSIGNED}`,
    script: 'peers/tailcall.mjs',
    isPeer: true,
  },
];

/** Starts it as a process of its own on one processor core. */
export async function start(
  contender: Contender,
  core: number | null,
  work: Work,
  upstream: BenchUpstream,
  origin: string,
  options: readonly string[] = [],
) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const setting = { work, upstream, origin, folder };
  const script = resolve(here, contender.script);
  if (!existsSync(script)) throw new Error(`expected a contender in ${script}, found none`);
  const command = [process.execPath, ...options, script, ...(contender.arguments?.(setting) ?? [])];
  const [file = '', ...rest] = core === null ? command : ['taskset', '-c', String(core), ...command];
  const child = spawn(file, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      // As in the image; for all alike.
      MALLOC_ARENA_MAX: '2',
      UPSTREAM: origin,
      REMEMBERS: work.remembers ? '1' : '0',
      HAS_PENDING: work.hasPending ? '1' : '0',
      MERCHANT_KEY: upstream.keys.merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ALIPAY_KEY: upstream.keys.alipay.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      ...contender.environment,
    },
  });
  const { port, pid } = await announced(child, contender);
  return {
    pid,
    target: { port, headers: contender.headers ?? '' },
    stop: async () => {
      const ended = new Promise((end) => child.once('exit', end));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  } satisfies Running;
}

function announced(child: ChildProcess, { name, announced: line = /listening (\d+)/ }: Contender) {
  return new Promise<{ port: number; pid: number }>((found, failed) => {
    let written = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      // Read to the end, so that logging never waits; kept only as long as the address is looked for.
      if (written === 'found') return;
      written += chunk.toString();
      const port = line.exec(written)?.[1];
      if (port === undefined) return;
      found({ port: Number(port), pid: Number(/^pid (\d+)/m.exec(written)?.[1] ?? child.pid) });
      written = 'found';
    });
    child.once('exit', (code) =>
      failed(new Error(`${name} exited with ${String(code)} before it listened: ${written}`)),
    );
  });
}
