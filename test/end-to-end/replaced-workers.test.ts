import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { PAYMENT, severalWorkers, trade, type SeveralWorkers } from './several-workers.ts';

// A worker that takes the place of another has to go by what the others go by.

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const STAYS = { reload: { watch: false } };
const may = (...permissions: string[]) => ({ access: { anonymous: { permissions } } });

async function replaceOne({ pids, lines }: SeveralWorkers): Promise<void> {
  const started = () => lines().filter(({ msg }) => msg === 'worker started').length;
  const before = started();
  process.kill(pids()[0]!, 'SIGKILL');
  await vi.waitFor(() => expect(started()).toBe(before + 1), { timeout: 30_000, interval: 50 });
}

/** How often it was answered without errors when asked six times, by turns. */
async function answered({ askAnew }: SeveralWorkers): Promise<number> {
  let count = 0;
  for (let n = 0; n < 6; n += 1) if ((await askAnew(PAYMENT, trade('tq-0001'))).errors === undefined) count += 1;
  return count;
}

it('goes by what the others do, whatever the files hold by then, faults included', async () => {
  const gateway = await severalWorkers(sandbox, { ...STAYS, ...may('payments') });
  const audit = { file: 'audit.jsonl', key: { file: 'audit.key' } };
  gateway.configure({ ...STAYS, ...may('bulk'), limits: { nothing: 1 }, audit });
  await replaceOne(gateway);
  expect(await answered(gateway)).toBe(6);
  expect(readdirSync(gateway.directory).filter((name) => name.startsWith('audit'))).toEqual([]);
  // What all have read anew since counts for whoever comes later.
  gateway.configure({ ...STAYS, ...may('bulk') });
  gateway.process.kill('SIGHUP');
  const taken = 'paygraph_config_reloads_total{outcome="taken"}';
  await vi.waitFor(async () => expect(await gateway.metric(taken)).toBe(2), { timeout: 10_000 });
  gateway.configure({ ...STAYS, ...may('payments') });
  await replaceOne(gateway);
  expect(await answered(gateway)).toBe(0);
  // It reads them anew when it is told to, as the others do.
  gateway.process.kill('SIGHUP');
  await vi.waitFor(async () => expect(await answered(gateway)).toBe(6), { timeout: 10_000 });
  expect(gateway.written()).not.toContain('PRIVATE KEY');
}, 90_000);
