import { afterEach, describe, expect, it } from 'vitest';
import { demandOf, NO_DEMAND, QUERY_OPTIONS } from '../../src/domain/demand.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import { DeadlineError } from '../../src/upstream/deadline.ts';
import { DEFAULT_UPSTREAM_LIMITS } from '../../src/upstream/limits.ts';
import { settled } from '../clock/virtual-clock.ts';
import { stranger } from '../dialects/keys.ts';
import { accountAt, reference } from './accounts.ts';
import { Asking } from './asking.ts';
import { nowhere, servingHttp, type Received, type Serving } from './serving.ts';
import { CONTENTS, signed } from './signed.ts';
import { operation, wantedBy } from './wanting.ts';

const perAccount = { concurrency: 1, ratePerSecond: 100, queue: 2 };

describe('the upstream', () => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    // The server first: what still hangs would keep the upstream from closing.
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  /** A server that the test answers for, and upstreams that ask it. */
  async function asking(limits: ConstructorParameters<typeof Asking>[1] = {}, accounts = ['one']) {
    const received: Received[] = [];
    const left: Received[] = [];
    const server: Serving = await servingHttp((one) => {
      received.push(one);
      one.response.once('close', () => {
        if (!one.response.writableFinished) left.push(one);
      });
    });
    const asking = new Asking(
      accounts.map((id) => accountAt(server.origin, 'TRADE_QUERY', id)),
      limits,
    );
    open.push(asking, server);
    const arrived = (count: number) => expect.poll(() => received.length, { interval: 2, timeout: 10_000 }).toBe(count);
    const reply = (index: number, content: object, status = 200) => {
      const { headers, body } = signed.TRADE_QUERY(content, { at: asking.clock.now() });
      received[index]!.response.writeHead(status, headers as Record<string, string | string[]>).end(body);
    };
    return { asking, received, left, arrived, reply };
  }
  const { paid, failed } = CONTENTS.TRADE_QUERY;

  it('answers with what was believed and what was said', async () => {
    const { asking: one, arrived, reply } = await asking();
    const answer = one.ask('P');
    await arrived(1);
    reply(0, paid('P'));
    expect(await one.now(answer)).toMatchObject({
      reference: reference('P'),
      result: { status: 'SUCCESS' },
      payment: { paymentId: 'P', status: 'SUCCEEDED' },
      retries: 0,
      exchange: {
        httpStatus: 200,
        signatureVerified: true,
        options: NO_DEMAND,
        clientId: '2014072300007148',
        requestId: '00000000000040008000000000000001',
        requestedAt: { epochMs: one.clock.now() },
        respondedAt: { epochMs: one.clock.now() },
        body: JSON.stringify(paid('P')),
      },
    });
    expect(one.clock.sleeping).toBe(0);
    expect(one.events).toEqual([
      { kind: 'waited', account: 'one', ms: 0 },
      {
        kind: 'attempt',
        account: 'one',
        dialect: 'TRADE_QUERY',
        status: 'SUCCESS',
        code: 'SUCCESS',
        action: 'NONE',
        ms: 0,
        requestId: '00000000000040008000000000000001',
        httpStatus: 200,
        signatureVerified: true,
        reason: null,
      },
    ]);
  });

  it('reports words nobody documents, and says nothing personal', async () => {
    const { asking: one, arrived, reply } = await asking();
    const answer = one.ask('secret-id');
    await arrived(1);
    reply(0, { trade_no: 'secret-id', trade_status: 'TRADE_ODD', total_amount: '1.00', buyer_user_id: 'secret-buyer' });
    expect((await one.now(answer)).payment?.status).toBe('UNKNOWN');
    expect(one.events.at(-1)).toMatchObject({ kind: 'unknown-word', field: 'payment status', word: 'TRADE_ODD' });
    expect(JSON.stringify(one.events)).not.toContain('secret');
  });

  it('pauses between attempts for a random part of a span that doubles', async () => {
    for (const random of [0, 0.5, 0.999]) {
      const { asking: one, received, arrived, reply } = await asking({ attempts: 8 });
      one.random = random;
      const answer = one.ask('P');
      for (let attempt = 0; attempt < 8; attempt += 1) {
        await arrived(attempt + 1);
        const waits = one.slept.length;
        reply(attempt, failed, 400);
        if (attempt === 7) break;
        await expect.poll(() => one.slept.length, { interval: 1, timeout: 10_000 }).toBe(waits + 1);
        await one.clock.advance(one.slept.at(-1)!);
      }
      expect((await one.now(answer)).retries).toBe(7);
      expect(received).toHaveLength(8);
      const pauses = one.slept.filter((ms) => ms !== DEFAULT_UPSTREAM_LIMITS.attemptTimeoutMs);
      expect(pauses).toEqual([50, 100, 200, 400, 800, 1_000, 1_000].map((span) => Math.round(span * random)));
    }
  });

  it('spends no more retries than its budget when everything fails', async () => {
    const { asking: one } = await asking();
    await using refusing = new Asking([accountAt(await nowhere())], {}, { clock: one.clock });
    const answers = Array.from({ length: 60 }, (_, index) => refusing.ask(`P${index}`));
    const retries = (await refusing.now(Promise.all(answers))).reduce((sum, answer) => sum + answer.retries, 0);
    expect(retries).toBeLessThanOrEqual(16);
    expect(retries).toBeGreaterThan(0);
  });

  it('gives each attempt its time, and all of them together what whoever asks does', async () => {
    const { asking: one, received, left, arrived } = await asking();
    const deadline = new AbortController();
    const told: Answer[] = [];
    const asked = one.ask('P', deadline.signal, undefined, (soFar) => told.push(soFar));
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await arrived(attempt);
      await one.clock.advance(2_000);
    }
    await arrived(3);
    deadline.abort(new DeadlineError('time is up'));
    expect(await asked).toMatchObject({
      result: { code: 'GATEWAY_TIMEOUT', action: 'RETRY' },
      retries: 2,
      payment: null,
      exchange: { httpStatus: null, body: null, signatureVerified: null, respondedAt: null },
    });
    await expect.poll(() => left.length, { interval: 2, timeout: 10_000 }).toBe(3);
    expect(received).toHaveLength(3);
    expect(one.clock.sleeping).toBe(0);
    // That there is none yet, then that there was none in time, for each attempt but the last.
    expect(told.map(({ retries }) => retries)).toEqual([0, 0, 1, 1, 2]);
    for (const soFar of told) expect(soFar).toMatchObject({ result: { code: 'GATEWAY_TIMEOUT' }, payment: null });
    expect(new Set(told.map(({ exchange }) => exchange?.requestId)).size).toBe(3);
  });

  it('holds an upstream that says nothing in all the time there was to be failing, and haste not', async () => {
    const { asking: one, arrived } = await asking({ attemptTimeoutMs: 1_000 });
    for (const given of [800, 950]) {
      for (let call = 0; call < 20; call += 1) {
        expect(one.upstream.availability('one')).toBe('AVAILABLE');
        const deadline = new AbortController();
        const asked = one.ask('P', deadline.signal);
        await arrived(call + 1 + (given === 950 ? 20 : 0));
        await one.clock.advance(given);
        deadline.abort(new DeadlineError('time is up'));
        await Promise.allSettled([asked]);
      }
    }
    expect(one.upstream.availability('one')).toBe('UNAVAILABLE');
  });

  it.each([
    [800, 'AVAILABLE'],
    [1_000, 'UNAVAILABLE'],
  ])('adds up how long attempts cut short for the next say nothing: %i ms of 1000', async (givenMs, availability) => {
    const { asking: one, received } = await asking({ attemptTimeoutMs: 1_000, attempts: 2 });
    for (let call = 0; call < 40 && one.upstream.availability('one') === 'AVAILABLE'; call += 1) {
      const deadline = new AbortController();
      const askers = wantedBy([[operation(), one.clock.now() + givenMs]]);
      const asked = one.ask('P', deadline.signal, undefined, undefined, askers);
      const over = one.clock.now() + givenMs;
      while (one.clock.now() < over) await one.clock.advance(50);
      deadline.abort(new DeadlineError('time is up'));
      await Promise.allSettled([asked]);
    }
    expect(received.length).toBeGreaterThan(0);
    expect(one.events.some(({ kind }) => kind === 'retry')).toBe(true);
    expect(one.upstream.availability('one')).toBe(availability);
  });

  it('sends nothing for whom the time is over before there is a slot', async () => {
    const { asking: one, received, arrived, reply } = await asking({ perAccount });
    const first = one.ask('P');
    await arrived(1);
    const deadline = new AbortController();
    const told: Answer[] = [];
    const second = one.ask('Q', deadline.signal, undefined, (soFar) => told.push(soFar));
    await settled();
    deadline.abort(new DeadlineError('time is up'));
    await expect(second).rejects.toThrow('time is up');
    reply(0, paid('P'));
    await one.now(first);
    await one.clock.advance(1_000);
    expect(received).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('refuses at once when too many wait', async () => {
    const { asking: one, arrived, received } = await asking({ perAccount });
    const leaving = new AbortController();
    const asked = ['P', 'Q', 'R'].map((id) => one.ask(id, leaving.signal));
    await arrived(1);
    expect(await one.ask('S')).toMatchObject({
      result: { code: 'GATEWAY_OVERLOADED', action: 'RETRY_LATER' },
      exchange: null,
    });
    leaving.abort(new Error('left'));
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    expect(received).toHaveLength(1);
  });

  it('asks for what is wanted when the first attempt is about to be sent, cut to what the dialect knows', async () => {
    const { asking: one, arrived, received, reply } = await asking({ perAccount });
    const first = one.ask('P');
    await arrived(1);
    let [demand, reads] = [NO_DEMAND, 0];
    const wanted = () => {
      reads += 1;
      return demand;
    };
    const second = one.upstream.inquire({ reference: reference('Q'), demand: wanted }, new AbortController().signal);
    await settled();
    demand = demandOf(QUERY_OPTIONS) | 64;
    reply(0, paid('P'));
    await one.now(first);
    await arrived(2);
    demand = NO_DEMAND;
    reply(1, failed, 400);
    await expect
      .poll(
        async () => {
          await one.clock.advance(0);
          return received.length;
        },
        { interval: 2, timeout: 10_000 },
      )
      .toBe(3);
    reply(2, paid('Q'));
    expect((await one.now(second)).exchange?.options).toBe(demandOf(QUERY_OPTIONS));
    expect(reads).toBe(1);
    expect(received[2]?.body).toBe(received[1]?.body);
    expect(received[1]?.body).toContain('voucher_detail_list');
  });

  it('begins further attempts no faster than the rate allows', async () => {
    const { asking: one, arrived, received, reply } = await asking({ perAccount: { ...perAccount, ratePerSecond: 1 } });
    const answer = one.ask('P');
    await arrived(1);
    reply(0, failed, 400);
    await expect
      .poll(
        async () => {
          await one.clock.advance(0);
          return one.slept.some((ms) => ms === 1_000);
        },
        { interval: 2, timeout: 10_000 },
      )
      .toBe(true);
    await one.clock.advance(999);
    expect(received).toHaveLength(1);
    await one.clock.advance(1);
    await arrived(2);
    reply(1, paid('P'));
    expect((await one.now(answer)).retries).toBe(1);
  });

  it('gives the last answer when time is over while it waits to try again', async () => {
    const { asking: one, arrived, reply } = await asking({ perAccount: { ...perAccount, ratePerSecond: 1 } });
    const deadline = new AbortController();
    const told: Answer[] = [];
    const answer = one.ask('P', deadline.signal, undefined, (soFar) => told.push(soFar));
    await arrived(1);
    reply(0, failed, 400);
    await expect
      .poll(
        async () => {
          await one.clock.advance(0);
          return one.slept.some((ms) => ms === 1_000);
        },
        { interval: 2, timeout: 10_000 },
      )
      .toBe(true);
    expect(told.map(({ result }) => result.code)).toEqual(['GATEWAY_TIMEOUT', 'ACQ.SYSTEM_ERROR']);
    deadline.abort(new DeadlineError('time is up'));
    expect(await answer).toMatchObject({ result: { code: 'ACQ.SYSTEM_ERROR' }, retries: 0 });
  });

  it('drops the request of a caller who leaves, and frees the slot', async () => {
    const { asking: one, arrived, left, reply } = await asking({ perAccount });
    const leaving = new AbortController();
    const answer = one.ask('P', leaving.signal);
    await arrived(1);
    const next = one.ask('Q');
    leaving.abort(new Error('left'));
    await expect(answer).rejects.toThrow('left');
    await expect.poll(() => left.length, { interval: 2, timeout: 10_000 }).toBe(1);
    await arrived(2);
    reply(1, paid('Q'));
    expect((await one.now(next)).payment?.paymentId).toBe('Q');
    expect(one.events.filter(({ kind }) => kind === 'attempt')).toHaveLength(1);
    await expect(one.ask('R', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(one.clock.sleeping).toBe(0);
  });

  it('lets a caller leave between two attempts', async () => {
    const { asking: one, arrived, received, reply } = await asking({ perAccount });
    one.random = 1;
    const leaving = new AbortController();
    const answer = one.ask('P', leaving.signal);
    await arrived(1);
    reply(0, failed, 400);
    await expect.poll(() => one.slept.at(-1), { interval: 2, timeout: 10_000 }).toBe(50);
    leaving.abort(new Error('left'));
    await expect(answer).rejects.toThrow('left');
    await one.clock.advance(1_000);
    expect(received).toHaveLength(1);
    expect(one.clock.sleeping).toBe(0);
  });

  it('gives accounts at one origin slots and connections of their own', async () => {
    const { asking: one, arrived, reply } = await asking({ perAccount }, ['one', 'two']);
    const [first, second] = one.upstream.accounts;
    const hanging = one.ask('P', undefined, first);
    await arrived(1);
    const answer = one.ask('P', undefined, second);
    await arrived(2);
    reply(1, paid('P'));
    expect((await one.now(answer)).reference.account).toBe('two');
    reply(0, paid('P'));
    await one.now(hanging);
  });

  it('holds calls back from an upstream that keeps failing, and tells so', async () => {
    const { asking: one, arrived, received, reply } = await asking({ attempts: 1 });
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
    for (let call = 0; call < 20; call += 1) {
      const answer = one.ask('P');
      await arrived(call + 1);
      received[call]!.response.writeHead(502).end('<html>');
      expect((await one.now(answer)).result.code).toBe('GATEWAY_UNREACHABLE');
    }
    expect(one.upstream.availability('one')).toBe('UNAVAILABLE');
    expect(await one.ask('P')).toMatchObject({ result: { code: 'GATEWAY_CIRCUIT_OPEN' }, exchange: null });
    await one.clock.advance(30_000);
    const probe = one.ask('P');
    await arrived(21);
    expect(one.upstream.availability('one')).toBe('RECOVERING');
    expect((await one.ask('P')).result.code).toBe('GATEWAY_CIRCUIT_OPEN');
    reply(20, paid('P'));
    expect((await one.now(probe)).payment).not.toBeNull();
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
    expect(one.upstream.availability('nobody')).toBe('UNAVAILABLE');
  });

  it('answers for accounts it does not have', async () => {
    const { asking: one } = await asking();
    const answer = await one.upstream.inquire(
      { reference: reference('P', 'other'), demand: () => NO_DEMAND },
      new AbortController().signal,
    );
    expect(answer).toMatchObject({ result: { code: 'GATEWAY_NOT_CONFIGURED' }, exchange: null });
  });

  it('turns its own mistakes into results and events, and keeps going', async () => {
    const good = accountAt(await nowhere());
    const bug = new TypeError('a bug');
    const prepare = () => {
      throw bug;
    };
    const account = { ...good, conversation: { ...good.conversation, prepare } };
    await using one = new Asking([account], { perAccount });
    for (let call = 0; call < 3; call += 1) {
      expect(await one.ask('P')).toMatchObject({ result: { code: 'GATEWAY_INTERNAL' }, exchange: null });
    }
    expect(one.events.find(({ kind }) => kind === 'fault')).toEqual({ kind: 'fault', account: 'one', error: bug });
    expect(one.upstream.availability('one')).toBe('AVAILABLE');
    expect(one.clock.sleeping).toBe(0);
  });

  it('does not believe the right answer from the wrong one', async () => {
    const { asking: one, arrived, received } = await asking();
    const answer = one.ask('P');
    await arrived(1);
    const { headers, body } = signed.TRADE_QUERY(paid('P'), { at: one.clock.now(), keys: [stranger.privateKey] });
    received[0]!.response.writeHead(200, headers as Record<string, string[]>).end(body);
    expect(await one.now(answer)).toMatchObject({
      result: { code: 'GATEWAY_BAD_SIGNATURE' },
      payment: null,
      exchange: { signatureVerified: false, body },
    });
    expect(received).toHaveLength(1);
  });

  it('lets what is under way end before it closes', async () => {
    const { asking: one, arrived, reply } = await asking();
    const answer = one.ask('P');
    await arrived(1);
    const closed = one.upstream.close();
    reply(0, paid('P'));
    expect((await one.now(answer)).payment).not.toBeNull();
    await closed;
    one.upstream.close = () => Promise.resolve();
    expect((await one.now(one.ask('P'))).result.code).toBe('GATEWAY_UNREACHABLE');
  });
});
