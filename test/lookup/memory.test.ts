import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Demand } from '../../src/domain/demand.ts';
import type { AskedReference } from '../../src/domain/reference.ts';
import type { Lookup, OperationTerms } from '../../src/lookup/lookup.ts';
import { DEFAULT_TIME_TO_LIVE, timeToLive, type TimeToLive } from '../../src/lookup/time-to-live.ts';
import { settled } from '../clock/virtual-clock.ts';
import * as answers from './answers.ts';
import { ALL, FUND, SETTLE, type Call } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';
import { heldBy } from '../held-by.ts';

const SUCCEEDED = { paymentId: 'P', merchantReference: 'M', status: 'SUCCEEDED' } as const;
const PENDING = { ...SUCCEEDED, status: 'PENDING' } as const;

describe('what is remembered', () => {
  it('answers whoever wants no more, in any operation and by both names', async () => {
    const opened = new Opened();
    const live = await found(opened, byId('P'), FUND | SETTLE, SUCCEEDED);
    const operation = opened.open();
    for (const [asked, demand] of [
      [byId('P'), 0],
      [byOurs('M'), FUND],
      [byId('P'), FUND | SETTLE],
    ] as const) {
      const lookup = await operation.find(asked, demand);
      expect(lookup).toMatchObject({ freshness: 'CACHED', options: FUND | SETTLE, asOf: live.asOf });
      expect(lookup.exchange).toBe(live.exchange);
    }
    expect(await opened.calls()).toBe(1);
    // Once told, the second name is the same question.
    expect(operation.statistics()).toMatchObject({ calls: 0, cacheHits: 1, cacheMisses: 0, deduplicated: 2 });
  });

  it('is not held by what an operation says it rests on', async () => {
    const opened = new Opened();
    const { payment } = await found(opened, byId('P'), 0, SUCCEEDED);
    const operation = opened.open();
    expect((await operation.find(byId('P'), 0)).payment).toBe(payment);
    const basis = operation.basis();
    expect(basis?.known).toHaveLength(1);
    expect(opened.lookups.holds(basis!)).toBe(true);
    expect(heldBy(basis)).not.toContain(payment);
  });

  it('grows: a call for more asks for what was known as well', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), FUND, SUCCEEDED);
    expect((await found(opened, byOurs('M'), SETTLE, SUCCEEDED)).options).toBe(FUND | SETTLE);
    expect((await opened.open().find(byId('P'), FUND | SETTLE)).freshness).toBe('CACHED');
  });

  it('is not asked for again once it is too old', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), FUND, SUCCEEDED);
    await opened.clock.advance(DEFAULT_TIME_TO_LIVE.succeededMs);
    expect((await found(opened, byId('P'), SETTLE, SUCCEEDED)).options).toBe(SETTLE);
  });

  it('belongs to one account and one kind of identifier', async () => {
    const opened = new Opened();
    await found(opened, byId('X'), 0, { paymentId: 'X' });
    void opened.open().find(byId('X', 'two'), 0);
    void opened.open().find(byOurs('X'), 0);
    expect(await opened.calls()).toBe(3);
  });

  it.each([
    ['SUCCEEDED', DEFAULT_TIME_TO_LIVE.succeededMs],
    ['FAILED', DEFAULT_TIME_TO_LIVE.endedMs],
    ['CANCELLED', DEFAULT_TIME_TO_LIVE.endedMs],
    ['CLOSED', DEFAULT_TIME_TO_LIVE.endedMs],
    ['PENDING', DEFAULT_TIME_TO_LIVE.pendingMs],
  ] as const)('stands as long as its state allows, counted from the asking: %s', async (status, life) => {
    const opened = new Opened();
    const asking = opened.open().find(byId('P'), 0);
    const call = await opened.call(0);
    await opened.clock.advance(1_000);
    call.succeed({ status });
    await asking;
    await opened.clock.advance(life - 1_001);
    expect((await opened.open().find(byId('P'), 0)).freshness).toBe('CACHED');
    await opened.clock.advance(1);
    void opened.open().find(byId('P'), 0);
    expect(await opened.calls()).toBe(2);
  });

  it('holds an unfinished payment for 5 s and a not-found for 3 s at most', () => {
    expect(DEFAULT_TIME_TO_LIVE.pendingMs).toBeLessThanOrEqual(5_000);
    expect(DEFAULT_TIME_TO_LIVE.notFoundMs).toBeLessThanOrEqual(3_000);
  });

  it.each<[string, (call: Call) => Answer]>([
    ['an unknown status', (call) => answers.success(call.send(), { status: 'UNKNOWN' })],
    ['an unknown result', (call) => answers.verified(call.send(), answers.UNKNOWN)],
    ['a failure', (call) => answers.verified(call.send(), answers.FORBIDDEN)],
    ['throttling', (call) => answers.verified(call.send(), answers.THROTTLED)],
    ['an unsigned not-found', (call) => answers.unsigned(call.send(), answers.NOT_FOUND)],
    ['what was never sent', (call) => answers.unasked(call.reference, answers.UNKNOWN)],
  ])('is never %s', async (_, say) => {
    const opened = new Opened();
    const first = opened.open().find(byId('P'), 0);
    const call = await opened.call(0);
    call.answer(say(call));
    await first;
    void opened.open().find(byId('P'), 0);
    expect(await opened.calls()).toBe(2);
  });

  it('is not given to whoever asks for no cache, nor what is older than they allow', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    await opened.clock.advance(10_000);
    expect((await opened.open({ maxAgeMs: 10_001 }).find(byId('P'), 0)).freshness).toBe('CACHED');
    expect((await found(opened, byId('P'), 0, SUCCEEDED, { maxAgeMs: 10_000 })).freshness).toBe('LIVE');
    expect((await found(opened, byId('P'), 0, SUCCEEDED, { maxAgeMs: 0 })).freshness).toBe('LIVE');
    // What they learnt serves the others.
    expect((await opened.open().find(byOurs('M'), 0)).freshness).toBe('CACHED');
  });

  it('does not stand longer because a caller would take an older one', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, { status: 'PENDING' });
    await opened.clock.advance(DEFAULT_TIME_TO_LIVE.pendingMs);
    const again = await found(opened, byId('P'), 0, { status: 'PENDING' }, { maxAgeMs: 3_600_000 });
    expect(again.freshness).toBe('LIVE');
    expect(await opened.calls()).toBe(2);
  });

  it('is bounded by the number of entries and by their size', async () => {
    const many = new Opened({ memory: { maxEntries: 10, maxBytes: 10_000_000 } });
    const few = new Opened({ memory: { maxEntries: 1_000, maxBytes: 30_000 } });
    for (const opened of [many, few]) {
      for (let index = 0; index < 20; index += 1) await found(opened, byId(`P${index}`), 0, {}, {}, 'x'.repeat(500));
      expect((await opened.open().find(byId('P19'), 0)).freshness).toBe('CACHED');
      void opened.open().find(byId('P0'), 0);
      expect(await opened.calls()).toBe(21);
    }
    const huge = new Opened({ memory: { maxEntries: 10, maxBytes: 10_000 } });
    await found(huge, byId('P'), 0, {}, {}, 'x'.repeat(1_000_000));
    void huge.open().find(byId('P'), 0);
    expect(await huge.calls()).toBe(2);
  });

  it('is not trusted when the clock was set back', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    opened.clock.set(opened.clock.now() - 3_600_000);
    await found(opened, byId('P'), 0, PENDING);
    const again = await opened.open().find(byId('P'), 0);
    expect(again).toMatchObject({ freshness: 'CACHED', payment: { status: 'PENDING' } });
  });
});

