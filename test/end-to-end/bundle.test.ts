import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { buildBundle } from '../bundle.ts';
import { HAS_REDIS, RedisServer } from '../lookup/shared/redis-server.ts';
import { startGateway } from './gateway.ts';

// The bundle, away from the repository and its packages, against the sources.

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'paygraph-bundle-'));
const bundle = join(directory, 'dist');
const entry = join(bundle, 'start.mjs');
// What a locked-down process is run with; nothing in the bundle may need more.
const locked = ['--disallow-code-generation-from-strings', entry];
const reading = ['--permission', `--allow-fs-read=${directory}/`, '--allow-worker', ...locked];
const clean = { HOST: '', LOG_LEVEL: '', PAYGRAPH_CONFIG: '', NODE_ENV: 'production' };
const KEY = 'key-of-nobody';
const authorization = `Bearer ${KEY}`;
const PERMISSIONS = ['payments', 'bulk', 'live', 'pii', 'raw', 'introspection'];
let sandbox: Sandbox;
let accounts: unknown;

beforeAll(async () => {
  buildBundle(bundle);
  sandbox = await startSandbox();
  ({ accounts } = await sandbox.writeConfiguration(directory));
});

afterAll(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A configuration file; gives its name. */
function configuration(name: string, more: object = {}, access: object = {}): string {
  const apiKeys = [{ client: 'one', sha256: createHash('sha256').update(KEY).digest('hex'), permissions: PERMISSIONS }];
  const file = join(directory, `${name}.yaml`);
  writeFileSync(file, stringify({ accounts, access: { apiKeys, ...access }, ...more }));
  return file;
}

async function gatewayFrom(from: readonly string[], file: string) {
  const gateway = await startGateway(['--config', file], clean, from);
  onTestFinished(() => void gateway.stop());
  return gateway;
}

describe('the bundle', () => {
  it('answers every registered document as the sources do', async () => {
    const file = configuration('plain');
    const [built, sources] = await Promise.all([
      gatewayFrom(reading, file),
      gatewayFrom([join(root, 'src/start.mjs')], file),
    ]);
    const manifest = readFileSync(join(root, 'schema/typed/persisted-documents.json'), 'utf8');
    const ids = Object.keys(JSON.parse(manifest) as Record<string, string>);
    expect(ids.length).toBeGreaterThan(5);
    const refs = ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'].map((dialect) => ({
      dialect,
      merchantReference: 'everything',
    }));
    const answers = async (url: string) => {
      const told: unknown[] = [];
      for (const documentId of ids) {
        for (const ref of refs) {
          const variables = { ref, refs, details: true, merchantReference: 'everything', reference: 'everything' };
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization, accept: 'application/json' },
            body: JSON.stringify({ documentId, variables }),
          });
          // What needs a stream is refused without a body.
          const text = (await response.text()) || '{}';
          const { data, errors } = JSON.parse(text, eachTime) as { data?: unknown; errors?: unknown };
          told.push({ documentId, status: response.status, data, errors });
        }
      }
      return told;
    };
    const [one, other] = [await answers(built.url), await answers(sources.url)];
    expect(JSON.stringify(one)).toContain('"SUCCEEDED"');
    expect(one).toEqual(other);
    expect(await built.ask(SCHEMA, {}, { authorization })).toMatchObject({ data: { __schema: expect.anything() } });
    const [page, expected] = await Promise.all(
      [built.url, sources.url].map(async (url) => {
        const response = await fetch(url, { headers: { accept: 'text/html' } });
        return { status: response.status, etag: response.headers.get('etag'), text: await response.text() };
      }),
    );
    expect(page).toEqual(expected);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('graphiql') });
    const metrics = await (await fetch(built.url.replace('/graphql', '/metrics'))).text();
    expect(metrics).toMatch(/^paygraph_requests_total\{client="one",[^}]*\} \d+$/m);
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
    const { port } = new URL(built.url);
    await run(process.execPath, [join(bundle, 'healthcheck.mjs')], { env: { ...process.env, PORT: port } });
    expect(await built.stop()).toBe(0);
    expect(built.written()).toContain('"msg":"stopped"');
  });

  it.skipIf(!HAS_REDIS)('has what is loaded only where it is configured', async () => {
    await using redis = await RedisServer.start();
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' };
    const provider = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void provider.close());
    const address = provider.address();
    const jwksUrl = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`;
    const audit = join(directory, 'audit.jsonl');
    const auditKey = join(directory, 'audit.key');
    writeFileSync(auditKey, randomBytes(32).toString('base64'));
    const file = configuration(
      'everything',
      { cache: { redis: { url: redis.url } }, audit: { file: audit, key: { file: auditKey } } },
      {
        anonymous: { permissions: ['payments'], rate: { calls: 3, perSeconds: 3_600 } },
        jwt: { issuer: 'https://id.example', audience: 'paygraph', jwksUrl },
      },
    );
    const gateway = await gatewayFrom(locked, file);
    const token = await new SignJWT({ permissions: ['payments'] })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer('https://id.example')
      .setAudience('paygraph')
      .setExpirationTime('1h')
      .sign(privateKey);
    const query = '{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "everything" }) { payment { status } } }';
    const paid = { data: { payment: { payment: { status: 'SUCCEEDED' } } } };
    expect(await gateway.ask(query, {}, { authorization: `Bearer ${token}` })).toMatchObject(paid);
    const fresh = { 'cache-control': 'no-cache' };
    for (let times = 0; times < 3; times += 1) expect(await gateway.ask(query, {}, fresh)).toMatchObject(paid);
    const refused = await gateway.ask(query, {}, fresh);
    expect(refused.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED');
    const metrics = await (await fetch(gateway.url.replace('/graphql', '/metrics'))).text();
    expect(metrics).toMatch(/^paygraph_shared_memory_state\{state="ready"\} 1$/m);
    expect(await gateway.stop()).toBe(0);
    expect(readFileSync(audit, 'utf8')).toContain('"authentication":"jwt"');
  });

  it('forks workers of itself', async () => {
    const gateway = await gatewayFrom(locked, configuration('workers', { server: { workers: 2 } }));
    const query = '{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "everything" }) { payment { status } } }';
    const paid = { data: { payment: { payment: { status: 'SUCCEEDED' } } } };
    for (let times = 0; times < 3; times += 1) {
      expect(await gateway.ask(query, {}, { authorization, connection: 'close' })).toMatchObject(paid);
    }
    expect(await gateway.stop()).toBe(0);
    expect(gateway.written().match(/"msg":"stopped"/g)).toHaveLength(3);
  });

  it('tells of itself and of its faults as the sources do', async () => {
    const file = configuration('wrong', { cache: { maxEntries: 'many' } });
    const outcome = async (from: string, ...args: string[]) =>
      run(process.execPath, [from, ...args], { env: { ...process.env, ...clean } }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        (error: unknown) => {
          const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
          return { code, stdout, stderr };
        },
      );
    for (const [code, ...args] of [
      [0, '--version'],
      [0, '--help'],
      [64, '--wrong'],
      [78, '--config', file],
    ] as const) {
      const [built, sources] = await Promise.all([
        outcome(entry, ...args),
        outcome(join(root, 'src/start.mjs'), ...args),
      ]);
      expect(built).toEqual(sources);
      expect(built.code).toBe(code);
    }
  });

  it('runs the sandbox too', async () => {
    const gateway = await startGateway([], clean, locked);
    onTestFinished(() => void gateway.stop());
    const query = '{ payment(ref: { dialect: PAY_QUERY, merchantReference: "everything" }) { result { code } } }';
    expect(await gateway.ask(query)).toMatchObject({ data: { payment: { result: { code: 'SUCCESS' } } } });
    expect(await gateway.stop()).toBe(0);
  });

  it('passes on the licence of every package in it, all of which the SBOM lists', async () => {
    const text = readFileSync(join(bundle, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const notices = text.split(`\n${'-'.repeat(80)}\n\n`).map((notice) => notice.split('\n'));
    const packages = notices.map(([head = '']) => /^(\S+ \S+) \(/.exec(head)?.[1] ?? head);
    expect(packages).toEqual(expect.arrayContaining([expect.stringMatching(/^graphql 17\./)]));
    expect(packages.length).toBeGreaterThan(30);
    const { stdout } = await run(join(root, '.ci/sbom'));
    const { components } = JSON.parse(stdout) as { components: { group?: string; name: string; version: string }[] };
    const listed = components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name} ${version}`);
    expect(packages.filter((one) => !listed.includes(one))).toEqual([]);
    const bare = notices.filter((lines) => !/copyright/i.test(lines.join(' ')));
    expect(bare.map(([head]) => head)).toEqual([]);
    expect(new Set(packages).size).toBe(packages.length);
  });

  it('is one folder of modules, with no link and no package beside it', () => {
    const there = readdirSync(bundle, { recursive: true, withFileTypes: true });
    expect(there.filter((file) => !file.isFile() && !file.isDirectory())).toEqual([]);
    expect(existsSync(join(bundle, 'node_modules'))).toBe(false);
    expect(there.some(({ name }) => name.endsWith('.ts'))).toBe(false);
  });
});

/** What is another with each inquiry. */
function eachTime(member: string, value: unknown): unknown {
  return ['requestId', 'respondedAt', 'asOf'].includes(member) ? typeof value : value;
}

const SCHEMA = '{ __schema { types { name fields { name type { name kind ofType { name kind } } } } } }';
