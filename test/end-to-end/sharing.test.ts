import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from './gateway.ts';

// Four slots; what is asked of a bulk hangs upstream until the gate opens, so that nothing depends on how long it takes.

const directory = mkdtempSync(join(tmpdir(), 'paygraph-sharing-'));
const gate = Promise.withResolvers<undefined>();
const HANGING_MS = 60_000;
const HANGING = `--delay-${HANGING_MS}`;
const BULK = 200;
const UNDER_WAY = 3;
let sandbox: Sandbox;
let gateway: RunningGateway;

const PAGE = 'query ($refs: [PaymentRef!]!) { payments(refs: $refs) { items { result { code } } } }';
const SINGLE = 'query ($ref: PaymentRef!) { payment(ref: $ref) { result { code } } }';
const nth = (index: number) => `tq-${String(index).padStart(4, '0')}`;
const ref = (merchantReference: string) => ({ dialect: 'TRADE_QUERY', merchantReference });
const as = (client: string) => ({ authorization: `Bearer ${client}` });
const single = async (name: string): Promise<string> =>
  (await gateway.ask(SINGLE, { ref: ref(name) }, as('mobile'))).data.payment.result.code as string;
const asked = () => sandbox.requests.recent().map(({ inquiry }) => inquiry!.id);
const soon = { interval: 10, timeout: 20_000 };

beforeAll(async () => {
  sandbox = await startSandbox({ delay: (ms) => (ms === HANGING_MS ? gate.promise : Promise.resolve()) });
  const { accounts } = await sandbox.writeConfiguration(directory);
  const file = join(directory, 'paygraph.yaml');
  const apiKeys = ['bi', 'mobile'].map((client) => ({
    client,
    sha256: createHash('sha256').update(client).digest('hex'),
    permissions: ['payments', 'bulk'],
  }));
  const limits = {
    perAccount: { concurrency: 4, ratePerSecond: 10_000, queue: BULK - UNDER_WAY },
    ...{ deadlineMs: 120_000, attemptTimeoutMs: 120_000 },
  };
  writeFileSync(file, stringify({ accounts, limits, access: { apiKeys }, log: { level: 'silent' } }));
  gateway = await startGateway(['--config', file], { LOG_LEVEL: 'info' });
});
afterAll(async () => {
  gate.resolve(undefined);
  await gateway.stop();
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('single lookups beside a bulk of 200', () => {
  it('reach upstream while it waits, and before what is left of it; a full queue refuses its newest', async () => {
    const names = Array.from({ length: BULK }, (_, index) => nth(index + 1) + HANGING);
    const bulk = gateway.ask(PAGE, { refs: names.map(ref) }, as('bi'));
    await expect.poll(() => asked().length, soon).toBe(UNDER_WAY);

    // One after the other, through the slot that is left to them.
    const singles = Array.from({ length: 20 }, (_, index) => nth(500 + index));
    for (const name of singles) expect(await single(name)).toBe('SUCCESS');
    expect(asked().slice(UNDER_WAY)).toEqual(singles);

    // All slots are held now; the next has to wait, and there is no room but the bulk's.
    const holding = single(nth(600) + HANGING);
    await expect.poll(() => asked().length, soon).toBe(UNDER_WAY + singles.length + 1);
    const waiting = single(nth(601));
    await expect.poll(overloaded, soon).toBe(1);
    expect(asked()).not.toContain(nth(601));

    gate.resolve(undefined);
    expect(await Promise.all([holding, waiting])).toEqual(['SUCCESS', 'SUCCESS']);
    const { data } = await bulk;
    const codes = (data.payments.items as { result: { code: string } }[]).map(({ result }) => result.code);
    expect(codes.filter((code) => code.startsWith('GATEWAY_'))).toEqual(['GATEWAY_OVERLOADED']);
    expect(codes.at(-1)).toBe('GATEWAY_OVERLOADED');
    expect(asked().indexOf(nth(601))).toBe(UNDER_WAY + singles.length + 1);
    expect(asked()).toHaveLength(BULK - 1 + singles.length + 2);
  });
});

/** How many inquiries the gateway says it has refused for want of a slot. */
async function overloaded(): Promise<number> {
  const text = await (await fetch(new URL('/metrics', gateway.url))).text();
  return Number(/paygraph_upstream_refused_total\{account="mainland",reason="overloaded"\} (\d+)/.exec(text)?.[1]);
}