describe('the time to live', () => {
  const life = (status: Payment['status'], statusRaw: string | null, terms: Partial<TimeToLive> = {}) => {
    const reference = {
      dialect: 'TRADE_QUERY',
      account: 'one',
      identity: 'one Ltd.',
      kind: 'paymentId',
      id: 'P',
    } as const;
    const answer = answers.success({ reference, options: 0, at: 1_000_000_000_000 }, { status, statusRaw });
    return timeToLive(answer, { ...DEFAULT_TIME_TO_LIVE, ...terms });
  };

  it('is long for what can change no more, refunds included', () => {
    expect(life('SUCCEEDED', 'TRADE_SUCCESS')).toBe(60_000);
    expect(life('SUCCEEDED', ' trade_finished')).toBe(3_600_000);
    expect(life('CLOSED', 'TRADE_CLOSED')).toBe(3_600_000);
    expect(life('PENDING', 'WAIT_BUYER_PAY')).toBe(3_000);
    expect(life('UNKNOWN', 'TRADE_FINISHED')).toBe(0);
  });

  it('may be given for all dialects, and before that for a state of one', () => {
    const terms = { pendingMs: 1, endedMs: 2, timeToLive: { TRADE_QUERY: { PENDING: 3, FINISHED: 0 } } };
    expect(life('PENDING', null, terms)).toBe(3);
    expect(life('SUCCEEDED', 'TRADE_FINISHED', terms)).toBe(0);
    expect(life('FAILED', null, terms)).toBe(2);
    expect(life('PENDING', null, { ...terms, timeToLive: { PAY_QUERY: { PENDING: 3 } } })).toBe(1);
  });
});

