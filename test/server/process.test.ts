import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ANTOM, DIRECTORY, EXAMPLE, INTL, KEYS, writtenFile } from '../config/example.ts';
import { ask, ROOT, start, urlOf } from './child.ts';

const SLOW = `{ payment(ref: { dialect: INQUIRY_PAYMENT, merchantReference: "partly-refunded--delay-1000" }) { payment { status } } }`;
const WATCH =
  'subscription { paymentUpdates(ref: { dialect: INQUIRY_PAYMENT, merchantReference: "settling-60" }) { payment { status } } }';

describe('npm start without a configuration', () => {
  test('prints a first query that works when it is pasted', async () => {
    const child = start();
    const url = await urlOf(child);
    const [command] = await child.wrote(/^curl .+$/m);
    expect(command).toContain(url);
    const { stdout } = await promisify(execFile)('sh', ['-c', command]).catch(async (error: unknown) => {
      if (!/not found/.test(String(error))) throw error;
      // No curl here: what it would send.
      const body = /-d '(.+)'$/.exec(command)?.[1] ?? '';
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return { stdout: await response.text() };
    });
    expect(JSON.parse(stdout)).toMatchObject({
      data: {
        payment: {
          result: { status: 'SUCCESS' },
          payment: { status: 'CLOSED', isFinal: true, amount: { amount: '88.88', currency: 'CNY' } },
        },
      },
    });
    const [, document = ''] = await child.wrote(/The same for GraphiQL:\n\n([^]+)\n\n/);
    expect(await (await ask(url, document)).json()).toHaveProperty('data.payment.payment.status', 'CLOSED');
  });

  test('listens on HOST and PORT', async () => {
    const child = start({ environment: { HOST: '127.0.0.2' } });
    expect(await urlOf(child)).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
  });

  test('leaves no key behind in the temporary folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paygraph-process-test-'));
    const child = start({ environment: { TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' } });
    await urlOf(child);
    child.process.kill('SIGTERM');
    await child.exited;
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says in a line what to do when the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve());
    });
    const { port } = taken.address() as AddressInfo;
    const child = start({ environment: { PORT: String(port) } });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    taken.close();
    expect(child.stderr()).toBe(
      `Port ${port} on 127.0.0.1 is in use: set PORT to another one, or to 0 for any free one.\n`,
    );
  });

  test('refuses variables that cannot be used', async () => {
    const child = start({ environment: { PORT: 'http', LOG_LEVEL: 'loud' } });
    expect(await child.exited).toEqual({ code: 78, signal: null });
    expect(child.stderr()).toContain('PORT: expected a whole number from 0 to 65535, got a text of 4 characters');
    expect(child.stderr()).toContain('LOG_LEVEL: expected one of fatal, error');
  });
});

describe('npm start with a configuration', () => {
  test('lists every fault and exits with 78 before anything listens', async () => {
    const file = writtenFile({ ...EXAMPLE, server: { prot: 1 }, log: { level: 'loud' } });
    for (const child of [start({ args: ['--config', file] }), start({ environment: { PAYGRAPH_CONFIG: file } })]) {
      expect(await child.exited).toEqual({ code: 78, signal: null });
      expect(child.stdout()).toBe('');
      expect(child.stderr()).toContain(
        'server.prot: expected only known keys, got one that is not; did you mean port?',
      );
      expect(child.stderr()).toContain('log.level: expected one of');
      expect(child.stderr()).not.toContain('    at ');
    }
  });

  test('listens and logs in JSON lines', async () => {
    const file = writtenFile(stringify({ ...EXAMPLE, server: { port: 1 } }));
    const child = start({
      args: ['--config', file],
      environment: { MERCHANT_KEY: KEYS.merchantPrivate, APP_TOKEN: 'x' },
    });
    const url = await urlOf(child);
    const response = await ask(url, '{ __typename }', {}, { 'x-request-id': 'one' });
    expect(response.status).toBe(200);
    await child.wrote(/"requestId":"one"/);
    child.process.kill('SIGINT');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const lines = child
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    expect(lines.map(({ msg }) => msg)).toEqual(['started', 'request', 'stopping', 'stopped']);
    expect(child.stderr()).toBe('');
  });
});

