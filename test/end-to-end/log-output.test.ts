import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { freePort } from '../lookup/shared/redis-server.ts';

// The log is a convenience: a gateway that cannot write it goes on answering, and ends when it is told to.

const root = resolve(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'paygraph-log-output-'));
const file = join(directory, 'paygraph.yaml');
const several = join(directory, 'several.yaml');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { accounts } = await sandbox.writeConfiguration(directory);
  const configuration = { accounts, access: { anonymous: { permissions: ['payments'] } } };
  writeFileSync(file, stringify(configuration));
  writeFileSync(several, stringify({ ...configuration, server: { workers: 2 } }));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

const GATEWAYS: [string, string][] = [
  ['one process', file],
  ['several workers', several],
];

async function started(stdout: 'pipe' | number, config: string): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['src/start.mjs', '--config', config], {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', stdout, 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), 20_000);
  return { child, url };
}

/** As many as fill what is kept of lines that cannot be written, and more. */
async function askOften(url: string, times: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let asked = 0; asked < times; asked += 50) {
    const answers = Array.from({ length: 50 }, async () => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': 'x'.repeat(128) },
        body: JSON.stringify({ query: '{ accounts { id } }' }),
      });
      await response.text();
      return response.status;
    });
    for (const status of await Promise.all(answers)) statuses.add(status);
  }
  return statuses;
}

async function lostLines(url: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(/^paygraph_log_lines_lost_total (\d+)$/m.exec(page)?.[1]);
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((end) => {
    child.once('exit', end);
    child.kill('SIGTERM');
  });
}

it.each(GATEWAYS)(
  'of %s: goes on when whoever read the log is gone',
  async (_what, config) => {
    const { child, url } = await started('pipe', config);
    child.stdout?.destroy();
    expect(await askOften(url, 200)).toEqual(new Set([200]));
    expect(await ended(child)).toBe(0);
  },
  60_000,
);

it.skipIf(!existsSync('/dev/full')).each(GATEWAYS)(
  'of %s: goes on when the disk is full, and counts what it loses',
  async (_what, config) => {
    const { child, url } = await started(openSync('/dev/full', 'w'), config);
    expect(await lostLines(url)).toBe(0);
    expect(await askOften(url, 6_000)).toEqual(new Set([200]));
    expect(await lostLines(url)).toBeGreaterThan(100);
    expect(await ended(child)).toBe(0);
  },
  120_000,
);
