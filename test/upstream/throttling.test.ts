import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/domain/dialect.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import { settled } from '../clock/virtual-clock.ts';
import { stranger } from '../dialects/keys.ts';
import { Opened } from '../lookup/opened.ts';
import { accountAt } from './accounts.ts';
import { Asking } from './asking.ts';
import { servingHttp, type Received } from './serving.ts';
import { CONTENTS, signed } from './signed.ts';
import { operation, wantedBy } from './wanting.ts';

const TOO_OFTEN = {
  PAY_QUERY: { resultInfo: { resultStatus: 'F', resultCode: 'REQUEST_TRAFFIC_EXCEED_LIMIT' } },
  INQUIRY_PAYMENT: { result: { resultStatus: 'U', resultCode: 'REQUEST_TRAFFIC_EXCEED_LIMIT' } },
  TRADE_QUERY: { code: 'app-call-limited', message: 'too many' },
} as const;

describe('an upstream that is asked too often', () => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  /** Upstreams whose requests are answered at once, by what is to be said next. */
  async function asking(dialect: Dialect = 'TRADE_QUERY', limits: ConstructorParameters<typeof Asking>[1] = {}) {
    const said: { answer: (response: ServerResponse, received: Received) => void } = { answer: () => undefined };
    let count = 0;
    const server = await servingHttp((received) => {
      count += 1;
      said.answer(received.response, received);
    });
    const one = new Asking([accountAt(server.origin, dialect)], limits);
    open.push(one, server);
    const send =
      (
        content: object,
        status = 200,
        headers: Record<string, string> = {},
        keys?: Parameters<typeof signed.TRADE_QUERY>[1]['keys'],
      ) =>
      (response: ServerResponse, { body }: Received) => {
        const requestId = /"reqMsgId":"([^"]+)"/.exec(body)?.[1];
        const mark = requestId === undefined ? {} : { requestId };
        const sending = signed[dialect](content, { at: one.clock.now(), ...mark, ...(keys ? { keys } : {}) });
        response
          .writeHead(status, { ...(sending.headers as Record<string, string | string[]>), ...headers })
          .end(sending.body);
      };
    const ask = async (id = 'P'): Promise<Answer> => one.now(one.ask(id));
    return { one, said, send, ask, received: () => count };
  }

  const slowdowns = ({ events }: Asking) => events.filter(({ kind }) => kind === 'slowed-down');

  it.each<[Dialect, string, number, readonly [] | undefined]>([
    ['PAY_QUERY', 'signed', 200, undefined],
    ['PAY_QUERY', 'unsigned', 200, []],
    ['INQUIRY_PAYMENT', 'signed', 200, undefined],
    ['INQUIRY_PAYMENT', 'unsigned', 429, []],
    ['TRADE_QUERY', 'signed', 429, undefined],
    ['TRADE_QUERY', 'unsigned', 429, []],
  ])('slows its account down: %s, %s, HTTP %i', async (dialect, _, status, keys) => {
    const { one, said, send, ask, received } = await asking(dialect);
    said.answer = send(TOO_OFTEN[dialect], status, { 'retry-after': '7' }, keys);
    const answer = await ask();
    expect(answer).toMatchObject({ result: { action: 'RETRY_LATER', retryable: true }, payment: null, retries: 0 });
    expect(received()).toBe(1);
    expect(slowdowns(one)).toEqual([{ kind: 'slowed-down', account: 'one', ratePerSecond: 100, pauseMs: 7_000 }]);
    expect(one.upstream.availability('one')).toBe('UNAVAILABLE');
    await one.clock.advance(7_000);
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
  });

  it('is believed when its front door alone says so', async () => {
    const { one, said, ask } = await asking();
    said.answer = (response) => response.writeHead(429, { 'retry-after': '3' }).end('<html>slow down');
    expect((await ask()).result).toMatchObject({ code: 'GATEWAY_OVERLOADED', action: 'RETRY_LATER' });
    expect(slowdowns(one)).toMatchObject([{ pauseMs: 3_000 }]);
  });

  it('is asked again as often as before when its wish to be left alone makes no sense', async () => {
    const { one, said, send, ask } = await asking();
    said.answer = send(TOO_OFTEN.TRADE_QUERY, 429, { 'retry-after': 'when it suits you' });
    await ask();
    expect(slowdowns(one)).toMatchObject([{ ratePerSecond: 100, pauseMs: 0 }]);
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
  });

  it('is not believed when the answer is not, or speaks of something else', async () => {
    const { one, said, send, ask } = await asking('TRADE_QUERY', { attempts: 1 });
    const { paid, failed } = CONTENTS.TRADE_QUERY;
    const later = { 'retry-after': '50' };
    const cases = [
      send(TOO_OFTEN.TRADE_QUERY, 429, later, [stranger.privateKey]),
      send(paid('another payment'), 200, later),
      send(paid('P'), 200, later),
      send(failed, 400, later),
      (response: ServerResponse) => response.writeHead(503, later).end('<html>'),
      (response: ServerResponse) => response.writeHead(202, later).end(),
    ];
    for (const answer of cases) {
      said.answer = answer;
      await ask();
    }
    expect(slowdowns(one)).toEqual([]);
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
  });

  it('is not asked in the pause: what can wait does, what cannot is answered at once, retries too', async () => {
    const { one, said, send, ask, received } = await asking();
    said.answer = send(TOO_OFTEN.TRADE_QUERY, 429, { 'retry-after': '4' });
    await ask();
    said.answer = send(CONTENTS.TRADE_QUERY.paid('P'));
    const until = (ms: number) => wantedBy([[operation(), one.clock.now() + ms]]);
    const never = new AbortController().signal;
    const hasty = one.ask('P', never, undefined, undefined, until(3_000));
    expect(await hasty).toMatchObject({
      result: { code: 'GATEWAY_OVERLOADED', action: 'RETRY_LATER', retryable: true },
      exchange: null,
    });
    const told: Answer[] = [];
    const patient = one.ask('P', never, undefined, (soFar) => told.push(soFar), until(5_000));
    await settled();
    await one.clock.advance(3_999);
    expect(received()).toBe(1);
    expect(told).toMatchObject([{ result: { code: 'GATEWAY_OVERLOADED', action: 'RETRY_LATER' }, exchange: null }]);
    await one.clock.advance(1);
    expect((await one.now(patient)).payment?.paymentId).toBe('P');
    expect(received()).toBe(2);
  });

  it('gives the last answer at once when the next attempt would come too late', async () => {
    const { one, said, send, received } = await asking();
    one.random = 1;
    said.answer = send(CONTENTS.TRADE_QUERY.failed, 400);
    const askers = wantedBy([[operation(), one.clock.now() + 5_000]]);
    const retrying = one.ask('P', new AbortController().signal, undefined, undefined, askers);
    await expect.poll(() => one.slept.at(-1), { interval: 2, timeout: 10_000 }).toBe(50);
    said.answer = send(TOO_OFTEN.TRADE_QUERY, 429, { 'retry-after': '10' });
    await one.now(one.ask('Q'));
    await one.clock.advance(50);
    expect(await retrying).toMatchObject({ result: { code: 'ACQ.SYSTEM_ERROR', action: 'RETRY' }, retries: 0 });
    expect(received()).toBe(2);
    expect(one.clock.sleeping).toBe(0);
  });

  it('is spared by lookups, which give what is known as stale, or say honestly that there is nothing', async () => {
    const { one, said, send } = await asking();
    const { lookups } = new Opened({ upstream: one.upstream, clock: one.clock, deadlineMs: 5_000 });
    const find = (paymentId: string, maxAgeMs: number | null = 0) =>
      lookups
        .open({ maxAgeMs, mayUse: () => true, signal: new AbortController().signal })
        .find({ dialect: 'TRADE_QUERY', paymentId }, 0);
    said.answer = send(CONTENTS.TRADE_QUERY.paid('P'));
    expect((await one.now(find('P'))).freshness).toBe('LIVE');
    await one.clock.advance(60_000);
    said.answer = send(TOO_OFTEN.TRADE_QUERY, 429, { 'retry-after': '30' });
    await one.now(find('Q'));
    const begunAt = one.clock.now();
    const result = { code: 'GATEWAY_OVERLOADED', action: 'RETRY_LATER' };
    expect(await find('P')).toMatchObject({ freshness: 'STALE', result, payment: { paymentId: 'P' } });
    expect(await find('R')).toMatchObject({ freshness: 'NONE', result, payment: null, exchange: null });
    expect(one.clock.now()).toBe(begunAt);
    expect(lookups.underWay).toBe(0);
    expect(
      lookups.open({ maxAgeMs: null, mayUse: () => true, signal: new AbortController().signal }).accounts(),
    ).toMatchObject([{ id: 'one', availability: 'UNAVAILABLE' }]);
  });

  it('loses no retries to throttling, and the breaker stays closed', async () => {
    const { one, said, send, ask, received } = await asking();
    said.answer = send(TOO_OFTEN.TRADE_QUERY, 429);
    for (let call = 0; call < 30; call += 1) {
      await one.clock.advance(1_000);
      expect((await ask(`P${call}`)).retries).toBe(0);
    }
    expect(received()).toBe(30);
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
    expect(slowdowns(one).at(-1)).toMatchObject({ pauseMs: 0 });
    said.answer = send(CONTENTS.TRADE_QUERY.failed, 400);
    await one.clock.advance(1_000);
    expect((await ask()).retries).toBe(2);
  });
});