describe('SIGHUP', () => {
  test('is no reason to end for sandbox mode without a terminal, where there is nothing to reload', async () => {
    const child = start();
    const url = await urlOf(child);
    child.process.kill('SIGHUP');
    expect((await ask(url, '{ __typename }')).status).toBe(200);
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  test('changes nothing for a configuration that came through a pipe and is gone', async () => {
    const pipe = join(mkdtempSync(join(tmpdir(), 'paygraph-process-test-')), 'paygraph.yaml');
    onTestFinished(() => rmSync(dirname(pipe), { recursive: true, force: true }));
    execFileSync('mkfifo', [pipe]);
    const accounts = [INTL, ANTOM].map((account) => ({
      ...account,
      privateKey: { file: join(DIRECTORY, 'merchant.pem') },
      alipayPublicKey: { file: join(DIRECTORY, 'alipay.pem') },
    }));
    const child = start({ args: ['--config', pipe] });
    await writeFile(pipe, stringify({ accounts, access: EXAMPLE.access, reload: { settleMs: 100 } }));
    const url = await urlOf(child);
    child.process.kill('SIGHUP');
    await sleep(500);
    expect((await ask(url, '{ __typename }')).status).toBe(200);
    const told = await (await fetch(`${url}/metrics`)).text();
    expect(told.match(/^paygraph_config_reloads_total.+ 0$/gm)).toHaveLength(4);
    expect(told).toContain('paygraph_config_current 1');
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(child.stdout()).not.toContain('configuration');
  });
});

describe('the command line', () => {
  test.each([
    [['--confg', 'x'], "Unknown option '--confg'"],
    [['serve'], 'expected no argument but "sandbox", got another'],
    [['--config'], "Option '--config <value>' argument missing"],
    [['--config', ''], 'expected a file after --config, got nothing'],
    [['sandbox', '--config', 'x'], 'the sandbox takes no --config'],
    [['--faults', ''], 'expected a file after --faults, got nothing'],
    [['--faults', 'x', '--config', 'y'], 'only the sandbox takes --faults, and with a configuration none is run'],
  ])('%j is refused with what is wrong and how it is used', async (args, message) => {
    const child = start({ args });
    expect(await child.exited).toEqual({ code: 64, signal: null });
    expect(child.stderr()).toContain(message);
    expect(child.stderr()).toContain('npm start -- --config paygraph.yaml');
  });

  test('tells how it is used, and its version', async () => {
    const [help, version] = [start({ args: ['--help'] }), start({ args: ['--version'] })];
    expect([(await help.exited).code, (await version.exited).code]).toEqual([0, 0]);
    expect(help.stdout()).toContain('npm run sandbox');
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('runs the sandbox alone, whose configuration a gateway can use as it is', async () => {
    const sandbox = start({ args: ['sandbox'] });
    await sandbox.wrote(/permissions:[^]+introspection/);
    const file = writtenFile(sandbox.stdout());
    const gateway = start({ args: ['--config', file] });
    const url = await urlOf(gateway);
    const response = await ask(
      url,
      '{ payment(ref: { dialect: PAY_QUERY, paymentId: "2015032412007101547201355678" }) { result { status } } }',
    );
    expect(await response.json()).toMatchObject({ data: { payment: { result: { status: 'SUCCESS' } } } });
    sandbox.process.kill('SIGTERM');
    expect(await sandbox.exited).toEqual({ code: 0, signal: null });
  });
});

describe('SIGTERM', () => {
  test('in the midst of requests lets them be answered, completes streams, and ends with 0', async () => {
    const child = start();
    const url = await urlOf(child);
    const stream = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: WATCH }),
    });
    const events = stream.text();
    const asked = ask(url, SLOW);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.process.kill('SIGTERM');
    expect(await (await asked).json()).toMatchObject({
      data: { payment: { payment: { status: expect.any(String) } } },
    });
    expect((await events).endsWith('event: complete\ndata:\n\n')).toBe(true);
    expect(await child.exited).toEqual({ code: 0, signal: null });
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  test('for the second time ends it at once', async () => {
    const child = start();
    const url = await urlOf(child);
    const asked = ask(url, SLOW).catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.process.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 143, signal: null });
    expect(await asked).toBe('cut');
  });
});

describe('an old Node', () => {
  const old = oldNode();

  test.skipIf(old === null)('is told what to do', async () => {
    const child = start({ node: old ?? '' });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(child.stderr()).toMatch(/^paygraph needs Node 24\.12 or newer, and this is Node \d+\./);
    expect(child.stderr()).toContain('npm start');
    expect(child.stderr()).toContain('macOS');
    expect(child.stderr()).not.toContain('ERR_');
  });
});

/** A Node on this machine that is too old; null, loudly, when there is none. */
function oldNode(): string | null {
  const folders = [...new Set(['/usr/local/bin', '/usr/bin', ...(process.env['PATH'] ?? '').split(':')])];
  for (const folder of folders.filter((name) => !name.startsWith(ROOT))) {
    try {
      const version = execFileSync(`${folder}/node`, ['--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      if (Number(/^v(\d+)/.exec(version)?.[1]) < 24) return `${folder}/node`;
    } catch {
      // None in this folder.
    }
  }
  console.warn('SKIPPED: what an old Node is told. Put a Node older than 24 on the PATH to have it tested.');
  return null;
}
