import { describe, expect, it } from 'vitest';
import { settled } from '../clock/virtual-clock.ts';
import { NOT_FOUND, UNKNOWN } from './answers.ts';
import { account, ALL, FUND, SETTLE, VOUCHER } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';

describe('within an operation', () => {
  it('equal references make one call with the union of what they want', async () => {
    const { upstream, ...opened } = withOperation();
    const { operation } = opened;
    const lookups = [operation.find(byId('P'), FUND), operation.find(byId('P'), SETTLE), operation.find(byId('P'), 0)];
    await settled();
    expect(upstream.calls.map(({ options }) => options)).toEqual([FUND | SETTLE]);
    expect(operation.statistics()).toMatchObject({ calls: 0, unanswered: 3 });
    upstream.call(0).succeed();
    const answers = await Promise.all(lookups);
    expect(new Set(answers.map(({ payment }) => payment)).size).toBe(1);
    expect(answers[0]).toMatchObject({ freshness: 'LIVE', options: FUND | SETTLE, account: 'one' });
    expect(operation.statistics()).toEqual({
      calls: 1,
      deduplicated: 2,
      retries: 0,
      callsByDialect: { TRADE_QUERY: 1 },
      cacheHits: 0,
      cacheMisses: 1,
      unanswered: 0,
    });
  });

  it('a reference that names no account is the same as one that names the default', async () => {
    const { upstream, operation } = withOperation();
    void operation.find(byId('P'), 0);
    void operation.find({ dialect: 'TRADE_QUERY', paymentId: 'P', merchantReference: 'M' }, 0);
    await settled();
    expect(upstream.calls).toHaveLength(1);
  });

  it('accounts and kinds of identifiers are never merged', async () => {
    const { upstream, operation } = withOperation();
    void operation.find(byId('X'), 0);
    void operation.find(byOurs('X'), 0);
    void operation.find(byId('X', 'two'), 0);
    await settled();
    expect(upstream.calls.map(({ reference }) => `${reference.account} ${reference.kind}`)).toEqual([
      'one paymentId',
      'one merchantReference',
      'two paymentId',
    ]);
  });

  it('nobody waits for a slower neighbour', async () => {
    const { upstream, operation } = withOperation();
    const done: string[] = [];
    const find = (id: string) => operation.find(byId(id), 0).then(() => done.push(id));
    const [slow, quick] = [find('slow'), find('quick')];
    await settled();
    upstream.call(1).succeed();
    await quick;
    expect(done).toEqual(['quick']);
    upstream.call(0).succeed();
    await slow;
  });

  it('wants cut to what the dialect knows do not ask again', async () => {
    const { upstream, operation } = withOperation(account('one', { options: FUND }));
    const first = operation.find(byId('P'), ALL);
    await settled();
    expect(upstream.call(0).options).toBe(FUND);
    upstream.call(0).succeed();
    await first;
    await operation.find(byId('P'), VOUCHER);
    expect(upstream.calls).toHaveLength(1);
  });

  it('what was asked already answers those who come later and want no more, even without a cache', async () => {
    const { upstream, operation } = withOperation(account('one'), { maxAgeMs: 0 });
    const first = operation.find(byId('P'), FUND | SETTLE);
    await settled();
    const while_ = operation.find(byId('P'), FUND);
    await settled();
    upstream.call(0).succeed();
    await Promise.all([first, while_]);
    await operation.find(byId('P'), SETTLE);
    expect(upstream.calls).toHaveLength(1);
    expect(operation.statistics()).toMatchObject({ calls: 1, deduplicated: 2, cacheMisses: 1 });
  });

  it('late demand asks once more, for everything wanted so far', async () => {
    const { upstream, operation } = withOperation();
    const first = operation.find(byId('P'), FUND);
    await settled();
    upstream.call(0).succeed();
    await first;
    const late = operation.find(byId('P'), VOUCHER);
    await settled();
    expect(upstream.call(1).options).toBe(FUND | VOUCHER);
    upstream.call(1).succeed();
    expect((await late).options).toBe(FUND | VOUCHER);
    await operation.find(byId('P'), FUND | VOUCHER);
    expect(operation.statistics()).toMatchObject({ calls: 2, deduplicated: 1 });
  });

  it.each([0, null])('both names of a payment cost one call once they are known (max-age %s)', async (maxAgeMs) => {
    const { upstream, operation } = withOperation(account('one'), { maxAgeMs });
    const first = operation.find(byId('P'), FUND);
    await settled();
    upstream.call(0).succeed({ paymentId: 'P', merchantReference: 'M', status: 'UNKNOWN' });
    await first;
    const other = await operation.find(byOurs('M'), FUND);
    expect(upstream.calls).toHaveLength(1);
    expect(other).toMatchObject({ payment: { paymentId: 'P' }, reference: { kind: 'merchantReference', id: 'M' } });
    const late = operation.find(byOurs('M'), SETTLE);
    await settled();
    upstream.call(1).succeed({ paymentId: 'P', merchantReference: 'M', status: 'UNKNOWN' });
    await late;
    await operation.find(byId('P'), FUND | SETTLE);
    expect(upstream.calls).toHaveLength(2);
  });

  it('an answer that holds more than was wanted serves late demand, even one that is not kept', async () => {
    const { upstream, operation, ...opened } = withOperation();
    const richer = opened.open().find(byId('P'), ALL);
    await settled();
    const joined = operation.find(byId('P'), FUND);
    await settled();
    upstream.call(0).succeed({ status: 'UNKNOWN' });
    await Promise.all([richer, joined]);
    expect((await operation.find(byId('P'), VOUCHER)).options).toBe(ALL);
    expect(upstream.calls).toHaveLength(1);
  });

  it('that there is no such payment answers whatever else is wanted of it', async () => {
    const { upstream, operation } = withOperation(account('one'), { maxAgeMs: 0 });
    const first = operation.find(byId('P'), 0);
    await settled();
    upstream.call(0).say(NOT_FOUND);
    await first;
    expect((await operation.find(byId('P'), ALL)).result.code).toBe('ACQ.TRADE_NOT_EXIST');
    expect(upstream.calls).toHaveLength(1);
  });

  it('a failure is an answer, and its retries are counted', async () => {
    const { upstream, operation } = withOperation();
    const lookup = operation.find(byId('P'), 0);
    await settled();
    const call = upstream.call(0);
    call.answer({ reference: call.reference, result: UNKNOWN, payment: null, exchange: null, retries: 2 });
    expect(await lookup).toMatchObject({ result: UNKNOWN, payment: null, freshness: 'NONE', asOf: null });
    // Nothing was sent, so no call is counted.
    expect(operation.statistics()).toMatchObject({ calls: 0, retries: 0, cacheMisses: 1 });
    const again = operation.find(byId('Q'), 0);
    await settled();
    upstream.call(1).succeed({}, { retries: 2 });
    await again;
    expect(operation.statistics()).toMatchObject({ calls: 1, retries: 2, cacheMisses: 2 });
  });

  it('an upstream that breaks rejects those who wait, and is asked again by those who come later', async () => {
    const { upstream, operation, lookups } = withOperation();
    const inquire = upstream.inquire.bind(upstream);
    upstream.inquire = () => {
      throw new TypeError('a bug');
    };
    const failures = await Promise.allSettled([operation.find(byId('P'), 0), operation.find(byId('P'), FUND)]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    upstream.inquire = inquire;
    const again = operation.find(byId('P'), 0);
    await settled();
    upstream.call(0).succeed();
    expect((await again).freshness).toBe('LIVE');
    expect(lookups.underWay).toBe(0);
  });
});

describe('references', () => {
  it.each([
    ['neither identifier', {}],
    ['empty identifiers', { paymentId: '', merchantReference: '' }],
    ['an identifier of 65 characters', { paymentId: 'x'.repeat(65) }],
    ['a control character', { merchantReference: 'a\u0000b' }],
    ['a lone surrogate', { paymentId: '\ud800' }],
  ])('with %s are items, and nothing is sent', async (_, ids) => {
    const { upstream, operation } = withOperation();
    const lookup = await operation.find({ dialect: 'TRADE_QUERY', ...ids }, ALL);
    expect(lookup).toMatchObject({
      account: null,
      reference: null,
      payment: null,
      freshness: 'NONE',
      exchange: null,
      result: { code: 'GATEWAY_INVALID_REF', action: 'CORRECT_REQUEST' },
    });
    expect(upstream.calls).toHaveLength(0);
    expect(operation.statistics()).toMatchObject({ calls: 0, cacheMisses: 0 });
  });

  it('under accounts the caller may not use look like accounts that do not exist', async () => {
    const { operation, upstream } = withOperation(account('one'), { mayUse: (id) => id === 'one' });
    const forbidden = await operation.find(byId('P', 'two'), 0);
    const missing = await operation.find(byId('P', 'three'), 0);
    expect(forbidden.result.code).toBe('GATEWAY_NOT_CONFIGURED');
    expect({ ...forbidden, reference: null }).toEqual({ ...missing, reference: null });
    expect(upstream.calls).toHaveLength(0);
    expect(operation.accounts().map(({ id }) => id)).toEqual(['one']);
  });

  it('without an account need a default one that the caller may use', async () => {
    const { operation } = withOperation(account('one'), { mayUse: (id) => id === 'two' });
    const asked = { dialect: 'TRADE_QUERY', paymentId: 'P' } as const;
    expect((await operation.find(asked, 0)).result.code).toBe('GATEWAY_NOT_CONFIGURED');
    expect((await operation.find({ ...asked, dialect: 'PAY_QUERY' }, 0)).result.code).toBe('GATEWAY_NOT_CONFIGURED');
    expect(operation.resolve({ ...asked, account: '' })).toMatchObject({ code: 'GATEWAY_NOT_CONFIGURED' });
    expect(operation.resolve(byOurs('M', 'two'))).toEqual({
      dialect: 'TRADE_QUERY',
      account: 'two',
      identity: 'two Ltd.',
      kind: 'merchantReference',
      id: 'M',
    });
  });
});

function withOperation(first = account('one'), terms: Parameters<Opened['open']>[0] = {}) {
  const opened = new Opened({ accounts: [first, account('two')] });
  const { upstream, lookups, clock } = opened;
  return { upstream, lookups, clock, operation: opened.open(terms), open: () => opened.open() };
}
