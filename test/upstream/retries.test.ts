import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_DEMAND } from '../../src/domain/demand.ts';
import { DIALECTS } from '../../src/domain/dialect.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { Asking } from './asking.ts';
import { accountOf } from './sandbox-account.ts';

describe.each(DIALECTS)('an inquiry of %s', (dialect) => {
  const clock = new VirtualClock();
  let sandbox: Sandbox;
  let asking: Asking;
  let id: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ now: () => clock.now() });
    asking = new Asking([accountOf(sandbox, dialect)], {}, { clock });
    id = sandbox.payments(dialect).find(({ about }) => about === undefined)!.merchantReference;
  });
  afterAll(async () => {
    await asking.upstream.close();
    await sandbox.close();
  });

  /** Asks by our identifier; gives what reached the sandbox as well. */
  async function asked(merchantReference: string) {
    sandbox.requests.reset();
    await clock.advance(60_000);
    const account = asking.upstream.accounts[0]!;
    const reference = {
      dialect,
      account: account.id,
      identity: account.identity,
      kind: 'merchantReference',
      id: merchantReference,
    } as const;
    const signal = new AbortController().signal;
    const answer = await asking.now(asking.upstream.inquire({ reference, demand: () => NO_DEMAND }, signal));
    return { answer, requests: sandbox.requests.recent(dialect) };
  }

  it.each(['unknown-2', 'html-502-2', 'reset-2', 'truncated-1--unknown-1', 'accepted-202-2'])(
    'that meets %s is made again, with the same question and everything else fresh',
    async (faults) => {
      const { answer, requests } = await asked(`${id}--${faults}`);
      expect(answer).toMatchObject({ result: { status: 'SUCCESS' }, retries: 2 });
      expect(answer.payment?.merchantReference).toBe(`${id}--${faults}`);
      expect(requests).toHaveLength(3);
      // The sandbox refuses what is not signed well, and what it has seen before.
      expect(requests.map(({ refusedWith }) => refusedWith)).toEqual([undefined, undefined, undefined]);
      const [first, ...others] = requests.map(parts);
      for (const other of others) expect(other.question).toEqual(first!.question);
      const marks = requests.map((request) => parts(request).mark).filter((mark) => mark !== undefined);
      expect(new Set(marks).size).toBe(marks.length);
      expect(marks).toHaveLength(dialect === 'INQUIRY_PAYMENT' ? 0 : 3);
    },
  );

  it('is dated and signed anew for each attempt', async () => {
    asking.random = 1;
    sandbox.requests.reset();
    const account = asking.upstream.accounts[0]!;
    const reference = {
      dialect,
      account: account.id,
      identity: account.identity,
      kind: 'merchantReference',
      id: `${id}--unknown-1`,
    } as const;
    const answer = asking.upstream.inquire({ reference, demand: () => NO_DEMAND }, new AbortController().signal);
    await expect.poll(() => sandbox.requests.count(), { interval: 2, timeout: 10_000 }).toBe(1);
    // Past a whole second, which is all that PAY_QUERY writes of a time.
    while (clock.sleeping !== 1 || asking.slept.at(-1) !== 50) await clock.advance(0);
    clock.set(clock.now() + 1_000);
    asking.random = 0;
    await asking.now(answer);
    const [one, other] = sandbox.requests.recent().map(parts);
    expect(one!.time).not.toBe(other!.time);
    expect(one!.signature).not.toBe(other!.signature);
  });

  it.each([
    ['unknown', 'RETRY'],
    ['html-502', 'RETRY'],
  ])('that keeps meeting %s is made three times and no more', async (fault, action) => {
    const { answer, requests } = await asked(`${id}--${fault}`);
    expect(requests).toHaveLength(3);
    expect(answer).toMatchObject({ payment: null, retries: 2, result: { action } });
  });

  it.each([
    ['missing', 'CHECK_IDENTIFIER'],
    [`result-${dialect === 'TRADE_QUERY' ? 'ACQ.INVALID_PARAMETER' : 'PARAM_ILLEGAL'}`, 'CORRECT_REQUEST'],
    ['throttle', 'RETRY_LATER'],
    ['mismatch', 'CONTACT_SUPPORT'],
    ['bad-signature', 'FIX_CONFIGURATION'],
    ['unsigned', 'FIX_CONFIGURATION'],
    ['half-signed', 'FIX_CONFIGURATION'],
    ['doubled-signature', 'FIX_CONFIGURATION'],
    ['stale-time', 'FIX_CONFIGURATION'],
    ['oversized', 'CONTACT_SUPPORT'],
    ['endless', 'CONTACT_SUPPORT'],
    ['not-json', 'CONTACT_SUPPORT'],
  ])('that meets %s is not made again', async (fault, action) => {
    const { answer, requests } = await asked(fault === 'missing' ? 'there-is-none' : `${id}--${fault}`);
    expect(requests).toHaveLength(1);
    expect(answer).toMatchObject({ payment: null, retries: 0, result: { action } });
  });
});

/** A request taken apart: what is asked, what tells this attempt from others, when and how it was signed. */
function parts({ headers, body }: ReturnType<Sandbox['requests']['recent']>[number]) {
  const json = JSON.parse(body) as {
    request?: { head: { reqMsgId: string; reqTime: string }; body: object };
    signature?: string;
  };
  const authorization = String(headers['authorization'] ?? '');
  const head = json.request?.head;
  return {
    question: json.request?.body ?? json,
    mark: head?.reqMsgId ?? headers['alipay-request-id'],
    time: head?.reqTime ?? headers['request-time'] ?? /timestamp=(\d+)/.exec(authorization)?.[1],
    signature: json.signature ?? headers['signature'] ?? authorization,
  };
}
