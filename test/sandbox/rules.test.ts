import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { RuleError } from '../../src/sandbox/reading-rules.ts';
import { Rules } from '../../src/sandbox/rules.ts';
import type { Target } from '../../src/sandbox/rules.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ASK, askTradeQuery, codeOf, DIALECTS, tradeQuery } from './clients.ts';

const ACCOUNTS = [
  { id: 'intl', dialect: 'PAY_QUERY' },
  { id: 'antom-sg', dialect: 'INQUIRY_PAYMENT' },
  { id: 'mainland', dialect: 'TRADE_QUERY' },
] as const;
const MANY = 20_000;

function target(id: string, attempt = 1, more: Partial<Target> = {}): Target {
  return { account: 'mainland', dialect: 'TRADE_QUERY', id, attempt, names: () => [id], ...more };
}

function rules(seed = 1): Rules {
  return new Rules(seed, ACCOUNTS);
}

/** Four standard deviations of a binomial distribution around its mean. */
function expectShare(hits: number, tries: number, rate: number): void {
  const deviation = Math.sqrt(tries * rate * (1 - rate));
  expect(Math.abs(hits - tries * rate)).toBeLessThan(4 * deviation);
}

const CROWDS = {
  'different identifiers': (index: number) => target(`tq-${index}`),
  'one identifier, asked again and again': (index: number) => target('tq-0001', index + 1),
};

describe.each(Object.entries(CROWDS))('rules with rates, for %s', (_, nth) => {
  it('befall the share each of them says, one at most', () => {
    const chaos = rules();
    chaos.add([
      { fault: 'stalled', rate: 0.1 },
      { fault: 'unknown', rate: 0.1 },
      { fault: 'reset', rate: 0.05 },
      { fault: 'unsigned', rate: 0.01 },
    ]);
    const befallen = Array.from({ length: MANY }, (__, index) => chaos.befall(nth(index)));
    expect(befallen.every(({ faults }) => faults.length <= 1)).toBe(true);
    for (const { fault, rate, hits } of chaos.list()) {
      expectShare(hits, MANY, rate);
      expect(befallen.filter(({ faults }) => faults.includes(fault))).toHaveLength(hits);
    }
  });

  it('befall the same on every run, whatever the order, and others with another seed', () => {
    const run = (seed: number, order: (indices: number[]) => number[]): Map<number, readonly string[]> => {
      const chaos = rules(seed);
      chaos.add([
        { fault: 'stalled', rate: 0.3 },
        { fault: 'delay', value: 5, rate: 0.3 },
      ]);
      const indices = Array.from({ length: 500 }, (__, index) => index);
      const outcomes = order(indices).map((index) => [index, chaos.befall(nth(index)).faults] as const);
      return new Map(outcomes.toSorted(([one], [other]) => one - other));
    };
    const same = run(7, (indices) => indices);
    expect(run(7, (indices) => indices.toReversed())).toEqual(same);
    expect(run(8, (indices) => indices)).not.toEqual(same);
  });

  it('lets delays go together with whatever else befalls', () => {
    const chaos = rules();
    chaos.add([
      { fault: 'delay', value: 100, rate: 0.5 },
      { fault: 'reset', rate: 0.5 },
    ]);
    const befallen = Array.from({ length: MANY }, (__, index) => chaos.befall(nth(index)));
    expectShare(befallen.filter(({ faults }) => faults.length === 2).length, MANY, 0.25);
    expect(befallen.find(({ faults }) => faults.length === 2)).toEqual({
      spoils: { delayMs: 100, transport: 'reset' },
      faults: ['delay', 'reset'],
      rules: [1, 2],
    });
  });
});

