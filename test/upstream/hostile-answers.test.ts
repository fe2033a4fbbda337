import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../src/domain/dialect.ts';
import type { Attempted } from '../../src/upstream/attempt.ts';
import { attempt } from '../../src/upstream/attempt.ts';
import { DEFAULT_UPSTREAM_LIMITS } from '../../src/upstream/limits.ts';
import { createDispatcher } from '../../src/upstream/transport.ts';
import { TrustedKeys } from '../../src/upstream/trusted-keys.ts';
import { STAMP } from '../dialects/conversations.ts';
import { CASES } from '../fuzz/answers.ts';
import { accountAt } from './accounts.ts';
import { HOSTILE_HTTP, hostileContents, type HostileAnswer } from './hostile-answers.ts';
import { servingBytes } from './serving.ts';
import { systemClock } from '../../src/upstream/system-clock.ts';
import { rsaSign } from '../../src/crypto/signature.ts';

const clock = { ...systemClock, now: () => STAMP.now };

async function asked({ answer, code }: HostileAnswer, at = CASES[2]!): Promise<Attempted> {
  await using server = await servingBytes(answer);
  const { dialect, asked: expected } = at;
  const account = { ...accountAt(server.origin, dialect), alipayPublicKeys: [expected.alipay] };
  // Nobody waits long for what is not to come, and everything else has time, however busy the machine is.
  const limits = { ...DEFAULT_UPSTREAM_LIMITS, attemptTimeoutMs: code === 'GATEWAY_TIMEOUT' ? 300 : 20_000 };
  const dispatcher = createDispatcher(limits);
  const line = { account, limits, keys: new TrustedKeys(account.alipayPublicKeys, clock) };
  const reference = { dialect, account: 'one', identity: 'i', kind: 'paymentId', id: 'PAYMENT-1' } as const;
  const means = { connections: { to: () => dispatcher }, clock, sign: rsaSign, newId: () => STAMP.id };
  try {
    return await attempt(
      line,
      { reference, demand: 0 },
      limits.attemptTimeoutMs,
      means,
      AbortSignal.timeout(25_000),
      () => undefined,
    );
  } finally {
    await dispatcher.destroy();
  }
}

describe('an answer over HTTP that is', () => {
  it.each(HOSTILE_HTTP)('$name comes to $code', async (hostile) => {
    const { answer } = await asked(hostile);
    expect(answer).toMatchObject({ payment: null, result: { code: hostile.code } });
    expect(answer.result.message?.length).toBeLessThan(200);
  });
});

describe.each(DIALECTS)('an answer of %s, rightly signed, that holds', (dialect) => {
  const one = CASES.find((each) => each.dialect === dialect)!;

  it.each(hostileContents(dialect))('$name is malformed', async (hostile) => {
    const { answer } = await asked(hostile, one);
    expect(answer).toMatchObject({ payment: null, result: { code: hostile.code } });
    expect(answer.result.message?.length).toBeLessThan(200);
  });
});
