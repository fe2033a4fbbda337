import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import type { ResultInfo } from '../../src/domain/result.ts';
import type { AskedReference } from '../../src/domain/reference.ts';
import type { Lookup, OperationTerms } from '../../src/lookup/lookup.ts';
import { settled } from '../clock/virtual-clock.ts';
import { BAD_SIGNATURE, FORBIDDEN, NOT_FOUND, success, UNKNOWN, verified } from './answers.ts';
import { FUND, SETTLE } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';

const POLL_MS = 3_000;

describe('a watch', () => {
  it('tells what is known now, then only changes, and ends with the final status', async () => {
    const watched = new Watched();
    await watched.answers({ status: 'PENDING' });
    expect(watched.statuses).toEqual(['PENDING']);
    await watched.polls({ status: 'PENDING' });
    await watched.polls({ status: 'PENDING' });
    expect(watched.statuses).toEqual(['PENDING']);
    await watched.polls({ status: 'SUCCEEDED' });
    expect(watched.statuses).toEqual(['PENDING', 'SUCCEEDED']);
    expect(watched.ended).toBe(true);
    expect(watched.opened.clock.sleeping).toBe(0);
    expect(watched.opened.upstream.calls).toHaveLength(4);
    expect(watched.operation.statistics()).toMatchObject({ calls: 4, cacheMisses: 4 });
  });

  it('tells of changes in the word of the status and in the result', async () => {
    const watched = new Watched();
    await watched.answers({ status: 'PENDING', statusRaw: 'WAIT_BUYER_PAY' });
    await watched.polls({ status: 'PENDING', statusRaw: 'PROCESSING' });
    await watched.polls(UNKNOWN);
    await watched.polls(UNKNOWN);
    await watched.polls({ status: 'PENDING', statusRaw: 'PROCESSING' });
    expect(watched.told.map(({ freshness, payment }) => `${freshness} ${payment?.statusRaw}`)).toEqual([
      'LIVE WAIT_BUYER_PAY',
      'LIVE PROCESSING',
      'STALE PROCESSING',
      'LIVE PROCESSING',
    ]);
    expect(watched.ended).toBe(false);
  });

  it.each([
    ['is not found', NOT_FOUND],
    ['fails for good', FORBIDDEN],
  ])('ends when the payment %s', async (_, result) => {
    const watched = new Watched();
    await watched.answers(result);
    expect(watched.told).toMatchObject([{ result, payment: null }]);
    expect(watched.ended).toBe(true);
  });

  it.each([UNKNOWN, BAD_SIGNATURE])('goes on while the failure may pass: $code', async (result) => {
    const watched = new Watched();
    await watched.answers(result);
    expect(watched.ended).toBe(false);
    await watched.polls({ status: 'CLOSED' });
    expect(watched.told.map(({ freshness }) => freshness)).toEqual(['NONE', 'LIVE']);
    expect(watched.ended).toBe(true);
  });

  it('waits another turn when its caller’s rate is used up, and pays only for looks that cost a call', async () => {
    const paid: string[] = [];
    let left = 2;
    const quota = {
      take: (calls: number) => {
        paid.push(`take ${calls}`);
        if (left < calls) return Promise.resolve(false);
        left -= calls;
        return Promise.resolve(true);
      },
      giveBack: (calls: number) => {
        paid.push(`give back ${calls}`);
        left += calls;
      },
      state: { limit: 2, remaining: 0, resetMs: 0 },
    };
    const watched = new Watched(new Opened(), { quota });
    const { clock, upstream } = watched.opened;
    // What the first look costs is taken before the watch begins.
    await watched.answers({ status: 'PENDING' });
    await watched.polls({ status: 'PENDING' });
    await watched.polls({ status: 'PENDING' });
    expect([paid.splice(0), left]).toEqual([['take 1', 'take 1'], 0]);
    await clock.advance(3 * POLL_MS);
    expect([paid.splice(0), upstream.calls.length]).toEqual([['take 1', 'take 1', 'take 1'], 3]);
    left = 1;
    // Someone else has asked meanwhile: the look costs nothing.
    await clock.advance(POLL_MS / 2);
    void watched.opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    await watched.answers({ status: 'PENDING' }, 3);
    await clock.advance(POLL_MS / 2);
    expect([paid.splice(0), left, upstream.calls.length]).toEqual([['take 1', 'give back 1'], 1, 4]);
    await watched.polls({ status: 'SUCCEEDED' });
    expect(watched.statuses).toEqual(['PENDING', 'SUCCEEDED']);
    expect(watched.ended).toBe(true);
  });

  it('does not take a stale answer for the end', async () => {
    const watched = new Watched();
    const { opened } = watched;
    void opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    await watched.answers({ status: 'SUCCEEDED' });
    await opened.clock.advance(60_000);
    const second = new Watched(opened, {}, byOurs('M'));
    await second.answers(UNKNOWN);
    expect(second.told).toMatchObject([{ freshness: 'STALE', payment: { status: 'SUCCEEDED' } }]);
    expect(second.ended).toBe(false);
  });

  it('ends at its time limit without repeating itself', async () => {
    const watched = new Watched(new Opened({ watching: { pollMs: POLL_MS, limitMs: 2 * POLL_MS } }));
    await watched.answers({ status: 'PENDING' });
    await watched.polls({ status: 'PENDING' });
    await watched.polls({ status: 'PENDING' });
    expect(watched.ended).toBe(true);
    expect(watched.statuses).toEqual(['PENDING']);
  });

  it.each(['the watch', 'the operation'])(
    'stops at once when the signal of %s aborts, be it asleep or asking',
    async (whose) => {
      for (const asleep of [true, false]) {
        const leaving = new AbortController();
        const opened = new Opened();
        const watched =
          whose === 'the watch'
            ? new Watched(opened, {}, byId('P'), leaving.signal)
            : new Watched(opened, { signal: leaving.signal });
        if (asleep) await watched.answers({ status: 'PENDING' });
        const length = await opened.calls();
        leaving.abort(new Error('left'));
        await settled();
        expect(watched.ended).toBe(true);
        expect(opened.clock.sleeping).toBe(0);
        expect(opened.lookups.underWay).toBe(0);
        if (!asleep) expect(opened.upstream.call(0).signal.aborted).toBe(true);
        await opened.clock.advance(60_000);
        expect(opened.upstream.calls).toHaveLength(length);
      }
    },
  );

  it('that was left says nothing of it to whoever looks afterwards', async () => {
    const leaving = new AbortController();
    const watched = new Watched(new Opened(), {}, byId('P'), leaving.signal);
    await settled();
    leaving.abort(new Error('left'));
    await settled();
    const lookup = watched.operation.find(byId('P'), 0);
    (await watched.opened.call(1)).succeed();
    expect((await lookup).freshness).toBe('LIVE');
  });

  it('answers the fields of a message from that message, never from an earlier one', async () => {
    const watched = new Watched();
    const { operation, opened } = watched;
    await watched.answers({ status: 'PENDING' });
    const field = operation.find(byOurs('M'), 0);
    expect((await field).payment).toBe(watched.told[0]?.payment);
    const late = operation.find(byId('P'), FUND);
    const lateCall = await opened.call(1);
    await watched.polls({ status: 'SUCCEEDED' }, 2);
    expect((await operation.find(byOurs('M'), 0)).payment?.status).toBe('SUCCEEDED');
    // What was asked for the message before comes in now.
    lateCall.succeed({ paymentId: 'P', merchantReference: 'M', status: 'PENDING' });
    expect((await late).payment?.status).toBe('PENDING');
    for (const asked of [byId('P'), byOurs('M')]) {
      expect((await operation.find(asked, 0)).payment?.status).toBe('SUCCEEDED');
    }
  });

  it('never takes a status back, in whatever order answers arrive', async () => {
    const watched = new Watched();
    const { opened } = watched;
    await watched.answers({ status: 'UNKNOWN', statusRaw: 'A' });
    await opened.clock.advance(POLL_MS - 10);
    const slow = opened.open({ maxAgeMs: 0 }).find(byOurs('M'), 0);
    const slowCall = await opened.call(1);
    await opened.clock.advance(10);
    const poll = await opened.call(2);
    poll.succeed({ paymentId: 'P', merchantReference: 'M', status: 'PENDING', statusRaw: 'B' });
    await settled();
    slowCall.succeed({ paymentId: 'P', merchantReference: 'M', status: 'PENDING', statusRaw: 'A' });
    await slow;
    await watched.polls(UNKNOWN, 3);
    expect(watched.told.map(({ payment }) => payment?.statusRaw)).toEqual(['A', 'B', 'B']);
  });

  it('of a bad reference tells so and ends', async () => {
    const watched = new Watched(new Opened(), {}, byId(''));
    await settled();
    expect(watched.told).toMatchObject([{ result: { code: 'GATEWAY_INVALID_REF' } }]);
    expect(watched.ended).toBe(true);
  });

  it('starts from what is remembered, and shares its inquiries with other watchers', async () => {
    const opened = new Opened();
    const first = new Watched(opened);
    await first.answers({ status: 'PENDING' });
    await opened.clock.advance(1_000);
    const second = new Watched(opened, {}, byOurs('M'));
    await settled();
    expect(second.told).toMatchObject([{ freshness: 'CACHED', payment: { status: 'PENDING' } }]);
    await opened.clock.advance(2_000);
    (await opened.call(1)).succeed({ paymentId: 'P', merchantReference: 'M', status: 'SUCCEEDED' });
    await opened.clock.advance(2_000);
    expect(first.statuses).toEqual(['PENDING', 'SUCCEEDED']);
    expect(second.statuses).toEqual(['PENDING', 'SUCCEEDED']);
    expect(opened.upstream.calls).toHaveLength(2);
  });

  it('asks for what its fields want', async () => {
    const watched = new Watched(new Opened(), {}, byId('P'), undefined, FUND | SETTLE);
    await watched.answers({ status: 'PENDING' });
    expect(watched.opened.upstream.call(0).options).toBe(FUND | SETTLE);
  });
});