describe('an old answer', () => {
  const LIFE = DEFAULT_TIME_TO_LIVE.succeededMs;

  it('is given at once, as what it is, to whoever takes it', async () => {
    const opened = new Opened();
    const known = await found(opened, byId('P'), FUND, SUCCEEDED);
    await opened.clock.advance(LIFE + 9_999);
    const operation = opened.open({ maxStaleMs: 10_000 });
    const lookup = await operation.find(byId('P'), FUND);
    expect(lookup).toMatchObject({ freshness: 'STALE', result: { status: 'SUCCESS' }, asOf: known.asOf });
    expect(operation.statistics()).toMatchObject({ calls: 0, cacheHits: 1 });
    await opened.clock.advance(1);
    expect((await found(opened, byId('P'), FUND, SUCCEEDED, { maxStaleMs: 10_000 })).freshness).toBe('LIVE');
  });

  it('is counted from the age its caller allows, where that is less', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    await opened.clock.advance(14_000);
    const terms = { maxAgeMs: 5_000, maxStaleMs: 10_000 };
    // Too old for them, and yet within its time to live.
    expect((await opened.open(terms).find(byId('P'), 0)).freshness).toBe('CACHED');
    await opened.clock.advance(1_000);
    expect((await found(opened, byId('P'), 0, SUCCEEDED, terms)).freshness).toBe('LIVE');
  });

  it('is never older than the bound, nor a not-found', async () => {
    const opened = new Opened({ timeToLive: { ...DEFAULT_TIME_TO_LIVE, staleMs: 2 * LIFE } });
    await found(opened, byId('P'), 0, SUCCEEDED);
    await opened.clock.advance(2 * LIFE);
    const terms = { maxStaleMs: Infinity };
    expect((await opened.open(terms).find(byId('P'), 0)).freshness).toBe('STALE');
    await opened.clock.advance(1);
    expect((await found(opened, byId('P'), 0, SUCCEEDED, terms)).freshness).toBe('LIVE');
    await said(opened, byId('Q'), answers.NOT_FOUND);
    await opened.clock.advance(DEFAULT_TIME_TO_LIVE.notFoundMs);
    expect((await found(opened, byId('Q'), 0, {}, terms)).freshness).toBe('LIVE');
  });
});

describe('refreshing what is old', () => {
  const LIFE = DEFAULT_TIME_TO_LIVE.succeededMs;
  const timeToLive = { ...DEFAULT_TIME_TO_LIVE, staleWhileRevalidateMs: 10_000 };

  it('gives it at once, and asks once behind the backs of all who come', async () => {
    const opened = new Opened({ timeToLive, deadlineMs: 5_000 });
    await found(opened, byId('P'), FUND, { ...SUCCEEDED, statusRaw: 'old' });
    await opened.clock.advance(LIFE + 9_000);
    const operation = opened.open();
    const lookups = [operation.find(byId('P'), 0), ...[1, 2, 3].map(() => opened.open().find(byId('P'), FUND))];
    for (const lookup of await Promise.all(lookups)) {
      expect(lookup).toMatchObject({
        freshness: 'STALE',
        payment: { statusRaw: 'old' },
        result: { status: 'SUCCESS' },
      });
    }
    expect(operation.explain()).toMatchObject([{ how: 'refreshed', attempts: 0 }]);
    expect(operation.statistics()).toMatchObject({ calls: 0, cacheHits: 1 });
    const refresh = await opened.call(1);
    expect(refresh.options).toBe(FUND);
    refresh.succeed({ ...SUCCEEDED, statusRaw: 'new' });
    await settled();
    expect(await opened.open().find(byOurs('M'), FUND)).toMatchObject({
      freshness: 'CACHED',
      payment: { statusRaw: 'new' },
    });
    expect(await opened.calls()).toBe(2);
    expect([opened.lookups.underWay, opened.clock.sleeping]).toEqual([0, 0]);
  });

  it('is not done for whoever wants a newer answer, or one that is older still', async () => {
    const opened = new Opened({ timeToLive });
    await found(opened, byId('P'), 0, SUCCEEDED);
    await opened.clock.advance(LIFE);
    expect((await found(opened, byId('P'), 0, SUCCEEDED, { maxAgeMs: LIFE })).freshness).toBe('LIVE');
    await opened.clock.advance(LIFE + 10_000);
    expect((await found(opened, byId('P'), 0, SUCCEEDED)).freshness).toBe('LIVE');
  });

  it('may fail or hang without anyone noticing, and does not go on for ever', async () => {
    const opened = new Opened({ timeToLive, deadlineMs: 5_000 });
    await found(opened, byId('P'), 0, SUCCEEDED);
    await opened.clock.advance(LIFE);
    expect((await opened.open().find(byId('P'), 0)).freshness).toBe('STALE');
    (await opened.call(1)).say(answers.UNKNOWN);
    expect((await opened.open().find(byId('P'), 0)).freshness).toBe('STALE');
    const hanging = await opened.call(2);
    await opened.clock.advance(5_000);
    expect(hanging.signal.aborted).toBe(true);
    expect([opened.lookups.underWay, opened.clock.sleeping]).toEqual([0, 0]);
  });
});

