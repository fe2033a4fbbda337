import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { urlOf, type Child } from '../child.ts';
import { until } from '../harness.ts';
import { askAs, auditedWorld, lineOf, linesIn, type AuditedWorld } from './audited.ts';

let world: AuditedWorld;
beforeAll(async () => {
  world = await auditedWorld();
});
afterAll(() => world.close());

const QUERY = '{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "everything" }) { payment { status } } }';

async function statusOf(child: Child, requestId: string): Promise<number> {
  const response = await askAs(child, 'bi', requestId, QUERY);
  await response.text();
  return response.status;
}

async function readiness(child: Child): Promise<string> {
  const response = await fetch(`${await urlOf(child)}/health/ready`);
  return `${response.status} ${((await response.json()) as { status: string }).status}`;
}

async function whenReady(child: Child, wanted: string): Promise<void> {
  let last = '';
  for (let tries = 0; tries < 200 && last !== wanted; tries += 1) {
    last = await readiness(child);
    if (last !== wanted) await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(last).toBe(wanted);
}

/** What the metrics say. */
async function seriesOf(child: Child): Promise<string[]> {
  const text = await (await fetch(`${await urlOf(child)}/metrics`)).text();
  return [
    'paygraph_audit_state{state="failing"}',
    'paygraph_audit_lines_total{outcome="taken"}',
    'paygraph_audit_lines_total{outcome="lost"}',
  ].map((name) => {
    const [, value] = text.split(`\n${name} `);
    return `${/"(\w+)"/.exec(name)?.[1] ?? ''} ${value?.split('\n')[0] ?? ''}`;
  });
}

/** Errors and news of the audit log in the log. */
const complaints = (child: Child) =>
  linesIn(child.stdout())
    .filter(({ msg }) => msg === 'audit log')
    .map(({ level, state, reason, lost }) => ({ level, state, reason, lost }));

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  test('costs no answer and no line: they are written when there is room again', async () => {
    const file = join(world.directory, 'full.jsonl');
    symlinkSync('/dev/full', file);
    const child = world.start({ file: 'full.jsonl' });
    expect(await Promise.all(['f-1', 'f-2', 'f-3'].map((id) => statusOf(child, id)))).toEqual([200, 200, 200]);
    await whenReady(child, '200 degraded');
    expect(await seriesOf(child)).toMatchObject(['failing 1', 'taken 4', 'lost 0']);
    expect(complaints(child)).toEqual([{ level: 'error', state: 'failing', reason: 'ENOSPC', lost: 0 }]);
    rmSync(file);
    child.process.kill('SIGHUP');
    for (const id of ['f-1', 'f-2', 'f-3']) await lineOf(file, id);
    await whenReady(child, '200 up');
    expect(await seriesOf(child)).toMatchObject(['failing 0', 'taken 4', 'lost 0']);
    expect(complaints(child).at(-1)).toMatchObject({ level: 'info', state: 'writing' });
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const lines = linesIn(readFileSync(file, 'utf8'));
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
    expect([lines.at(0)?.event, lines.at(-1)?.event]).toEqual(['started', 'stopped']);
  });

  test('refuses every request where that is configured, and is not ready', async () => {
    const file = join(world.directory, 'refusing.jsonl');
    symlinkSync('/dev/full', file);
    const child = world.start({ file: 'refusing.jsonl', onFailure: 'refuse' });
    await whenReady(child, '503 down');
    const asked = world.sandbox.requests.count();
    const response = await askAs(child, 'bi', 'g-1', QUERY);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(world.sandbox.requests.count()).toBe(asked);
    rmSync(file);
    child.process.kill('SIGHUP');
    await whenReady(child, '200 up');
    expect(await statusOf(child, 'g-2')).toBe(200);
    expect(await lineOf(file, 'g-1')).toMatchObject({ client: 'bi', status: 503, references: [] });
    expect(await lineOf(file, 'g-2')).toMatchObject({ status: 200 });
  });

  test('does not keep the gateway from ending, which says how much is lost by it', async () => {
    symlinkSync('/dev/full', join(world.directory, 'ending.jsonl'));
    const child = world.start({ file: 'ending.jsonl' });
    expect(await statusOf(child, 'h-1')).toBe(200);
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(complaints(child).at(-1)).toEqual({
      level: 'error',
      state: 'failing',
      reason: 'the end came before all lines were written',
      lost: 3,
    });
  });
});

