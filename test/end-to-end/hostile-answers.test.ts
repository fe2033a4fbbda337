import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { HOSTILE_HTTP } from '../upstream/hostile-answers.ts';
import { startGateway, type RunningGateway } from './gateway.ts';
import { openHeap, type Heap } from './heap.ts';
import { hostileId, hostileProxy, type HostileProxy } from './hostile-proxy.ts';

// Hostile answers through the whole gateway: a coded result each, neighbours unharmed, memory as before.

// What the sandbox says rightly signed, or nearly, by the end of an identifier; the rest is said to the connection.
const CONTENTS: Readonly<Record<string, string>> = {
  'deep-nesting': 'GATEWAY_MALFORMED_RESPONSE',
  'duplicate-keys': 'GATEWAY_MALFORMED_RESPONSE',
  'huge-number': 'GATEWAY_MALFORMED_RESPONSE',
  'huge-exponent': 'GATEWAY_MALFORMED_RESPONSE',
  'invalid-utf8': 'GATEWAY_MALFORMED_RESPONSE',
  'not-json': 'GATEWAY_MALFORMED_RESPONSE',
  oversized: 'GATEWAY_MALFORMED_RESPONSE',
  'gzip-bomb': 'GATEWAY_MALFORMED_RESPONSE',
  // The signature holds, and covers no type.
  'wrong-content-type': 'SUCCESS',
};
const KINDS: readonly (readonly [kind: string, code: string, name: string])[] = [
  ...HOSTILE_HTTP.map(({ name, code }) => [name, code, hostileId(name)] as const),
  ...Object.entries(CONTENTS).map(([fault, code]) => [fault, code, ''] as const),
];

// Those that bring much, if they are let.
const LARGE = ['an endless body', 'endless chunks', 'a flood of headers', 'one header too long', 'a compressed bomb'];
const LARGE_CONTENTS = ['deep-nesting', 'oversized', 'huge-number'];

const ITEM = 'result { code message } payment { merchantReference status amount { minor currency } }';
const QUERY = `query ($refs: [PaymentRef!]!) { payments(refs: $refs) { items { ${ITEM} } } }`;
const PREFIXES: Readonly<Record<Dialect, string>> = { PAY_QUERY: 'pq', INQUIRY_PAYMENT: 'ip', TRADE_QUERY: 'tq' };

// What never comes is waited for as long as this; everything else has time, however busy the machine is.
const SHORT_MS = 4_000;
const PATIENCE_MS = 20_000;

interface Item {
  readonly result: { readonly code: string; readonly message: string | null };
  readonly payment: { readonly merchantReference: string } | null;
}

const directory = mkdtempSync(join(tmpdir(), 'paygraph-hostile-answers-'));
let sandbox: Sandbox;
let proxy: HostileProxy;
let gateway: RunningGateway;
let heap: Heap;

async function asked(names: readonly (readonly [Dialect, string])[], timeoutMs = PATIENCE_MS): Promise<Item[]> {
  const refs = names.map(([dialect, merchantReference]) => ({ dialect, merchantReference }));
  const { data, errors } = await gateway.ask(
    QUERY,
    { refs },
    { 'cache-control': 'no-cache', 'x-timeout-ms': String(timeoutMs) },
  );
  expect(errors).toBeUndefined();
  return data.payments.items as Item[];
}

/** The identifier that is answered so, of a payment there is. */
function nameOf(dialect: Dialect, kind: string, hostile: string, nonce: number): string {
  return hostile === '' ? `${PREFIXES[dialect]}-0006--${kind}` : `${hostile}${nonce}`;
}

/** So many payments of each dialect that stay as they are. */
function steady(count: number): (readonly [Dialect, string])[] {
  return DIALECTS.flatMap((dialect) =>
    sandbox
      .payments(dialect)
      .filter(({ about, result, settling }) => !about && !result && !settling)
      .slice(0, count)
      .map(({ merchantReference }) => [dialect, merchantReference] as const),
  );
}