describe('a rule', () => {
  it('befalls only what it is for', () => {
    const chaos = rules();
    const befalls = (more: Partial<Target>): boolean => chaos.befall(target('a', 1, more)).faults.length > 0;
    const intl = { account: 'intl', dialect: 'PAY_QUERY' } as const;
    chaos.add({ fault: 'reset', account: 'intl' });
    expect([befalls({}), befalls(intl), befalls({ ...intl, account: 'second' })]).toEqual([false, true, false]);
    chaos.clear();
    chaos.add({ fault: 'reset', dialect: 'PAY_QUERY' });
    expect([befalls({}), befalls(intl), befalls({ ...intl, account: 'second' })]).toEqual([false, true, true]);
    chaos.clear();
    chaos.add({ fault: 'other-message' });
    expect([befalls({}), befalls(intl)]).toEqual([false, true]);
    chaos.clear();
    chaos.add({ fault: 'reset', id: 'b' });
    expect([befalls({}), befalls({ names: () => ['a', 'b'] })]).toEqual([false, true]);
  });

  it('ends after its times, and makes room for the next', () => {
    const chaos = rules();
    chaos.add([
      { fault: 'reset', times: 2 },
      { fault: 'unknown', times: 1 },
    ]);
    const faults = Array.from({ length: 4 }, (_, index) => chaos.befall(target('a', index + 1)).faults);
    expect(faults).toEqual([['reset'], ['reset'], ['unknown'], []]);
    expect(chaos.list()).toEqual([
      { rule: 1, fault: 'reset', rate: 1, times: 2, hits: 2 },
      { rule: 2, fault: 'unknown', rate: 1, times: 1, hits: 1 },
    ]);
  });

  it('is taken out of force by its number, which is not used again', () => {
    const chaos = rules();
    chaos.add([{ fault: 'reset' }, { fault: 'unknown' }]);
    expect([chaos.remove(1), chaos.remove(1)]).toEqual([true, false]);
    expect(chaos.befall(target('a')).faults).toEqual(['unknown']);
    chaos.clear();
    expect(chaos.befall(target('a')).faults).toEqual([]);
    expect(chaos.add({ fault: 'reset' })).toMatchObject([{ rule: 3 }]);
  });

  it.each<[unknown, string]>([
    [
      { fault: 'stalld' },
      'fault: expected the name of a fault, got "stalld"; the README and GET /admin/faults list them',
    ],
    [{}, 'fault: expected the name of a fault, got nothing; the README and GET /admin/faults list them'],
    [{ fault: 'reset', rate: 1.1 }, 'rate: expected a number above 0 and up to 1, got 1.1'],
    [{ fault: 'reset', rate: '0.1' }, 'rate: expected a number above 0 and up to 1, got "0.1"'],
    [{ fault: 'reset', rate: 0 }, 'rate: expected a number above 0 and up to 1, got 0'],
    [{ fault: 'reset', times: 0 }, 'times: expected a whole number from 1 to 1000000000, got 0'],
    [{ fault: 'reset', times: 1.5 }, 'times: expected a whole number from 1 to 1000000000, got 1.5'],
    [{ fault: 'reset', id: '' }, 'id: expected an identifier of 1 to 64 characters, got 0 characters'],
    [{ fault: 'reset', account: 'me' }, 'account: expected one of intl, antom-sg, mainland, got "me"'],
    [{ fault: 'reset', dialect: 'X' }, 'dialect: expected one of PAY_QUERY, INQUIRY_PAYMENT, TRADE_QUERY, got "X"'],
    [
      { fault: 'reset', account: 'intl', dialect: 'PAY_QUERY' },
      'dialect: expected account or dialect, got both; remove one',
    ],
    [
      { fault: 'other-message', account: 'mainland' },
      'account: expected one of PAY_QUERY for other-message, got one of TRADE_QUERY; remove it',
    ],
    [{ fault: 'reset', value: 2 }, 'value: expected no value for reset, got "2"; say how often with times'],
    [{ fault: 'delay' }, 'value: expected milliseconds, a whole number up to 999999, for delay, got nothing'],
    [
      { fault: 'status', value: 'a b' },
      'value: expected a word of letters, digits, "_", "." and "-" for status, got 3 characters',
    ],
    [
      { fault: 'reset', tims: 1 },
      'expected only fault, value, account, dialect, id, rate, times, got "tims" as well; remove it',
    ],
    [[{ fault: 'reset' }, { fault: 'reset', rate: 2 }], '[1].rate: expected a number above 0 and up to 1, got 2'],
    [[], 'expected a rule such as {"fault": "stalled", "rate": 0.1}, or a list of rules, got an empty list'],
    [null, 'expected a rule such as {"fault": "stalled", "rate": 0.1}, or a list of rules, got nothing'],
    ['reset', 'expected a rule such as {"fault": "stalled", "rate": 0.1}, or a list of rules, got "reset"'],
  ])('that says %j is refused, with reasons', (rule, message) => {
    const chaos = rules();
    const add = (): unknown => chaos.add(rule as Parameters<Rules['add']>[0]);
    expect(add).toThrow(RuleError);
    expect(add).toThrow(expect.objectContaining({ message }));
    expect(chaos.list()).toEqual([]);
  });
});

