import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { judgeAnswers } from './judges/answers.ts';
import { judgeBreaker, lateAnswers } from './judges/breaker.ts';
import { judgeFreshness } from './judges/freshness.ts';
import { judgeGoodput } from './judges/goodput.ts';
import { judgeHeap } from './judges/heap.ts';
import { judgeLatency } from './judges/latency.ts';
import { judgeProcess } from './judges/process.ts';
import { judgeRetries } from './judges/retries.ts';
import type { Arrival } from './ledger.ts';
import { Observations, type Item, type Row } from './observation.ts';
import { truthOf, type Named } from './truth/truth.ts';

// What judges would let pass, no run would ever find.

const NOW = Date.parse('2026-11-01T12:00:00.500Z');
const SUCCESS = { code: 'SUCCESS', status: 'SUCCESS', retryable: false, action: 'NONE' };
const TIMEOUT = { code: 'GATEWAY_TIMEOUT', status: 'UNKNOWN', retryable: true, action: 'RETRY' };
const NAMED: Named = { dialect: 'TRADE_QUERY', kind: 'merchantReference', id: 'tq-0006' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** A right answer, but for what is said. */
function row(item: Partial<Item> = {}, rest: Partial<Row> = {}): Row {
  const truth = truthOf(sandbox, { ...NAMED, ...rest }, NOW);
  const time = new Date(NOW).toISOString();
  const right = { result: SUCCESS, payment: 'shown' in truth ? truth.shown : null, freshness: 'LIVE', asOf: time };
  return {
    ...{ ...NAMED, account: 'mainland', maxAgeMs: null, sentAt: NOW - 10, answeredAt: NOW + 100, withheld: [] },
    item: { ...right, exchange: { requestedAt: time }, ...item },
    ...rest,
  };
}

function seen(...rows: Row[]): Observations {
  const observations = new Observations();
  observations.rows.push(...rows);
  return observations;
}

const shown = () => row().item.payment!;
const failure = (result: Item['result']) => ({ result, payment: null, asOf: null, freshness: 'NONE' });

describe('the judge of answers', () => {
  it.each<[string, () => Row]>([
    ['the truth', () => row()],
    ['fewer fields of it', () => row({ payment: { status: 'SUCCEEDED', statusRaw: 'TRADE_SUCCESS' } })],
    ['an honest failure', () => row(failure(TIMEOUT))],
    ['an old answer that says so', () => row({ freshness: 'STALE', result: TIMEOUT })],
    [
      'an old answer without a field that is an error',
      () =>
        row(
          { freshness: 'STALE', result: TIMEOUT, payment: { ...shown(), fundBills: null } },
          { withheld: [{ name: 'fundBills', code: 'GATEWAY_TIMEOUT' }] },
        ),
    ],
  ])('takes %s', (_, given) => {
    expect(judgeAnswers(sandbox, seen(given())).reasons).toEqual([]);
  });

  it.each<[string, () => Row]>([
    ['another status', () => row({ payment: { ...shown(), status: 'CLOSED' } })],
    ['another amount', () => row({ payment: { ...shown(), amount: { ...shown().amount!, minor: '1' } } })],
    ['another payment', () => row({}, { id: 'tq-0007', item: row().item })],
    ['a time of another zone', () => row({ payment: { ...shown(), completedAt: '2026-01-07T14:46:47Z' } })],
    ['a field left out without a word', () => row({ payment: { ...shown(), fundBills: null } })],
    [
      'a field left out of a new answer',
      () =>
        row(
          { payment: { ...shown(), fundBills: null } },
          { withheld: [{ name: 'fundBills', code: 'GATEWAY_TIMEOUT' }] },
        ),
    ],
    ['success with nothing', () => row({ payment: null, asOf: null })],
    ['a payment that does not exist', () => row({}, { id: 'nobody', item: row().item })],
    [
      'that it does not exist',
      () => row({ ...failure({ ...SUCCESS, code: 'ACQ.TRADE_NOT_EXIST' }), freshness: 'LIVE' }),
    ],
    ['a failure of its own', () => row(failure({ ...TIMEOUT, code: 'GATEWAY_INTERNAL' }))],
    ['a failure with the wrong advice', () => row(failure({ ...TIMEOUT, action: 'NONE' }))],
    ['a payment beside a failure', () => row({ ...failure(TIMEOUT), payment: shown(), asOf: row().item.asOf })],
    [
      'an old answer that is not true',
      () => row({ freshness: 'STALE', result: TIMEOUT, payment: { status: 'CLOSED' } }),
    ],
  ])('does not take %s', (_, given) => {
    expect(judgeAnswers(sandbox, seen(given())).reasons).toHaveLength(1);
  });

  it('does not take a node that is another payment, nor a subscription that ends before its payment', () => {
    const observations = new Observations();
    const { sentAt, answeredAt } = row();
    const node = { ...NAMED, account: 'mainland', sentAt, answeredAt, error: null };
    observations.nodes.push({ ...node, payment: { status: 'CLOSED' } });
    observations.watches.push({ ...NAMED, messages: [], completed: true });
    observations.faults.push('no answer');
    expect(judgeAnswers(sandbox, observations).reasons).toHaveLength(3);
  });
});

describe('the judge of freshness', () => {
  const asked = (seconds: number, item: Partial<Item>, maxAgeMs: number | null = null) =>
    row({ ...item, exchange: { requestedAt: new Date(NOW - seconds * 1_000).toISOString() } }, { maxAgeMs });
  it.each<[string, () => Row, number]>([
    ['takes a known answer that still stands', () => asked(3, { freshness: 'CACHED' }), 0],
    ['does not take one that stands no more', () => asked(7, { freshness: 'CACHED' }), 1],
    ['takes an old answer that says so', () => asked(70, { freshness: 'STALE' }), 0],
    ['does not take one older than its caller allows', () => asked(4, { freshness: 'CACHED' }, 2_000), 1],
    ['does not take a known one for no-cache', () => asked(0, { freshness: 'CACHED' }, 0), 1],
    ['does not take one that was asked before no-cache', () => asked(2, {}, 0), 1],
  ])('%s', (_, given, faults) => {
    expect(judgeFreshness(seen(given())).reasons).toHaveLength(faults);
  });
});

/** So many inquiries of which some were tried again at once, all in one second. */
function arrivals(calls: number, retries: number): Map<string, Arrival[]> {
  const arrival = { account: 'mainland', isFaulty: true, mayPass: true };
  return new Map(
    Array.from({ length: calls }, (_, index) => [
      `mainland ${index}`,
      [{ ...arrival, at: NOW + index }, ...(index < retries ? [{ ...arrival, at: NOW + index + 60 }] : [])],
    ]),
  );
}

describe('the judge of retries', () => {
  it.each([
    [100, 20, 0],
    [100, 21, 1],
    [10, 12, 0],
    [0, 0, 0],
  ])('%i calls may have so many: %i', (calls, retries, faults) => {
    expect(judgeRetries(arrivals(calls, Math.min(calls, retries)), seen(), 750).reasons).toHaveLength(faults);
  });

  it('does not count what was asked for again', () => {
    const again = Array.from({ length: 100 }, (_, index) => row({}, { id: String(index), sentAt: NOW + index + 30 }));
    expect(judgeRetries(arrivals(100, 100), seen(...again), 750).reasons).toEqual([]);
  });
});

describe('the judge of goodput', () => {
  const healthy: Arrival = { account: 'mainland', at: NOW, isFaulty: false, mayPass: false };
  const lost = () => row(failure(TIMEOUT));
  const judged = (calls: Arrival[], outages = [] as { account: string; from: number; to: number }[]) =>
    judgeGoodput(new Map([['mainland tq-0006', calls]]), seen(lost()), outages, 0.9).reasons.length;

  it('counts what was lost though its call was well, or was never made', () => {
    expect(judged([healthy])).toBe(1);
    expect(judged([])).toBe(1);
  });

  it('does not count what no call could have brought', () => {
    expect(judged([{ ...healthy, isFaulty: true }])).toBe(0);
    expect(judged([], [{ account: 'mainland', from: NOW, to: NOW + 1 }])).toBe(0);
    expect(judged([], [{ account: 'intl', from: NOW, to: NOW + 1 }])).toBe(1);
  });
});

describe('the other judges', () => {
  it('see a breaker that opens without an outage', () => {
    const line = (at: number) =>
      JSON.stringify({ level: 'warn', time: at, account: 'intl', state: 'UNAVAILABLE', msg: 'breaker' });
    const outage = { account: 'intl', from: NOW, to: NOW + 1_000 };
    expect(judgeBreaker(line(NOW + 500), [outage], [], 0).reasons).toEqual([]);
    expect(judgeBreaker(line(NOW - 500), [outage], [], 0).reasons).toHaveLength(1);
  });

  it('see that it opened because answers came too late', () => {
    const line = JSON.stringify({ time: NOW, account: 'mainland', state: 'UNAVAILABLE', msg: 'breaker' });
    const inTime = { account: 'mainland', at: NOW, isFaulty: false, mayPass: false };
    const calls = new Map([['mainland tq-0006', [inTime]]]);
    const late = (count: number) =>
      lateAnswers(calls, seen(...Array.from({ length: count }, () => row(failure(TIMEOUT)))));
    expect(judgeBreaker(line, [], late(3), 0).reasons).toEqual([]);
    expect(judgeBreaker(line, [], late(2), 0).reasons).toHaveLength(1);
    expect(
      lateAnswers(new Map([['mainland tq-0006', [{ ...inTime, isFaulty: true }]]]), seen(row(failure(TIMEOUT)))),
    ).toEqual([]);
  });

  it('see operations that end too late', () => {
    const operations = Array.from({ length: 100 }, (_, index) => ({
      ...{ kind: 'single', deadlineMs: 1_000 },
      ms: index < 98 ? 10 : 1_100,
    }));
    expect(judgeLatency(operations.slice(0, 98), [], 50).reasons).toEqual([]);
    expect(judgeLatency(operations, [], 50).reasons).toHaveLength(1);
  });

  it('see a heap that grows, and not what is under way', () => {
    const megabytes = (...readings: number[]) => judgeHeap(readings.map((one) => one * 1e6), 5e6).reasons.length; // prettier-ignore
    expect(megabytes(40, 52, 41, 40, 49, 42)).toBe(0);
    expect(megabytes(40, 41, 43, 44, 46, 47)).toBe(1);
  });

  it('see a process that ended badly', () => {
    expect(judgeProcess(0, '{"level":"info","msg":"stopped"}').reasons).toEqual([]);
    expect(judgeProcess(1, '').reasons).toHaveLength(1);
    expect(judgeProcess(0, '{"level":"error","msg":"fault"}').reasons).toHaveLength(1);
  });
});
