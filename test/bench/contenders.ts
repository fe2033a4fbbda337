import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Target } from './load.ts';
import type { BenchUpstream } from './upstream.ts';
import type { Work, WorkName } from './works.ts';

/** Who is measured, and with what. */
export interface Contender {
  readonly name: string;
  readonly works: readonly WorkName[];
  /** What it leaves out that a gateway to Alipay cannot. */
  readonly note: string;
  readonly script: string;
  readonly arguments?: (setting: Setting) => readonly string[];
  readonly headers?: string;
  /** Which line of its output tells the port. */
  readonly announced?: RegExp;
  readonly isPeer?: boolean;
}

interface Setting {
  readonly work: Work;
  readonly upstream: BenchUpstream;
  readonly origin: string;
  readonly folder: string;
}

/** A contender that answers. */
export interface Running {
  readonly pid: number;
  readonly target: Target;
  readonly stop: () => Promise<void>;
}

const KEY = 'bench-key-of-nobody';
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
    works: ['hot', 'cold', 'same', 'page', 'aliases'],
    note: 'everything on',
    script: '../../src/start.mjs',
    arguments: (setting) => ['--config', configuration(setting)],
    headers: `Authorization: Bearer ${KEY}\r\n`,
    announced: /http:\/\/127\.0\.0\.1:(\d+)","msg":"started/,
  },
  {
    name: 'mercurius',
    works: ['hot', 'cold', 'same', 'page', 'aliases'],
    note: `JIT, payments in an LRU; ${UNSIGNED}`,
    script: 'peers/mercurius.mjs',
    isPeer: true,
  },
  {
    name: 'apollo-server',
    works: ['hot', 'cold', 'same', 'page', 'aliases'],
    note: `response cache, DataLoader; ${UNSIGNED}`,
    script: 'peers/apollo.mjs',
    isPeer: true,
  },
  {
    name: 'tailcall',
    works: ['hot', 'cold', 'same', 'aliases'],
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
      UPSTREAM: origin,
      REMEMBERS: work.remembers ? '1' : '0',
      MERCHANT_KEY: upstream.keys.merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ALIPAY_KEY: upstream.keys.alipay.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
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

/** Ours as in production: an API key, permissions, limits, verification, log and metrics, all on. */
function configuration({ work, upstream, origin, folder }: Setting): string {
  const { merchant, alipay } = upstream.keys;
  writeFileSync(join(folder, 'merchant.pem'), merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'alipay.pem'), alipay.publicKey.export({ type: 'spki', format: 'pem' }));
  const file = join(folder, 'paygraph.yaml');
  const settings = {
    server: { host: '127.0.0.1', port: 0 },
    accounts: [
      {
        id: 'mainland',
        dialect: 'TRADE_QUERY',
        url: origin,
        appId: '2014072300007148',
        privateKey: { file: './merchant.pem' },
        alipayPublicKey: { file: './alipay.pem' },
      },
    ],
    // The defaults protect Alipay from us; here there is nobody to protect.
    limits: { perAccount: { ratePerSecond: 100_000, queue: 10_000 } },
    ...(work.remembers ? {} : { cache: { timeToLive: { TRADE_QUERY: { FINISHED: 0 } } } }),
    access: {
      apiKeys: [
        {
          client: 'bench',
          sha256: createHash('sha256').update(KEY).digest('hex'),
          permissions: ['payments', 'bulk'],
          limits: { aliases: 100, rootFields: 100 },
        },
      ],
    },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  return file;
}