describe('standard error', () => {
  test('gets the lines and nothing else, all of them before the end', async () => {
    const child = world.start({ descriptor: 2 });
    for (const id of ['i-1', 'i-2']) expect(await statusOf(child, id)).toBe(200);
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(linesIn(child.stderr()).map(({ event, requestId }) => requestId ?? event)).toEqual([
      'started',
      'i-1',
      'i-2',
      'stopped',
    ]);
    expect(child.stdout()).not.toContain('"chain"');
  });

  test('that nobody reads any more costs no answer', async () => {
    const child = world.start({ descriptor: 2 });
    await urlOf(child);
    await child.wrote(/"event":"started"/);
    child.process.stderr!.destroy();
    expect(await Promise.all(['j-1', 'j-2', 'j-3'].map((id) => statusOf(child, id)))).toEqual([200, 200, 200]);
    await whenReady(child, '200 degraded');
    await until(() => complaints(child).length > 0);
    expect(complaints(child)[0]).toMatchObject({ level: 'error', reason: 'EPIPE' });
    child.process.kill('SIGTERM');
    expect((await child.exited).code).toBe(0);
  });

  test('whose reader has stopped costs no answer either, and is told of once the buffer is full', async () => {
    const child = world.start({ descriptor: 2, bufferBytes: 65_536 });
    await urlOf(child);
    await child.wrote(/"event":"started"/);
    child.process.stderr!.pause();
    // More than pipes and the buffer hold: some 500 bytes a line.
    for (let round = 0; round < 40; round += 1) {
      const ids = Array.from({ length: 25 }, (_, at) => `k-${round}-${at}`);
      expect(new Set(await Promise.all(ids.map((id) => statusOf(child, id))))).toEqual(new Set([200]));
      if ((await readiness(child)) === '200 degraded') break;
    }
    expect(await readiness(child)).toBe('200 degraded');
    expect(complaints(child)[0]).toMatchObject({ level: 'error', reason: 'no room for more lines that wait' });
    child.process.stderr!.resume();
    await whenReady(child, '200 up');
    child.process.kill('SIGTERM');
    expect((await child.exited).code).toBe(0);
    const lines = linesIn(child.stderr());
    const gaps = lines.filter(({ event }) => event === 'gap');
    expect(gaps.length).toBeGreaterThan(0);
    const lost = gaps.reduce((sum, gap) => sum + (gap['lost'] as number), 0);
    expect(lines.at(-1)?.seq).toBe(lines.length + lost);
  }, 60_000);
});

describe('a file', () => {
  test('that was moved away is made anew on SIGHUP', async () => {
    const file = join(world.directory, 'rotated.jsonl');
    const child = world.start({ file: 'rotated.jsonl' });
    await statusOf(child, 'l-1');
    await lineOf(file, 'l-1');
    renameSync(file, `${file}.1`);
    await statusOf(child, 'l-2');
    await lineOf(`${file}.1`, 'l-2');
    child.process.kill('SIGHUP');
    await until(() => existsSync(file));
    await statusOf(child, 'l-3');
    const { run, seq } = await lineOf(file, 'l-3');
    const before = linesIn(readFileSync(`${file}.1`, 'utf8')).at(-1)!;
    expect([run, seq]).toEqual([before['run'], before.seq + 1]);
  });

  test('that cannot be opened is a fault before anything listens', async () => {
    const child = world.start({ file: 'none/audit.jsonl' });
    expect(await child.exited).toEqual({ code: 78, signal: null });
    expect(child.stderr()).toContain('audit.file: expected something that can be written, got ENOENT');
    expect(child.stdout()).toBe('');
  });

  test('has the address of callers only where that is configured', async () => {
    const child = world.start({ file: 'peers.jsonl', peer: true });
    await statusOf(child, 'm-1');
    expect(await lineOf(join(world.directory, 'peers.jsonl'), 'm-1')).toMatchObject({ peer: '127.0.0.1' });
  });
});