describe('an answer', () => {
  let neighbours: (readonly [Dialect, string])[];
  let healthy: Item[];
  beforeAll(async () => {
    sandbox = await startSandbox();
    proxy = await hostileProxy(sandbox);
    const { accounts } = await sandbox.writeConfiguration(directory);
    const behind = accounts.map((account) => ({ ...account, url: account.url.replace(sandbox.url, proxy.origin) }));
    const file = join(directory, 'paygraph.yaml');
    const limits = {
      perAccount: { ratePerSecond: 5_000 },
      attempts: 1,
      attemptTimeoutMs: PATIENCE_MS,
      deadlineMs: PATIENCE_MS,
    };
    const access = { anonymous: { permissions: ['payments', 'bulk'] } };
    writeFileSync(file, stringify({ accounts: behind, limits, access, log: { level: 'error' } }));
    gateway = await startGateway(['--config', file], { LOG_LEVEL: 'info', NODE_OPTIONS: '--inspect=127.0.0.1:0' });
    heap = await openHeap(gateway);
    neighbours = steady(4);
    healthy = await asked(neighbours);
    expect(healthy.map(({ payment }) => payment?.merchantReference)).toEqual(neighbours.map(([, name]) => name));
  });
  afterAll(async () => {
    heap.close();
    expect(await gateway.stop()).toBe(0);
    expect(gateway.written()).not.toMatch(/"level":"(?:error|fatal)"/);
    await proxy[Symbol.asyncDispose]();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(KINDS)('like this comes to a result, and its neighbours are right: %s', async (kind, code, hostile) => {
    const hit = DIALECTS.map((dialect) => [dialect, nameOf(dialect, kind, hostile, 1)] as const);
    const timeoutMs = code === 'GATEWAY_TIMEOUT' ? SHORT_MS : PATIENCE_MS;
    const items = await asked([...neighbours.slice(0, 6), ...hit, ...neighbours.slice(6)], timeoutMs);
    const told = items.splice(6, hit.length);
    expect(items).toEqual(healthy);
    expect(told.map(({ result }) => result.code)).toEqual(hit.map(() => code));
    expect(told.every(({ payment }) => (payment === null) === (code !== 'SUCCESS'))).toBe(true);
    for (const { result } of told) expect(result.message?.length ?? 0).toBeLessThan(200);
  });

  it('leaves no trace in memory, however often it comes', { timeout: 180_000 }, async () => {
    const large = KINDS.filter(([kind]) => LARGE.includes(kind) || LARGE_CONTENTS.includes(kind));
    expect(large).toHaveLength(LARGE.length + LARGE_CONTENTS.length);
    // More than those that fail, or the breaker would open.
    const others = steady(12);
    const right = await asked(others);
    let nonce = 1;
    const round = async () => {
      nonce += 1;
      const hit = large.flatMap(([kind, , hostile]) => DIALECTS.map((dialect) => [dialect, nameOf(dialect, kind, hostile, nonce)] as const)); // prettier-ignore
      const items = await asked([...hit, ...others]);
      expect(items.slice(hit.length)).toEqual(right);
      expect(items.slice(0, hit.length).map(({ payment }) => payment)).toEqual(hit.map(() => null));
    };
    for (let warm = 0; warm < 3; warm += 1) await round();
    const before = { heap: await heap.usedInAll(), rss: rss() };
    for (let times = 0; times < ROUNDS; times += 1) await round();
    const after = { heap: await heap.usedInAll(), rss: rss() };
    const shown = ({ heap: used, rss: all }: typeof before) => `${megabytes(used)} MB (RSS ${megabytes(all)} MB)`;
    const answers = ROUNDS * large.length * DIALECTS.length;
    process.stdout.write(`\nmemory before and after ${answers} hostile answers: ${shown(before)}, ${shown(after)}\n`);
    expect(after.heap - before.heap).toBeLessThan(LEAK_BYTES);
  });

  // A megabyte of a body that has no end: if those of one kind alone stayed, it would be 24 MB.
  const ROUNDS = 8;
  const LEAK_BYTES = 12_000_000;

  /** Of the gateway's process, as Linux counts it; zero where it is another system. */
  function rss(): number {
    if (process.platform !== 'linux') return 0;
    const status = readFileSync(`/proc/${gateway.process.pid}/status`, 'latin1');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
  }
});

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