describe('of two answers', () => {
  it.each([
    ['by the same name', byId('P')],
    ['by the other name', byOurs('M')],
  ])('the one to the later inquiry is kept, though it came first, asked %s', async (_, other) => {
    const opened = new Opened();
    const early = opened.open().find(byId('P'), 0);
    await settled();
    // In the same millisecond.
    const late = opened.open({ maxAgeMs: 0 }).find(other, 0);
    const [first, second] = [await opened.call(0), await opened.call(1)];
    second.succeed(SUCCEEDED);
    await late;
    await opened.clock.advance(10);
    first.succeed(PENDING);
    expect((await early).payment?.status).toBe('PENDING');
    for (const asked of [byId('P'), byOurs('M')]) {
      expect(await opened.open().find(asked, 0)).toMatchObject({
        freshness: 'CACHED',
        payment: { status: 'SUCCEEDED' },
      });
    }
  });

  it('the later one ends the earlier even when it is itself not kept', async () => {
    const opened = new Opened();
    const early = opened.open().find(byId('P'), 0);
    await settled();
    await opened.clock.advance(1);
    const late = opened.open({ maxAgeMs: 0 }).find(byOurs('M'), 0);
    const [first, second] = [await opened.call(0), await opened.call(1)];
    second.succeed({ ...SUCCEEDED, status: 'UNKNOWN' });
    await late;
    first.succeed(PENDING);
    await early;
    void opened.open().find(byId('P'), 0);
    expect(await opened.calls()).toBe(3);
  });
});

