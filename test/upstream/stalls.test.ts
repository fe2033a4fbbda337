import { Agent, buildConnector } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { settled } from '../clock/virtual-clock.ts';
import { Opened } from '../lookup/opened.ts';
import { accountAt } from './accounts.ts';
import { Asking } from './asking.ts';
import { servingHttp } from './serving.ts';
import { CONTENTS, signed } from './signed.ts';

const STAGES = ['connect', 'headers', 'body', 'drip'] as const;
type Stage = (typeof STAGES)[number];

describe.each(STAGES)('an upstream that stalls: %s', (stage) => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    // The server first: what still hangs would keep the upstream from closing.
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  it('is answered for within the deadline, as something that may be asked again', async () => {
    const { one, lookup, tries } = await stalling(stage, { times: Infinity, deadlineMs: 5_000 });
    const begunAt = one.clock.now();
    const state = { isDone: false };
    const done = lookup.finally(() => {
      state.isDone = true;
    });
    while (!state.isDone && one.clock.now() < begunAt + 10_000) {
      // What a drip sends has to come before time goes on.
      for (let turn = 0; turn < 5; turn += 1) await settled();
      await one.clock.advance(50);
    }
    expect((await done).result).toMatchObject({ code: 'GATEWAY_TIMEOUT', status: 'UNKNOWN', retryable: true });
    expect(one.clock.now() - begunAt).toBeLessThanOrEqual(5_050);
    expect(tries()).toBeGreaterThan(1);
    await expect.poll(() => one.clock.sleeping, { interval: 2, timeout: 10_000 }).toBe(0);
  });

  it.each([5_000, 1_600])('once is asked again in time, with %i ms to wait', async (deadlineMs) => {
    const { one, lookup, tries } = await stalling(stage, { times: 1, deadlineMs });
    await expect.poll(tries, { interval: 2, timeout: 10_000 }).toBe(1);
    await one.clock.advance(deadlineMs === 5_000 ? 2_000 : 1_000);
    expect(await one.now(lookup)).toMatchObject({ result: { code: 'SUCCESS' }, freshness: 'LIVE' });
    expect(tries()).toBe(2);
  });

  it('is left alone when the last who waits has left', async () => {
    const leaving = new AbortController();
    const { one, lookup, tries } = await stalling(stage, { times: Infinity, deadlineMs: 5_000, leaving });
    await expect.poll(tries, { interval: 2, timeout: 10_000 }).toBe(1);
    leaving.abort(new Error('left'));
    await expect(lookup).rejects.toThrow('left');
    await one.clock.advance(10_000);
    expect(tries()).toBe(1);
    const slots = () => one.upstream.readings()[0]!.slots;
    await expect.poll(slots, { interval: 2, timeout: 10_000 }).toEqual({ busy: 0, waiting: 0 });
    await expect.poll(() => one.clock.sleeping, { interval: 2, timeout: 10_000 }).toBe(0);
  });

  /** A lookup at an upstream that stalls so many times, and the number of times it was tried. */
  async function stalling(
    at: Stage,
    { times, deadlineMs, leaving }: { times: number; deadlineMs: number; leaving?: AbortController },
  ) {
    let [connects, received] = [0, 0];
    const isStalling = (tried: number) => tried <= times;
    const server = await servingHttp(({ response }) => {
      received += 1;
      const { headers, body } = signed.TRADE_QUERY(CONTENTS.TRADE_QUERY.paid('P'), { at: one.clock.now() });
      if (at === 'connect' || !isStalling(received)) {
        response.writeHead(200, headers as Record<string, string>).end(body);
        return;
      }
      if (at === 'headers') return;
      response.writeHead(200, headers as Record<string, string>).write(body.slice(0, 10));
      if (at === 'drip') {
        const drip = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(drip));
      }
    });
    const hanging: (() => void)[] = [];
    const connect = buildConnector({});
    const dispatcher = new Agent({
      connect: (options, callback) => {
        connects += 1;
        if (at !== 'connect' || !isStalling(connects)) connect(options, callback);
        else hanging.push(() => callback(new Error('gone'), null));
      },
    });
    const one = new Asking([accountAt(server.origin, 'TRADE_QUERY')], {}, { dispatcher });
    const giveUp = async () => {
      for (const fail of hanging) fail();
      await settled();
    };
    open.push(one, server, { [Symbol.asyncDispose]: giveUp });
    const { lookups } = new Opened({ upstream: one.upstream, clock: one.clock, deadlineMs: 5_000 });
    const { signal } = leaving ?? new AbortController();
    const lookup = lookups
      .open({ maxAgeMs: null, mayUse: () => true, signal, deadlineMs })
      .find({ dialect: 'TRADE_QUERY', account: 'one', paymentId: 'P' }, 0);
    return { one, lookup, tries: () => (at === 'connect' ? connects : received) };
  }
});
