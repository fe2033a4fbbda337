import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from './gateway.ts';

// Faults × dialects × {bulk, single, subscription}: who is not hit is answered as ever, who is hit is told the truth.

type Told = readonly [code: string, status: string, retryable: boolean, action: string];

const SUCCESS: Told = ['SUCCESS', 'SUCCESS', false, 'NONE'];
const UNREACHABLE: Told = ['GATEWAY_UNREACHABLE', 'UNKNOWN', true, 'RETRY'];
const TIMEOUT: Told = ['GATEWAY_TIMEOUT', 'UNKNOWN', true, 'RETRY'];
const MALFORMED: Told = ['GATEWAY_MALFORMED_RESPONSE', 'UNKNOWN', false, 'CONTACT_SUPPORT'];
const DISTRUSTED: Told = ['GATEWAY_BAD_SIGNATURE', 'UNKNOWN', false, 'FIX_CONFIGURATION'];
const MISMATCH: Told = ['GATEWAY_MISMATCH', 'UNKNOWN', false, 'CONTACT_SUPPORT'];
const NOBODY_KNOWS: Readonly<Record<Dialect, Told>> = {
  PAY_QUERY: ['UNKNOWN_EXCEPTION', 'UNKNOWN', true, 'RETRY'],
  INQUIRY_PAYMENT: ['UNKNOWN_EXCEPTION', 'UNKNOWN', true, 'RETRY'],
  TRADE_QUERY: ['ACQ.SYSTEM_ERROR', 'UNKNOWN', true, 'RETRY'],
};
const THROTTLED: Readonly<Record<Dialect, Told>> = {
  PAY_QUERY: ['REQUEST_TRAFFIC_EXCEED_LIMIT', 'FAILURE', true, 'RETRY_LATER'],
  INQUIRY_PAYMENT: ['REQUEST_TRAFFIC_EXCEED_LIMIT', 'UNKNOWN', true, 'RETRY_LATER'],
  TRADE_QUERY: ['APP-CALL-LIMITED', 'FAILURE', true, 'RETRY_LATER'],
};

const EXPECTED: Readonly<Record<string, Told | Readonly<Record<Dialect, Told>>>> = {
  unknown: NOBODY_KNOWS,
  'unsigned-error': NOBODY_KNOWS,
  throttle: THROTTLED,
  'bad-signature': DISTRUSTED,
  unsigned: DISTRUSTED,
  'stale-time': DISTRUSTED,
  altered: DISTRUSTED,
  mismatch: MISMATCH,
  'amount-0.001': MALFORMED,
  'not-json': MALFORMED,
  oversized: MALFORMED,
  'deep-nesting': MALFORMED,
  'duplicate-keys': MALFORMED,
  compressed: MALFORMED,
  'html-502': UNREACHABLE,
  reset: UNREACHABLE,
  truncated: UNREACHABLE,
  stalled: TIMEOUT,
  silent: TIMEOUT,
  'delay-50': SUCCESS,
  // Once, and then the right answer: what is tried again is had.
  'reset-1': SUCCESS,
  'unknown-1': SUCCESS,
};
const told = (fault: string, dialect: Dialect): Told => {
  const expected = EXPECTED[fault]!;
  return 'PAY_QUERY' in expected ? expected[dialect] : expected;
};

const RESULT = 'result { code status retryable action }';
const ITEM = `${RESULT} payment { merchantReference status statusRaw amount { minor currency } }`;
const BULK = `query ($refs: [PaymentRef!]!) { payments(refs: $refs) { items { ${ITEM} } } }`;
const SINGLE = `query ($ref: PaymentRef!) { payment(ref: $ref) { ${ITEM} } }`;
const SUBSCRIPTION = `subscription ($ref: PaymentRef!) { paymentUpdates(ref: $ref) { ${ITEM} } }`;
const UPSTREAM = { 'cache-control': 'no-cache' };

interface Item {
  readonly result: { code: string; status: string; retryable: boolean; action: string };
  readonly payment: { merchantReference: string } | null;
}

const directory = mkdtempSync(join(tmpdir(), 'paygraph-fault-matrix-'));
const report: string[] = [];
let sandbox: Sandbox;
let gateway: RunningGateway;

/** Payments that stay as they are. */
function steady(dialect: Dialect): string[] {
  return sandbox
    .payments(dialect)
    .filter(({ about, result, settling }) => !about && !result && !settling)
    .map(({ merchantReference }) => merchantReference)
    .slice(0, 200);
}