/** A watch whose messages are collected as they come. */
class Watched {
  readonly opened: Opened;
  readonly operation: ReturnType<Opened['open']>;
  readonly told: Lookup[] = [];
  ended = false;

  constructor(
    opened = new Opened(),
    terms: Partial<OperationTerms> = {},
    asked: AskedReference = byId('P'),
    signal = new AbortController().signal,
    demand = 0,
  ) {
    this.opened = opened;
    this.operation = opened.open(terms);
    void this.#follow(this.operation.watch(asked, demand, signal));
  }

  get statuses() {
    return this.told.map(({ payment }) => payment?.status);
  }

  /** Answers the latest call. */
  async answers(said: Partial<Payment> | ResultInfo, call = -1): Promise<void> {
    const { answer, asked } = await this.opened.call(call).then((made) => ({
      asked: made.send(),
      answer: made.answer.bind(made),
    }));
    const ids = { paymentId: 'P', merchantReference: 'M' };
    answer('code' in said ? verified(asked, said) : success(asked, { ...ids, ...said }));
    await settled();
  }

  /** Lets the time to the next look pass, and answers the call it makes. */
  async polls(said: Partial<Payment> | ResultInfo, call = this.opened.upstream.calls.length): Promise<void> {
    await this.opened.clock.advance(POLL_MS);
    await this.answers(said, call);
  }

  async #follow(messages: AsyncIterable<Lookup>): Promise<void> {
    for await (const message of messages) this.told.push(message);
    this.ended = true;
  }
}
