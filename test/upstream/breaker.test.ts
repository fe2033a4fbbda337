import { describe, expect, it } from 'vitest';
import { gatewayResult, type GatewayResultCode } from '../../src/domain/gateway-results.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { ResultInfo } from '../../src/domain/result.ts';
import { Breaker } from '../../src/upstream/breaker.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import * as answers from '../lookup/answers.ts';
import { Random } from '../lookup/oracle/random.ts';
import { reference } from './accounts.ts';

const ASKED = { reference: reference('P'), options: 0, at: 0 };
const TIMEOUT = gatewayResult('GATEWAY_TIMEOUT', 'no result within 2000 ms');

describe('the breaker', () => {
  it.each([
    ['time out', answers.unasked(ASKED.reference, TIMEOUT)],
    ['end in an unknown result', answers.verified(ASKED, answers.UNKNOWN)],
    ['cannot be reached', unverified('GATEWAY_UNREACHABLE')],
    ['are badly signed', unverified('GATEWAY_BAD_SIGNATURE')],
    ['make no sense', unverified('GATEWAY_MALFORMED_RESPONSE')],
  ])('holds calls back within 20 that %s', async (_, answer) => {
    const { breaker, run } = broken(20, answer);
    await run;
    expect(breaker.availability).toBe('UNAVAILABLE');
    let called = false;
    const held = await breaker.run((ended) => {
      called = true;
      return ending(answer)(ended);
    });
    expect({ held, called }).toEqual({ held: null, called: false });
  });

  it('opens within 20 failures of a run, whatever came before', async () => {
    for (let before = 0; before <= 40; before += 1) {
      const breaker = new Breaker(new VirtualClock());
      for (let call = 0; call < before; call += 1) await breaker.run(ending(answers.success(ASKED)));
      await broken(20, answers.verified(ASKED, answers.UNKNOWN), breaker).run;
      expect(breaker.availability).toBe('UNAVAILABLE');
    }
  });

  it('opens within 20 failures of an outage that begins while others are under way', async () => {
    const breaker = new Breaker(new VirtualClock());
    const healthy = Array.from({ length: 64 }, () => slow(breaker));
    await broken(20, unverified('GATEWAY_UNREACHABLE'), breaker).run;
    expect(breaker.availability).toBe('UNAVAILABLE');
    for (const call of healthy) await call.end(answers.success(ASKED));
    // They began before: what they say of the upstream is old.
    expect(breaker.availability).toBe('UNAVAILABLE');
  });

  it('is not opened by the tenth of a bulk that fails, though it ends last', async () => {
    const breaker = new Breaker(new VirtualClock());
    const calls = Array.from({ length: 200 }, () => slow(breaker));
    const isFailing = (_: unknown, index: number) => index % 10 === 3;
    for (const call of calls.filter((call, index) => !isFailing(call, index))) await call.end(answers.success(ASKED));
    for (const call of calls.filter(isFailing)) await call.end(unverified('GATEWAY_TIMEOUT'));
    expect(breaker.availability).toBe('AVAILABLE');
  });

  it.each([
    ['is not opened as long as a third of the calls fails', 0.35, 'AVAILABLE'],
    ['is opened when six of ten fail', 0.6, 'UNAVAILABLE'],
  ])('%s', async (_, share, availability) => {
    const random = new Random(1);
    const breaker = new Breaker(new VirtualClock());
    for (let call = 0; call < 5_000 && breaker.availability === 'AVAILABLE'; call += 1) {
      const isFailing = random.next() < share;
      await breaker.run(ending(isFailing ? unverified('GATEWAY_UNREACHABLE') : answers.success(ASKED)));
    }
    expect(breaker.availability).toBe(availability);
  });

  it.each<[string, Answer]>([
    ['not-founds', answers.verified(ASKED, answers.NOT_FOUND)],
    ['callers’ and configuration mistakes', answers.verified(ASKED, answers.FORBIDDEN)],
    ['throttling', answers.verified(ASKED, answers.THROTTLED)],
    ['throttling called unknown', answers.verified(ASKED, { ...answers.THROTTLED, status: 'UNKNOWN' })],
    ['HTTP 429', unverified('GATEWAY_OVERLOADED')],
    ['amounts we cannot read, well signed', answers.verified(ASKED, made('GATEWAY_MALFORMED_RESPONSE'))],
    ['payments that are being processed', answers.verified(ASKED, { ...answers.UNKNOWN, ofPayment: true })],
    ['answers about other payments, well signed', answers.verified(ASKED, made('GATEWAY_MISMATCH'))],
  ])('is not opened by %s', async (_, answer) => {
    const { breaker, run } = broken(100, answer);
    await run;
    expect(breaker.availability).toBe('AVAILABLE');
  });

  it('is not opened by callers who leave', async () => {
    const breaker = new Breaker(new VirtualClock());
    for (let call = 0; call < 100; call += 1) {
      await expect(breaker.run(() => Promise.reject(new Error('left')))).rejects.toThrow('left');
    }
    expect(breaker.availability).toBe('AVAILABLE');
  });

  it('is not opened by calls that had no time left when their turn came', async () => {
    const breaker = new Breaker(new VirtualClock());
    for (let call = 0; call < 100; call += 1) {
      expect(await breaker.run(() => Promise.resolve(unverified('GATEWAY_TIMEOUT')))).not.toBeNull();
    }
    expect(breaker.availability).toBe('AVAILABLE');
  });

  it('is opened by attempts that failed before the caller left', async () => {
    const breaker = new Breaker(new VirtualClock());
    for (let call = 0; call < 20; call += 1) {
      const left = breaker.run((ended) => {
        ended(unverified('GATEWAY_TIMEOUT'));
        return Promise.reject(new Error('left'));
      });
      await expect(left).rejects.toThrow('left');
    }
    expect(breaker.availability).toBe('UNAVAILABLE');
  });

  it('lets one call through to see, within 30 s however often that failed', async () => {
    const { breaker, clock, run } = broken(20, unverified('GATEWAY_UNREACHABLE'));
    await run;
    const pauses: number[] = [];
    for (let probe = 0; probe < 6; probe += 1) {
      const since = clock.now();
      for (;;) {
        clock.set(clock.now() + 100);
        if ((await breaker.run(ending(unverified('GATEWAY_UNREACHABLE')))) !== null) break;
      }
      pauses.push(clock.now() - since);
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
    clock.set(clock.now() + 30_000);
    expect(breaker.availability).toBe('RECOVERING');
    expect(await breaker.run(ending(answers.success(ASKED)))).not.toBeNull();
    expect(breaker.availability).toBe('AVAILABLE');
    // The next run of failures begins from the shortest pause.
    await broken(20, unverified('GATEWAY_UNREACHABLE'), breaker).run;
    clock.set(clock.now() + 5_000);
    expect(breaker.availability).toBe('RECOVERING');
  });

  it('keeps nobody waiting while one call finds out', async () => {
    const { breaker, clock, run } = broken(20, unverified('GATEWAY_UNREACHABLE'));
    await run;
    clock.set(clock.now() + 5_000);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const probe = breaker.run((ended) =>
      promise.then((answer) => {
        ended(answer);
        return answer;
      }),
    );
    expect(breaker.availability).toBe('RECOVERING');
    expect(await breaker.run(() => Promise.reject(new Error('was called')))).toBeNull();
    resolve(answers.verified(ASKED, answers.NOT_FOUND));
    expect((await probe)?.result).toBe(answers.NOT_FOUND);
    expect(breaker.availability).toBe('AVAILABLE');
  });

  it('learns nothing from calls begun before it opened that end while one call finds out, or later', async () => {
    const opened: number[] = [];
    const clock = new VirtualClock();
    const breaker = new Breaker(clock, (availability) => {
      if (availability === 'UNAVAILABLE') opened.push(clock.now());
    });
    const late = Array.from({ length: 200 }, () => slow(breaker));
    await broken(20, unverified('GATEWAY_UNREACHABLE'), breaker).run;
    clock.set(clock.now() + 5_000);
    const probe = slow(breaker);
    await late[0]!.end(unverified('GATEWAY_TIMEOUT'));
    await late[1]!.end(answers.success(ASKED));
    expect(breaker.availability).toBe('RECOVERING');
    expect((await probe.end(answers.success(ASKED)))?.result).toMatchObject({ code: 'SUCCESS' });
    expect(breaker.availability).toBe('AVAILABLE');
    for (const call of late.slice(2)) await call.end(unverified('GATEWAY_TIMEOUT'));
    expect(breaker.availability).toBe('AVAILABLE');
    expect(opened).toHaveLength(1);
  });

  it('learns nothing from a probe whose caller left, and probes with the next call', async () => {
    const { breaker, clock, run } = broken(20, unverified('GATEWAY_UNREACHABLE'));
    await run;
    clock.set(clock.now() + 5_000);
    await expect(breaker.run(() => Promise.reject(new Error('left')))).rejects.toThrow('left');
    expect(breaker.availability).toBe('RECOVERING');
    await breaker.run(ending(unverified('GATEWAY_UNREACHABLE')));
    expect(breaker.availability).toBe('UNAVAILABLE');
    clock.set(clock.now() + 9_999);
    expect(breaker.availability).toBe('UNAVAILABLE');
    clock.set(clock.now() + 1);
    expect(breaker.availability).toBe('RECOVERING');
  });

  it('is not kept open by a clock that was set back', async () => {
    const { breaker, clock, run } = broken(20, unverified('GATEWAY_UNREACHABLE'));
    await run;
    clock.set(clock.now() - 3_600_000);
    expect(await breaker.run(ending(answers.success(ASKED)))).not.toBeNull();
    expect(breaker.availability).toBe('AVAILABLE');
  });
});

function broken(calls: number, answer: Answer, given?: Breaker) {
  const clock = new VirtualClock();
  const breaker = given ?? new Breaker(clock);
  const run = (async () => {
    for (let call = 0; call < calls; call += 1) await breaker.run(ending(answer));
  })();
  return { breaker, clock, run };
}

/** A call under way, and its end. */
function slow(breaker: Breaker) {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const over = breaker.run((ended) =>
    promise.then((answer) => {
      ended(answer);
      return answer;
    }),
  );
  return {
    end: (answer: Answer) => {
      resolve(answer);
      return over;
    },
  };
}

/** A call whose one attempt ends with the answer. */
function ending(answer: Answer): (ended: (attempt: Answer) => void) => Promise<Answer> {
  return (ended) => {
    ended(answer);
    return Promise.resolve(answer);
  };
}

function made(code: GatewayResultCode): ResultInfo {
  return gatewayResult(code, 'as it happened');
}

function unverified(code: GatewayResultCode): Answer {
  return answers.unsigned(ASKED, made(code));
}
