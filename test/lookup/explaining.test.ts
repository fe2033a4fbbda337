import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masked } from '../../src/lookup/explaining.ts';
import { settled } from '../clock/virtual-clock.ts';
import { NOT_FOUND } from './answers.ts';
import { FUND, SETTLE } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';

const ID = '2013112011001004330000121536';

describe('what became of each lookup', () => {
  it('is told with its options, attempts and time, and an identifier only its owner knows again', async () => {
    const opened = new Opened();
    const [first, second, third, late] = [opened.open(), opened.open(), opened.open(), opened.open()];
    opened.upstream.sendsAtOnce = false;
    const lookups = [first.find(byId(ID), FUND), first.find(byId(ID), FUND), second.find(byId(ID), SETTLE)];
    const call = await opened.call(0);
    call.send();
    await opened.clock.advance(30);
    lookups.push(third.find(byId(ID), SETTLE));
    await opened.clock.advance(12);
    call.succeed({ merchantReference: 'M' }, { retries: 1 });
    await Promise.all(lookups);
    const told = {
      dialect: 'TRADE_QUERY',
      account: 'one',
      kind: 'paymentId',
      reference: '20***36',
      options: ['TRADE_SETTLE_INFO', 'FUND_BILL_LIST'],
      code: 'SUCCESS',
      attempts: 2,
    };
    expect(first.explain()).toEqual([{ ...told, how: 'asked', ms: 42 }]);
    expect(second.explain()).toEqual([{ ...told, how: 'widened', ms: 42 }]);
    expect(third.explain()).toEqual([{ ...told, how: 'joined', ms: 12 }]);
    await late.find(byOurs('M'), 0);
    await late.find(byOurs('M', 'nobody'), 0);
    expect(late.explain()).toEqual([
      { ...told, kind: 'merchantReference', reference: '***', how: 'memory', attempts: 0, ms: 0 },
    ]);
  });

  it('tells the result, and what was wanted when nothing was sent', async () => {
    const opened = new Opened({ deadlineMs: 100 });
    const operation = opened.open();
    void operation.find(byId('P'), 0);
    (await opened.call(0)).say(NOT_FOUND);
    await settled();
    opened.upstream.sendsAtOnce = false;
    void operation.find(byId('Q'), FUND);
    await opened.clock.advance(100);
    expect(operation.explain()).toMatchObject([
      { code: 'ACQ.TRADE_NOT_EXIST', attempts: 1 },
      { code: 'GATEWAY_TIMEOUT', attempts: 0, options: ['FUND_BILL_LIST'] },
    ]);
  });

  it('is that of the latest look, for a watch', async () => {
    const opened = new Opened();
    const operation = opened.open();
    const messages = operation.watch(byId('P'), 0, new AbortController().signal)[Symbol.asyncIterator]();
    for (const [index, status] of (['PENDING', 'SUCCEEDED'] as const).entries()) {
      const message = messages.next();
      await opened.clock.advance(3_000);
      (await opened.call(index)).succeed({ status });
      await message;
      expect(operation.explain()).toHaveLength(1);
    }
  });
});

describe('a masked identifier', () => {
  it('keeps two characters at either end of a long one, and nothing of a short one', () => {
    expect(masked('123456789')).toBe('12***89');
    expect(masked('12345678')).toBe('***');
    expect(masked('店铺店铺店铺店铺店铺')).toBe('店铺***店铺');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), (id) => {
        expect(Array.from(masked(id)).length).toBeLessThanOrEqual(7);
      }),
    );
  });
});
