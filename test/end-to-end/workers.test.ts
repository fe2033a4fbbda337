import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { severalWorkers, trade, PAYMENT, valueOf, type Answered } from './several-workers.ts';

// Real processes: a primary, two workers, and the sandbox as the witness of what they ask.

const root = resolve(import.meta.dirname, '../..');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const SHARED = 'paygraph_lookups_total{account="mainland",dialect="TRADE_QUERY",way="shared",freshness="CACHED"}';
const named = (n: number) => `tq-${String(n).padStart(4, '0')}`;

/** What is true of a generated payment, so far as it is asked for. */
function truthOf(name: string): string | undefined {
  const found = sandbox.payments('TRADE_QUERY').find(({ merchantReference }) => merchantReference === name);
  const total = found?.facts['total_amount'];
  return total === undefined ? undefined : Math.round(Number(total) * 100).toString();
}

function expectTrue(name: string, { data, errors, status }: Answered): void {
  expect([status, errors]).toEqual([200, undefined]);
  const { result, payment } = data.payment;
  if (result.code !== 'SUCCESS') {
    expect(truthOf(name) === undefined || payment === null).toBe(true);
    return;
  }
  expect(payment.merchantReference).toBe(name);
  expect(payment.amount?.minor).toBe(truthOf(name));
}

