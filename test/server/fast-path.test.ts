import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Access } from '../../src/config/config.ts';
import { schema } from '../../src/graphql/schema.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import { account, ALL } from '../lookup/fake-upstream.ts';
import { Opened } from '../lookup/opened.ts';
import { codeOf, gateway } from './harness.ts';

// How long a repeated answer lasts, over the real graph and lookups in virtual time. That it is the same as any other to
// the byte is held end to end.

const QUERY =
  'query ($id: String) { payment(ref: { dialect: TRADE_QUERY, paymentId: $id }) { freshness payment { status } } }';

const access = (rate?: { calls: number; perSeconds: number }): Access => ({
  kind: 'configured',
  apiKeys: [
    {
      ...{ client: 'shop', sha256: createHash('sha256').update('shop').digest('hex') },
      ...{ permissions: ['payments', 'bulk'], accounts: ['*'], documents: 'any' },
      ...(rate && { rate }),
    },
  ],
});

async function shop(rate?: { calls: number; perSeconds: number }) {
  const opened = new Opened({ accounts: [account('cn', { dialect: 'TRADE_QUERY', isDefault: true, options: ALL })] });
  const started = await gateway({ access: access(rate), graph: { schema, lookups: opened.lookups } });
  const ask = async (id = '1', headers: Record<string, string> = {}) => {
    const response = await started.ask(QUERY, {
      variables: { id },
      headers: { authorization: 'Bearer shop', ...headers },
    });
    const { data, extensions } = (await response.json()) as {
      data: { payment: { freshness: string; payment: { status: string } } };
      extensions: { gateway: { quota?: { remaining: number } } };
    };
    return {
      seen: `${data.payment.freshness} ${data.payment.payment.status}`,
      remaining: extensions.gateway.quota?.remaining,
    };
  };
  /** Asks what has to be asked upstream, where this is said. */
  const learn = async (status: 'SUCCEEDED' | 'CLOSED' | 'PENDING', id = '1', headers = {}) => {
    const before = opened.upstream.calls.length;
    const answer = ask(id, headers);
    await expect.poll(() => opened.upstream.calls.length).toBe(before + 1);
    opened.upstream.call(before).succeed({ paymentId: id, status });
    return answer;
  };
  return { opened, ask, learn };
}

it('an answer is repeated as long as it stands, and not a moment longer', async () => {
  const { opened, ask, learn } = await shop();
  expect((await learn('SUCCEEDED')).seen).toBe('LIVE SUCCEEDED');
  for (let times = 0; times < 4; times += 1) expect((await ask()).seen).toBe('CACHED SUCCEEDED');
  await opened.clock.advance(DEFAULT_TIME_TO_LIVE.succeededMs - 1);
  expect((await ask()).seen).toBe('CACHED SUCCEEDED');
  expect(opened.upstream.calls).toHaveLength(1);
  await opened.clock.advance(1);
  expect((await learn('CLOSED')).seen).toBe('LIVE CLOSED');
  for (let times = 0; times < 3; times += 1) expect((await ask()).seen).toBe('CACHED CLOSED');
});

it('an answer is not repeated once something newer is known', async () => {
  const { opened, ask, learn } = await shop();
  await learn('PENDING');
  for (let times = 0; times < 3; times += 1) expect((await ask()).seen).toBe('CACHED PENDING');
  await opened.clock.advance(1);
  expect((await learn('SUCCEEDED', '1', { 'cache-control': 'no-cache' })).seen).toBe('LIVE SUCCEEDED');
  for (let times = 0; times < 3; times += 1) expect((await ask()).seen).toBe('CACHED SUCCEEDED');
});

it('a caller with a rate is told what is left of it now', async () => {
  const { ask, learn } = await shop({ calls: 100, perSeconds: 3_600 });
  expect((await learn('SUCCEEDED')).remaining).toBe(99);
  for (let times = 0; times < 3; times += 1) expect((await ask()).remaining).toBe(99);
  expect((await learn('SUCCEEDED', '2')).remaining).toBe(98);
  expect((await ask()).remaining).toBe(98);
});

it('an operation that may cost too much is refused, however often its document was run', async () => {
  const opened = new Opened({ accounts: [account('cn', { dialect: 'TRADE_QUERY', isDefault: true, options: ALL })] });
  const limits = { callsPerOperation: 2 };
  const { ask } = await gateway({ access: access(), limits, graph: { schema, lookups: opened.lookups } });
  const list = async (...ids: string[]) => {
    const query = 'query ($refs: [PaymentRef!]!) { payments(refs: $refs) { items { freshness } } }';
    const refs = ids.map((paymentId) => ({ dialect: 'TRADE_QUERY', paymentId }));
    return codeOf(await ask(query, { variables: { refs }, headers: { authorization: 'Bearer shop' } }));
  };
  for (let times = 0; times < 3; times += 1) {
    const answer = list('1');
    if (times === 0) {
      await expect.poll(() => opened.upstream.calls.length).toBe(1);
      opened.upstream.call(0).succeed({ paymentId: '1' });
    }
    expect(await answer).toBeUndefined();
  }
  expect(await list('1', '2', '3')).toBe('COST_LIMIT');
  expect(opened.upstream.calls).toHaveLength(1);
});
