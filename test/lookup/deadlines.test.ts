import { describe, expect, it } from 'vitest';
import { gatewayResult } from '../../src/domain/gateway-results.ts';
import { DeadlineError } from '../../src/upstream/deadline.ts';
import { settled } from '../clock/virtual-clock.ts';
import { UNKNOWN, verified } from './answers.ts';
import { FUND, SETTLE } from './fake-upstream.ts';
import { byId, Opened } from './opened.ts';

const DEADLINE_MS = 5_000;
const TIMEOUT = { code: 'GATEWAY_TIMEOUT', action: 'RETRY' };

const opening = () => new Opened({ deadlineMs: DEADLINE_MS });

describe('a deadline', () => {
  it('is the caller’s own: the call goes on for whoever came later', async () => {
    const opened = opening();
    const early = opened.open();
    const first = early.find(byId('P'), 0);
    const call = await opened.call(0);
    await opened.clock.advance(3_000);
    const late = opened.open();
    const second = late.find(byId('P'), 0);
    await opened.clock.advance(2_000);
    expect(await first).toMatchObject({ result: TIMEOUT, payment: null, freshness: 'NONE' });
    expect(call.signal.aborted).toBe(false);
    await opened.clock.advance(2_000);
    call.succeed();
    expect(await second).toMatchObject({ freshness: 'LIVE', payment: { status: 'SUCCEEDED' } });
    expect(await opened.calls()).toBe(1);
    expect(opened.clock.sleeping).toBe(0);
    // Whoever gave up has learnt nothing; whoever comes now has.
    expect((await opened.open().find(byId('P'), 0)).freshness).toBe('CACHED');
  });

  it('takes the call down with the last who waited, as upstream’s fault when they waited all there was to wait', async () => {
    const opened = opening();
    const lookups = [undefined, 1_000, 2_000].map((deadlineMs) => opened.open({ deadlineMs }).find(byId('P'), 0));
    const call = await opened.call(0);
    await opened.clock.advance(DEADLINE_MS - 1);
    expect(call.signal.aborted).toBe(false);
    await opened.clock.advance(1);
    for (const { result } of await Promise.all(lookups)) expect(result).toMatchObject(TIMEOUT);
    expect(call.signal.reason).toBeInstanceOf(DeadlineError);
    expect(opened.lookups.underWay).toBe(0);
    expect(opened.clock.sleeping).toBe(0);
  });

  it('can be shortened by the caller, which tells nothing of upstream, but not lengthened', async () => {
    const opened = opening();
    const hasty = opened.open({ deadlineMs: 50 }).find(byId('P'), 0);
    const call = await opened.call(0);
    await opened.clock.advance(50);
    expect((await hasty).result).toMatchObject(TIMEOUT);
    expect(call.signal.aborted).toBe(true);
    expect(call.signal.reason).not.toBeInstanceOf(DeadlineError);
    const patient = opened.open({ deadlineMs: 60_000 }).find(byId('P'), 0);
    await opened.clock.advance(DEADLINE_MS);
    expect((await patient).result).toMatchObject(TIMEOUT);
  });

  it('leaves whoever it ends with what there is to say of the attempt under way', async () => {
    const opened = opening();
    const operation = opened.open();
    const lookup = operation.find(byId('P'), FUND);
    const call = await opened.call(0);
    const asked = call.send();
    const result = gatewayResult('GATEWAY_TIMEOUT', 'the time given was over before the answer came');
    const soFar = { ...verified(asked, result), retries: 1 };
    call.tell(verified(asked, UNKNOWN));
    call.tell(soFar);
    await opened.clock.advance(DEADLINE_MS);
    expect(await lookup).toMatchObject({ result: TIMEOUT, payment: null, exchange: soFar.exchange, options: FUND });
    expect(operation.statistics()).toMatchObject({ calls: 1, retries: 1, cacheMisses: 1 });
    expect(operation.explain()).toMatchObject([
      { how: 'asked', attempts: 2, ms: DEADLINE_MS, code: 'GATEWAY_TIMEOUT' },
    ]);
  });

  it('of whoever would have made the call leaves it, and its count, to the others', async () => {
    const opened = opening();
    opened.upstream.sendsAtOnce = false;
    const [first, second] = [opened.open(), opened.open()];
    const hasty = first.find(byId('P'), FUND);
    const call = await opened.call(0);
    await opened.clock.advance(1_000);
    const patient = second.find(byId('P'), SETTLE);
    await opened.clock.advance(4_000);
    expect(await hasty).toMatchObject({ result: TIMEOUT, exchange: null });
    call.succeed();
    expect((await patient).options).toBe(SETTLE);
    expect(first.statistics()).toMatchObject({ calls: 0 });
    expect(second.statistics()).toMatchObject({ calls: 1, deduplicated: 0 });
  });

  it('shows the last known answer to whoever it ends', async () => {
    const opened = opening();
    const known = opened.open().find(byId('P'), 0);
    (await opened.call(0)).succeed();
    await known;
    const late = opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    await opened.clock.advance(DEADLINE_MS);
    expect(await late).toMatchObject({ freshness: 'STALE', result: TIMEOUT, payment: { status: 'SUCCEEDED' } });
  });

  it('belongs to each look of a watch', async () => {
    const opened = opening();
    const messages = opened.open().watch(byId('P'), 0, new AbortController().signal)[Symbol.asyncIterator]();
    const first = messages.next();
    await opened.clock.advance(DEADLINE_MS);
    expect((await first).value).toMatchObject({ result: TIMEOUT });
    const second = messages.next();
    await opened.clock.advance(3_000);
    (await opened.call(1)).succeed();
    expect((await second).value).toMatchObject({ freshness: 'LIVE' });
    expect((await messages.next()).done).toBe(true);
    await settled();
    expect(opened.clock.sleeping).toBe(0);
  });
});