describe('several workers', () => {
  it('answer by turns, write whole lines that say which of them it was, and add up their metrics', async () => {
    const gateway = await severalWorkers(sandbox);
    const names = Array.from({ length: 40 }, (_, n) => named(n + 1));
    const answers = await Promise.all(names.map((name) => gateway.askAnew(PAYMENT, trade(name))));
    for (const [at, name] of names.entries()) expectTrue(name, answers[at]!);
    await vi.waitFor(() => expect(gateway.lines().filter(({ msg }) => msg === 'request')).toHaveLength(40));
    const byWorker = [1, 2].map((worker) =>
      gateway.lines().filter((line) => line.msg === 'request' && line.worker === worker),
    );
    expect(Math.min(...byWorker.map(({ length }) => length))).toBeGreaterThan(5);
    const page = await gateway.metrics();
    expect(valueOf(page, 'paygraph_requests_total{client="anonymous",kind="query",status="2xx",code="none"}')).toBe(40);
    expect(valueOf(page, 'paygraph_request_duration_seconds_count{kind="query"}')).toBe(40);
    expect(valueOf(page, 'paygraph_workers_running')).toBe(2);
    expect(valueOf(page, 'paygraph_build_info{version="0.1.0"}')).toBe(1);
    expect(valueOf(page, 'paygraph_config_current')).toBe(1);
    // What the account may do is divided, and adds up to what is configured.
    expect(valueOf(page, 'paygraph_upstream_rate_per_second{account="mainland"}')).toBe(200);
    expect(await gateway.stop()).toBe(0);
    const told = gateway.lines().map(({ msg }) => msg);
    expect(told.filter((msg) => msg === 'started')).toHaveLength(1);
    expect(told.at(-1)).toBe('stopped');
  }, 60_000);

  it('make one call for a payment that is asked for in all of them at once', async () => {
    const gateway = await severalWorkers(sandbox);
    // Those that there is an answer to that may be kept.
    const known = sandbox
      .payments('TRADE_QUERY')
      .flatMap(({ merchantReference, about, result, settling, facts }) =>
        about || result || settling || facts['trade_status'] !== 'TRADE_SUCCESS' ? [] : merchantReference,
      );
    const names = known.slice(0, 40).map((name) => `${name}--delay-60`);
    expect(names).toHaveLength(40);
    const before = sandbox.requests.count();
    const asked = names.flatMap((name) => Array.from({ length: 4 }, () => gateway.askAnew(PAYMENT, trade(name))));
    for (const { data } of await Promise.all(asked)) expect(data.payment.result.code).toBe('SUCCESS');
    // On a machine with other things to do the primary may once be late, and then nobody waits for it.
    expect((sandbox.requests.count() - before) / names.length).toBeLessThanOrEqual(1.05);
    expect(await gateway.metric(SHARED)).toBeGreaterThan(names.length / 2);
  }, 60_000);

  it('go on when one is killed, which another replaces, and nothing wrong is answered', async () => {
    const gateway = await severalWorkers(sandbox, { server: { workers: 2, adminPort: 0 } });
    await Promise.all(Array.from({ length: 10 }, (_, n) => gateway.askAnew(PAYMENT, trade(named(n + 1)))));
    const counted = 'paygraph_requests_total{client="anonymous",kind="query",status="2xx",code="none"}';
    expect(await gateway.metric(counted)).toBe(10);
    const [victim] = gateway.pids();
    let isOver = false;
    let lost = 0;
    const asking = Array.from({ length: 8 }, async (_, lane) => {
      for (let n = 1; !isOver; n += 1) {
        const name = named(((n * 8 + lane) % 900) + 1);
        const answer = await gateway.askAnew(PAYMENT, trade(name)).catch(() => null);
        if (answer === null) lost += 1;
        else expectTrue(name, answer);
      }
    });
    await sleep(200);
    process.kill(victim!, 'SIGKILL');
    const admin = gateway.lines().find(({ msg }) => msg === 'admin port started')!.url!;
    const health = async () => ((await (await fetch(`${admin}/health/ready`)).json()) as { status: string }).status;
    await vi.waitFor(async () => expect(await health()).toBe('degraded'), { timeout: 10_000, interval: 20 });
    await vi.waitFor(async () => expect(await health()).toBe('up'), { timeout: 20_000 });
    isOver = true;
    await Promise.all(asking);
    // Those it had taken, and those handed to it before it was known to be gone.
    expect(lost).toBeLessThanOrEqual(16);
    expect(gateway.pids()).toHaveLength(2);
    expect(gateway.pids()).not.toContain(victim);
    expect(await gateway.metric('paygraph_workers_ended_total')).toBe(1);
    expect(await gateway.metric('paygraph_workers_running')).toBe(2);
    expect(await gateway.metric(counted)).toBeGreaterThanOrEqual(10);
    expect(gateway.lines().filter(({ msg }) => msg === 'worker ended')).toHaveLength(1);
  }, 90_000);

  it('finish what is under way on SIGTERM, and end when the primary is killed', async () => {
    const gateway = await severalWorkers(sandbox);
    const before = sandbox.requests.count();
    const under = Array.from({ length: 6 }, (_, n) => gateway.askAnew(PAYMENT, trade(`${named(n + 201)}--delay-1500`)));
    await vi.waitFor(() => expect(sandbox.requests.count() - before).toBe(6), { timeout: 5_000, interval: 5 });
    const stopped = gateway.stop();
    for (const answer of await Promise.all(under)) expect(answer.data.payment.result.code).toBe('SUCCESS');
    expect(await stopped).toBe(0);
    const other = await severalWorkers(sandbox);
    const pids = other.pids();
    other.process.kill('SIGKILL');
    await vi.waitFor(() => expect(pids.filter(isThere)).toEqual([]), { timeout: 10_000 });
  }, 60_000);

  it('read the configuration anew on SIGHUP, all of them, and name what needs a restart', async () => {
    const gateway = await severalWorkers(sandbox, { reload: { watch: false } });
    gateway.configure({
      reload: { watch: false },
      server: { workers: 3 },
      limits: { perAccount: { ratePerSecond: 101 } },
      access: { anonymous: { permissions: ['payments'] } },
    });
    gateway.process.kill('SIGHUP');
    await vi.waitFor(
      async () => expect(await gateway.metric('paygraph_config_reloads_total{outcome="taken"}')).toBe(2),
      { timeout: 10_000 },
    );
    expect(await gateway.metric('paygraph_config_settings_awaiting_restart')).toBe(1);
    expect(await gateway.metric('paygraph_upstream_rate_per_second{account="mainland"}')).toBe(101);
    gateway.configure({ limits: { perAccount: { concurrency: 1 } } });
    gateway.process.kill('SIGHUP');
    await vi.waitFor(
      async () => expect(await gateway.metric('paygraph_config_reloads_total{outcome="refused"}')).toBe(2),
      { timeout: 10_000 },
    );
    expect(await gateway.metric('paygraph_config_current')).toBe(0);
  }, 60_000);

  it('ask no more at once, and no faster, than one would', async () => {
    const limits = { perAccount: { concurrency: 3, ratePerSecond: 9 } };
    const gateway = await severalWorkers(sandbox, { limits: { ...limits, deadlineMs: 20_000 } });
    const before = sandbox.requests.recent('TRADE_QUERY').length;
    const names = Array.from({ length: 40 }, (_, n) => `${named(n + 301)}--delay-120`);
    const answers = await Promise.all(names.map((name) => gateway.askAnew(PAYMENT, trade(name))));
    for (const { data } of answers) expect(data.payment.result.code).not.toContain('GATEWAY');
    const asked = sandbox.requests.recent('TRADE_QUERY').slice(before);
    expect(asked).toHaveLength(40);
    const times = asked.map(({ at }) => at).sort((one, other) => one - other);
    // A request that was a little longer on its way than the ones after it.
    const LATE_MS = 150;
    for (const [at, time] of times.entries())
      expect(times.slice(at).filter((other) => other - time < 1_000 - LATE_MS).length).toBeLessThanOrEqual(9);
    const open = asked.map(({ at, answer }) => ({ from: at, to: answer!.at }));
    for (const { from } of open)
      expect(open.filter((one) => one.from <= from && from < one.to).length).toBeLessThanOrEqual(3);
  }, 60_000);

  it('count a caller’s rate together', async () => {
    const gateway = await severalWorkers(sandbox, {
      access: { anonymous: { permissions: ['payments', 'live'], rate: { calls: 7, perSeconds: 3_600 } } },
    });
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push(await gateway.askAnew(PAYMENT, trade(named(n + 401))));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(7).fill(200), ...Array<number>(5).fill(429)]);
    expect(answers[6]!.extensions.gateway.quota).toMatchObject({ limit: 7, remaining: 0 });
  }, 60_000);

  it('say a fault of the configuration once, or that the port is taken, and end with the code of a single process', async () => {
    const gateway = await severalWorkers(sandbox);
    const file = join(gateway.directory, 'wrong.yaml');
    const good = readFileSync(join(gateway.directory, 'paygraph.yaml'), 'utf8');
    writeFileSync(file, `${good}\nlimits: { perAccount: { concurrency: 1, ratePerSecond: 1.5 }, nothing: 1 }\n`);
    const faulty = await ended(['--config', file]);
    expect(faulty.code).toBe(78);
    expect(faulty.stderr.match(/has \d faults|has one fault/g)).toHaveLength(1);
    expect(faulty.stderr).toContain('limits');
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => taken.once('listening', listening));
    const { port } = taken.address() as AddressInfo;
    const late = await ended(['--config', join(gateway.directory, 'paygraph.yaml')], { PORT: String(port) });
    taken.close();
    expect(late.code).toBe(1);
    expect(late.stderr.match(/is in use/g)).toHaveLength(1);
  }, 60_000);

  it('keep an audit log each', async () => {
    const key = { env: 'AUDIT_KEY' };
    process.env['AUDIT_KEY'] = 'ab'.repeat(32);
    const gateway = await severalWorkers(sandbox, { audit: { file: 'audit.jsonl', key } });
    delete process.env['AUDIT_KEY'];
    await Promise.all(Array.from({ length: 12 }, (_, n) => gateway.askAnew(PAYMENT, trade(named(n + 1)))));
    expect(await gateway.stop()).toBe(0);
    expect(readdirSync(gateway.directory).filter((name) => name.startsWith('audit'))).toEqual([
      'audit-1.jsonl',
      'audit-2.jsonl',
    ]);
    const logs = [1, 2].map((worker) =>
      readFileSync(join(gateway.directory, `audit-${worker}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { run: string; seq: number; event: string }),
    );
    for (const log of logs) {
      expect(new Set(log.map(({ run }) => run)).size).toBe(1);
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_line, at) => at + 1));
      expect([log[0]!.event, log.at(-1)!.event]).toEqual(['started', 'stopped']);
    }
    expect(logs.flat().filter(({ event }) => event === 'operation')).toHaveLength(12);
  }, 60_000);
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function ended(args: readonly string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number | null; stderr: string }>((found) => {
    const child = spawn(process.execPath, ['src/start.mjs', ...args], {
      cwd: root,
      env: { ...process.env, PORT: '0', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (code) => found({ code, stderr }));
  });
}
