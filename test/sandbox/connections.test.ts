import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { askTradeQuery, codeOf, DIALECTS } from './clients.ts';
import type { Dialect } from './clients.ts';
import { inquiryBytes, RawConnection } from './raw-connection.ts';

let sandbox: Sandbox;
let pauses: { ms: number; go: () => void }[] = [];
let isPaused = true;
beforeAll(async () => {
  sandbox = await startSandbox({
    delay: (ms) => (isPaused ? new Promise((go) => pauses.push({ ms, go })) : Promise.resolve()),
  });
});
beforeEach(() => {
  sandbox.reset();
  pauses = [];
  isPaused = true;
});
afterAll(() => sandbox.close());

async function asking(dialect: Dialect, id: string): Promise<RawConnection> {
  const connection = new RawConnection(sandbox.url);
  connection.send(await inquiryBytes(sandbox, dialect, id));
  return connection;
}

/** The statuses of all responses that came, informational ones included. */
function statuses({ bytes }: RawConnection): string[] {
  return [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status!);
}

const isWhole = (connection: RawConnection) => (): boolean =>
  connection.body !== null && connection.body.length === connection.announced;

describe.each(DIALECTS)('on the wire, %s', (dialect) => {
  it('answers whole, and keeps the connection for the next inquiry', async () => {
    using connection = await asking(dialect, 'everything');
    await connection.until(isWhole(connection));
    connection.send(await inquiryBytes(sandbox, dialect, 'everything'));
    await connection.until(() => statuses(connection).length === 2);
    expect(statuses(connection)).toEqual(['200', '200']);
    expect(connection.ended).toBeUndefined();
  });

  it.each([
    ['early-hints-103', '103'],
    ['continue-100', '100'],
  ])('sends an informational response first with %s', async (fault, informational) => {
    using connection = await asking(dialect, `everything--${fault}`);
    await connection.until(() => statuses(connection).includes('200'));
    expect(statuses(connection)).toEqual([informational, '200']);
  });

  it('sends no HTTP with not-http', async () => {
    using connection = await asking(dialect, 'everything--not-http');
    await connection.until(() => connection.ended !== undefined);
    expect(connection.bytes.toString()).toBe('There is no HTTP here.\r\n\r\n');
    expect(connection.ended).toBe('closed');
  });

  it('resets with reset, before a byte was said', async () => {
    using connection = await asking(dialect, 'everything--reset');
    await connection.until(() => connection.ended !== undefined);
    expect([connection.ended, connection.bytes.length]).toEqual(['reset', 0]);
  });

  it('says nothing with silent, and holds the connection', async () => {
    using connection = await asking(dialect, 'everything--silent');
    await expect
      .poll(() => sandbox.requests.last()?.answer?.faults, { interval: 5, timeout: 10_000 })
      .toEqual(['silent']);
    // Whatever it had to say would have come before this.
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
    expect([connection.ended, connection.bytes.length]).toEqual([undefined, 0]);
  });

  it('sends half of what it announced, and closes with truncated, or does not with stalled', async () => {
    for (const [fault, ended] of [
      ['truncated', 'closed'],
      ['stalled', undefined],
    ] as const) {
      using connection = await asking(dialect, `everything--${fault}`);
      const half = () => connection.body !== null && connection.body.length >= Math.ceil(connection.announced / 2);
      await connection.until(() => half() && (ended === undefined || connection.ended !== undefined));
      expect(connection.body).toHaveLength(Math.ceil(connection.announced / 2));
      expect(connection.ended).toBe(ended);
    }
  });

  it('sends byte after byte with drip, at its pace', async () => {
    using connection = await asking(dialect, 'everything--drip-70');
    for (let sent = 1; sent <= 5; sent += 1) {
      await expect.poll(() => pauses.length, { interval: 2, timeout: 10_000 }).toBe(1);
      await connection.until(() => connection.body?.length === sent);
      const [{ ms, go }] = pauses.splice(0) as [{ ms: number; go: () => void }];
      expect(ms).toBe(70);
      go();
    }
    expect(connection.announced).toBeGreaterThan(100);
    isPaused = false;
    pauses.forEach(({ go }) => go());
    await connection.until(isWhole(connection));
    expect(JSON.parse(connection.body!.toString())).toBeTypeOf('object');
  });

  it('stops dripping when the caller has left', async () => {
    {
      using connection = await asking(dialect, 'everything--drip-70');
      await connection.until(() => connection.body?.length === 1);
    }
    for (let beat = 0; beat < 20; beat += 1) {
      pauses.splice(0).forEach(({ go }) => go());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(pauses).toEqual([]);
  });

  it('answers and closes with hang-up, having promised to stay', async () => {
    using connection = await asking(dialect, 'everything--hang-up');
    await connection.until(() => connection.ended !== undefined);
    expect(isWhole(connection)()).toBe(true);
    expect(connection.ended).toBe('closed');
    expect(connection.bytes.toString('latin1')).toMatch(/\r\nconnection: keep-alive\r\n/i);
  });

  it('answers with stale-connection, and resets at the next inquiry without reading it', async () => {
    using connection = await asking(dialect, 'everything--stale-connection');
    await connection.until(isWhole(connection));
    expect(connection.ended).toBeUndefined();
    const { length } = connection.bytes;
    connection.send(await inquiryBytes(sandbox, dialect, 'everything'));
    await connection.until(() => connection.ended !== undefined);
    expect([connection.ended, connection.bytes.length]).toEqual(['reset', length]);
    expect(sandbox.requests.count(dialect)).toBe(1);
  });

  it('floods with headers: many, or a long one', async () => {
    using many = await asking(dialect, 'everything--many-headers');
    await many.until(isWhole(many));
    expect(many.bytes.toString('latin1').match(/^x-flood-\d+: x\r$/gm)).toHaveLength(2_000);
    using long = await asking(dialect, 'everything--long-header');
    await long.until(isWhole(long));
    expect(/^x-flood: (x+)\r$/m.exec(long.bytes.toString('latin1'))?.[1]).toHaveLength(1_048_576);
  });
});