async function bulk(dialect: Dialect, names: readonly string[]): Promise<Item[]> {
  const refs = names.map((merchantReference) => ({ dialect, merchantReference }));
  const { data, errors } = await gateway.ask(BULK, { refs }, UPSTREAM);
  expect(errors).toBeUndefined();
  return data.payments.items as Item[];
}

/** The first message; who has it leaves. */
async function watched(dialect: Dialect, merchantReference: string): Promise<Item> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...UPSTREAM },
    body: JSON.stringify({ query: SUBSCRIPTION, variables: { ref: { dialect, merchantReference } } }),
  });
  let text = '';
  for await (const piece of response.body!) {
    text += Buffer.from(piece).toString();
    const message = /event: next\ndata: (.*)\n/.exec(text)?.[1];
    if (message === undefined) continue;
    return (JSON.parse(message) as { data: { paymentUpdates: Item } }).data.paymentUpdates;
  }
  throw new Error(`expected a message, got ${text}`);
}

const said = ({ result: { code, status, retryable, action } }: Item): Told => [code, status, retryable, action];

describe('the fault matrix', () => {
  beforeAll(async () => {
    sandbox = await startSandbox();
    const { accounts } = await sandbox.writeConfiguration(directory);
    const file = join(directory, 'paygraph.yaml');
    // Short attempts, so that what never comes is soon known; time enough for everything else.
    const limits = {
      ...{ perAccount: { ratePerSecond: 5_000 }, attempts: 2 },
      ...{ deadlineMs: 30_000, attemptTimeoutMs: 2_000 },
    };
    const access = { anonymous: { permissions: ['payments', 'bulk', 'live'] } };
    writeFileSync(file, stringify({ accounts, limits, access, log: { level: 'silent' } }));
    gateway = await startGateway(['--config', file], { LOG_LEVEL: 'info' });
  });
  afterAll(async () => {
    await gateway.stop();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
    const head = '| fault | dialect | bulk of 200: right / told so | single | subscription |\n|---|---|---|---|---|';
    process.stdout.write(`\n${head}\n${report.join('\n')}\n\n`);
  });

  describe.each(DIALECTS)('%s', (dialect) => {
    let names: string[];
    let healthy: Item[];
    beforeAll(async () => {
      names = steady(dialect);
      expect(names).toHaveLength(200);
      // On a busy machine the first of all may take longer than an attempt may.
      for (let tries = 0; tries < 10; tries += 1) {
        healthy = await bulk(dialect, names);
        if (healthy.every(({ result }) => result.code === 'SUCCESS')) break;
      }
      expect(healthy.map(({ result, payment }) => payment?.merchantReference ?? result.code)).toEqual(names);
    });

    it('a tenth of a bulk that fails, and ends last, holds nothing back', async () => {
      const isHit = (index: number) => index % 10 === 7;
      const items = await bulk(
        dialect,
        names.map((name, index) => (isHit(index) ? `${name}--unknown` : name)),
      );
      expect(items.filter((_, index) => !isHit(index))).toEqual(healthy.filter((_, index) => !isHit(index)));
      const hit = items.filter((_, index) => isHit(index)).map(said);
      expect(hit).toEqual(hit.map(() => told('unknown', dialect)));
      expect(hit).toHaveLength(20);
      expect(await bulk(dialect, names.slice(0, 20))).toEqual(healthy.slice(0, 20));
    });

    it.each(Object.keys(EXPECTED))('%s', { timeout: 60_000 }, async (fault) => {
      const expected = told(fault, dialect);
      // Few, since large answers take their time; that more do not open the breaker is below.
      const isHit = (index: number) => index % 25 === 7;
      const items = await bulk(
        dialect,
        names.map((name, index) => (isHit(index) ? `${name}--${fault}` : name)),
      );
      const spared = items.filter((_, index) => !isHit(index));
      expect(spared).toEqual(healthy.filter((_, index) => !isHit(index)));
      const hit = items.filter((_, index) => isHit(index));
      for (const item of hit) {
        expect(said(item)).toEqual(expected);
        expect(item.payment === null).toBe(expected !== SUCCESS);
      }
      const single = await gateway.ask(
        SINGLE,
        { ref: { dialect, merchantReference: `${names[0]!}--${fault}` } },
        UPSTREAM,
      );
      expect(said(single.data.payment as Item)).toEqual(expected);
      const message = await watched(dialect, `${names[1]!}--${fault}`);
      expect(said(message)).toEqual(expected);
      const counts = `${spared.length} of 192 / ${hit.length} of 8`;
      report.push(`| ${fault} | ${dialect} | ${counts} | ${expected.slice(0, 2).join(', ')} | ${said(message)[3]} |`);
    });
  });
});