describe('rules in a sandbox', () => {
  let sandbox: Sandbox;
  let clock = Date.now();
  const delays: number[] = [];
  beforeAll(async () => {
    sandbox = await startSandbox({
      now: () => clock,
      delay: (ms) => {
        delays.push(ms);
        return Promise.resolve();
      },
      rules: { fault: 'unknown', times: 1 },
    });
  });
  afterEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  it('are there from the start if they are given', async () => {
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('ACQ.SYSTEM_ERROR');
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
  });

  it('befall the account they name and no other', async () => {
    sandbox.faults.add({ fault: 'result', value: 'NEVER_HEARD_OF', account: 'antom-sg' });
    const codes = [];
    for (const dialect of DIALECTS) codes.push(codeOf(await ASK[dialect](sandbox, 'everything')));
    expect(codes).toEqual(['SUCCESS', 'NEVER_HEARD_OF', 'SUCCESS']);
  });

  it('befall a payment under either of its identifiers', async () => {
    sandbox.faults.add({ fault: 'unknown', id: '2013112011001004330000121536' });
    expect(codeOf(await askTradeQuery(sandbox, '6823789339978248'))).toBe('ACQ.SYSTEM_ERROR');
    expect(codeOf(await tradeQuery(sandbox, { trade_no: '2013112011001004330000121536' }))).toBe('ACQ.SYSTEM_ERROR');
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
  });

  it('leave identifiers that carry faults of their own alone', async () => {
    sandbox.faults.add([{ fault: 'unknown' }, { fault: 'delay', value: 5 }]);
    delays.length = 0;
    const reply = await askTradeQuery(sandbox, 'everything--status-NEVER_SEEN');
    expect(codeOf(reply)).toBe('SUCCESS');
    expect(reply.body).toContain('NEVER_SEEN');
    expect(codeOf(await askTradeQuery(sandbox, 'everything--unknown-1'))).toBe('ACQ.SYSTEM_ERROR');
    expect(codeOf(await askTradeQuery(sandbox, 'everything--unknown-1'))).toBe('SUCCESS');
    expect(delays).toEqual([]);
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('ACQ.SYSTEM_ERROR');
    expect(delays).toEqual([5]);
  });

  it('hit the same inquiries again after a reset', async () => {
    const run = async (): Promise<string[]> => {
      sandbox.reset();
      sandbox.faults.add({ fault: 'unknown', rate: 0.5 });
      const codes = [];
      for (let index = 0; index < 20; index += 1) {
        codes.push(codeOf(await askTradeQuery(sandbox, `tq-000${1 + (index % 4)}`)));
      }
      return codes;
    };
    const first = await run();
    expect(new Set(first).size).toBe(2);
    expect(await run()).toEqual(first);
  });

  it('are named in what is kept of a request, with what was answered', async () => {
    sandbox.faults.add([
      { fault: 'delay', value: 3 },
      { fault: 'unknown', times: 1 },
    ]);
    await askTradeQuery(sandbox, 'everything');
    await askTradeQuery(sandbox, 'everything--unsigned-1');
    await askTradeQuery(sandbox, 'everything--unsigned-1');
    const [byRule, byId, after] = sandbox.requests.recent().map(({ answer }) => answer);
    const [delay, unknown] = sandbox.faults.list();
    expect(byRule).toEqual({
      at: clock,
      code: 'ACQ.SYSTEM_ERROR',
      faults: ['delay', 'unknown'],
      rules: [delay!.rule, unknown!.rule],
    });
    expect(byId).toEqual({ at: clock, code: 'SUCCESS', faults: ['unsigned'], rules: [] });
    expect(after).toEqual({ at: clock, code: 'SUCCESS', faults: [], rules: [] });
    expect(sandbox.requests.last()).toMatchObject({ account: 'mainland', dialect: 'TRADE_QUERY' });
  });

  it.each(DIALECTS)('leave the truth of %s untouched, which is told for every moment', async (dialect) => {
    const status = (at?: number): string =>
      JSON.stringify(sandbox.truth(dialect, 'merchantReference', 'settling-60', at));
    const before = status();
    sandbox.faults.add({ fault: 'status', value: 'NEVER_SEEN', times: 1 });
    const began = clock;
    expect((await ASK[dialect](sandbox, 'settling-60')).body).toContain('NEVER_SEEN');
    expect(status()).toBe(before);
    clock += 60_000;
    expect(status()).not.toBe(before);
    expect(status(began)).toBe(before);
    expect(status(began + 59_999)).toBe(before);
    expect(sandbox.truth(dialect, 'merchantReference', 'nobody')).toEqual({
      code: dialect === 'TRADE_QUERY' ? 'ACQ.TRADE_NOT_EXIST' : 'ORDER_NOT_EXIST',
    });
    const truth = JSON.stringify(sandbox.truth(dialect, 'merchantReference', 'everything--delay-1'));
    expect(truth).toContain('"everything--delay-1"');
  });
});