describe('a stale answer', () => {
  it('stands in while the inquiry fails for a passing reason, with its own time and exchange', async () => {
    const opened = new Opened();
    const known = await found(opened, byId('P'), FUND, SUCCEEDED);
    await opened.clock.advance(DEFAULT_TIME_TO_LIVE.succeededMs);
    for (const passing of [answers.UNKNOWN, answers.THROTTLED, answers.BAD_SIGNATURE]) {
      for (const asked of [byId('P'), byOurs('M')]) {
        const lookup = await said(opened, asked, passing);
        expect(lookup).toMatchObject({ freshness: 'STALE', result: passing, asOf: known.asOf, options: FUND });
        expect(lookup.payment).toBe(known.payment);
        expect(lookup.exchange).toBe(known.exchange);
      }
    }
  });

  it('is given when the call was held back and nothing was sent', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    const operation = opened.open({ maxAgeMs: 0 });
    const lookup = operation.find(byId('P'), 0);
    const call = await opened.call(1);
    call.answer(answers.unasked(call.reference, answers.UNKNOWN));
    expect((await lookup).freshness).toBe('STALE');
    expect(operation.statistics()).toMatchObject({ calls: 0, cacheHits: 0, cacheMisses: 1 });
  });

  it('never hides a failure that will not pass', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    expect(await said(opened, byId('P'), answers.FORBIDDEN)).toMatchObject({
      freshness: 'NONE',
      payment: null,
      asOf: null,
    });
  });

  it('never stands in for another account or another kind of identifier', async () => {
    const opened = new Opened();
    await found(opened, byId('X'), 0, { paymentId: 'X' });
    expect((await said(opened, byId('X', 'two'), answers.UNKNOWN)).freshness).toBe('NONE');
    expect((await said(opened, byOurs('X'), answers.UNKNOWN)).freshness).toBe('NONE');
  });

  it('is never older than its bound', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    await opened.clock.advance(DEFAULT_TIME_TO_LIVE.staleMs);
    expect((await said(opened, byId('P'), answers.UNKNOWN)).freshness).toBe('STALE');
    await opened.clock.advance(1);
    expect((await said(opened, byId('P'), answers.UNKNOWN)).freshness).toBe('NONE');
  });

  it.each([
    ['is kept', DEFAULT_TIME_TO_LIVE],
    ['is not kept', { ...DEFAULT_TIME_TO_LIVE, notFoundMs: 0 }],
  ])('is never given after a definite not-found that %s', async (_, timeToLive) => {
    const opened = new Opened({ timeToLive });
    await found(opened, byId('P'), 0, SUCCEEDED);
    expect(await said(opened, byId('P'), answers.NOT_FOUND)).toMatchObject({
      freshness: 'LIVE',
      payment: null,
      asOf: null,
    });
    await opened.clock.advance(5_000);
    for (const asked of [byId('P'), byOurs('M')]) {
      expect((await said(opened, asked, answers.UNKNOWN)).freshness).toBe('NONE');
    }
  });

  it('answers no one by the other name within the operation: that has not been asked', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    const operation = opened.open({ maxAgeMs: 0 });
    const stale = operation.find(byId('P'), 0);
    (await opened.call(1)).say(answers.UNKNOWN);
    await stale;
    const other = operation.find(byOurs('M'), 0);
    (await opened.call(2)).succeed(SUCCEEDED);
    expect((await other).freshness).toBe('LIVE');
  });
});

describe('a not-found', () => {
  it('is remembered for the name that was asked, whatever is wanted, and not for the other name', async () => {
    const opened = new Opened();
    await found(opened, byId('P'), 0, SUCCEEDED);
    await said(opened, byId('P'), answers.NOT_FOUND);
    const again = await opened.open().find(byId('P'), ALL);
    expect(again).toMatchObject({ freshness: 'CACHED', result: answers.NOT_FOUND, payment: null });
    expect((await found(opened, byOurs('M'), 0, { paymentId: 'P2', merchantReference: 'M' })).freshness).toBe('LIVE');
  });

  it('is forgotten in time', async () => {
    const opened = new Opened();
    await said(opened, byId('P'), answers.NOT_FOUND);
    await opened.clock.advance(DEFAULT_TIME_TO_LIVE.notFoundMs);
    void opened.open().find(byId('P'), 0);
    expect(await opened.calls()).toBe(2);
  });
});

describe('asOf', () => {
  it('is Alipay’s time, or else when it was asked', async () => {
    const opened = new Opened();
    const stated = await found(opened, byId('P'), 0, {});
    expect(stated.asOf?.epochMs).toBe(opened.clock.now() + 7);
    const lookup = opened.open().find(byId('Q'), 0);
    const call = await opened.call(1);
    const answer = answers.success(call.send());
    call.answer({ ...answer, exchange: { ...answer.exchange!, respondedAt: null } });
    await opened.clock.advance(50);
    expect((await lookup).asOf?.epochMs).toBe(opened.clock.now() - 50);
  });
});

/** Looks it up, answering the call this makes with the payment. */
async function found(
  opened: Opened,
  asked: AskedReference,
  demand: Demand,
  fields: Partial<Payment>,
  terms: Partial<OperationTerms> = {},
  body = '{}',
): Promise<Lookup> {
  const made = opened.upstream.calls.length;
  const lookup = opened.open(terms).find(asked, demand);
  const call = await opened.call(made);
  const answer = answers.success(call.send(), fields);
  call.answer({ ...answer, exchange: { ...answer.exchange!, body } });
  return lookup;
}

/** Asks without a cache, answering with the result. */
async function said(opened: Opened, asked: AskedReference, result: Answer['result']): Promise<Lookup> {
  const made = opened.upstream.calls.length;
  const lookup = opened.open({ maxAgeMs: 0 }).find(asked, 0);
  (await opened.call(made)).say(result);
  return lookup;
}
