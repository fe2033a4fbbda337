import { describe, expect, it, onTestFinished } from 'vitest';
import { rsaSign, rsaSignAside, rsaVerify, type Sign } from '../../src/crypto/signature.ts';
import type { Exchange } from '../../src/domain/inquiry.ts';
import { attempt } from '../../src/upstream/attempt.ts';
import { DEFAULT_UPSTREAM_LIMITS } from '../../src/upstream/limits.ts';
import { createDispatcher } from '../../src/upstream/transport.ts';
import { TrustedKeys } from '../../src/upstream/trusted-keys.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { alipay, merchant } from '../dialects/keys.ts';
import { accountAt } from './accounts.ts';
import { Asking } from './asking.ts';
import { servingHttp } from './serving.ts';

async function signing(sign: Sign) {
  let requests = 0;
  const server = await servingHttp(({ response }) => {
    requests += 1;
    response.end('{}');
  });
  const clock = new VirtualClock();
  const account = accountAt(server.origin, 'TRADE_QUERY');
  const dispatcher = createDispatcher(DEFAULT_UPSTREAM_LIMITS);
  onTestFinished(async () => {
    await dispatcher.destroy();
    await server[Symbol.asyncDispose]();
  });
  const caller = new AbortController();
  const line = { account, limits: DEFAULT_UPSTREAM_LIMITS, keys: new TrustedKeys([alipay.publicKey], clock) };
  const reference = { dialect: 'TRADE_QUERY', account: 'one', identity: 'i', kind: 'paymentId', id: 'P' } as const;
  const means = { connections: { to: () => dispatcher }, clock, sign, newId: () => 'id' };
  const begun: Exchange[] = [];
  const attempted = attempt(
    line,
    { reference, demand: 0 },
    line.limits.attemptTimeoutMs,
    means,
    caller.signal,
    (one) => void begun.push(one),
  );
  return { attempted, begun, caller, clock, requests: () => requests };
}

describe('a signature made aside', () => {
  it('is the one made at once', async () => {
    const bytes = Buffer.from('what is signed');
    const signature = await rsaSignAside('SHA256', bytes, merchant.privateKey);
    expect(signature).toEqual(rsaSign('SHA256', bytes, merchant.privateKey));
    expect(rsaVerify('SHA256', bytes, signature, [merchant.publicKey])).toBe(true);
  });

  it('rejects for a key that cannot sign', async () => {
    const made = rsaSignAside('SHA256', Buffer.from('what is signed'), merchant.publicKey);
    await expect(made).rejects.toThrow();
  });
});

describe('while an inquiry is being signed', () => {
  it('a caller who leaves ends it, and nothing is sent', async () => {
    const made = Promise.withResolvers<Buffer>();
    const { attempted, begun, caller, requests } = await signing(() => made.promise);
    const outcome = attempted.catch((error: unknown) => error);
    caller.abort(new Error('left'));
    made.resolve(Buffer.alloc(256));
    expect(await outcome).toMatchObject({ message: 'left' });
    await settled();
    expect([requests(), begun]).toEqual([0, []]);
  });

  it('the attempt’s time passes, and when it is over nothing is sent', async () => {
    const made = Promise.withResolvers<Buffer>();
    const { attempted, begun, clock, requests } = await signing(() => made.promise);
    await clock.advance(DEFAULT_UPSTREAM_LIMITS.attemptTimeoutMs);
    made.resolve(Buffer.alloc(256));
    expect((await attempted).answer).toMatchObject({ result: { code: 'GATEWAY_TIMEOUT' }, exchange: null });
    expect([requests(), begun]).toEqual([0, []]);
    expect(clock.sleeping).toBe(0);
  });

  it('a fault of the signature is none of the upstream’s', async () => {
    const { attempted, requests } = await signing(() => Promise.reject(new Error('no such key')));
    await expect(attempted).rejects.toThrow('no such key');
    expect(requests()).toBe(0);
  });

  it('time passes that says nothing of the upstream, however many calls it is true of', async () => {
    let received = 0;
    await using server = await servingHttp(() => {
      received += 1;
    });
    const clock = new VirtualClock();
    const { attemptTimeoutMs } = DEFAULT_UPSTREAM_LIMITS;
    const sign: Sign = async (...signing) => {
      await clock.sleep(attemptTimeoutMs - 10);
      return rsaSign(...signing);
    };
    await using asking = new Asking([accountAt(server.origin, 'TRADE_QUERY')], {}, { clock, sign });
    const leaving = new AbortController();
    const asked = Array.from({ length: 30 }, (_, n) => asking.ask(`P${n}`, leaving.signal).catch(() => null));
    await clock.advance(attemptTimeoutMs - 10);
    await expect.poll(() => received, { interval: 2, timeout: 10_000 }).toBe(30);
    await clock.advance(10);
    expect(asking.upstream.availability(asking.upstream.accounts[0]!.id)).toBe('AVAILABLE');
    leaving.abort(new Error('left'));
    await clock.advance(attemptTimeoutMs);
    await Promise.all(asked);
    expect(asking.upstream.availability(asking.upstream.accounts[0]!.id)).toBe('AVAILABLE');
  });
});
