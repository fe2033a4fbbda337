import { describe, expect, it } from 'vitest';
import type { Look } from '../../src/lookup/lookup.ts';
import type { Operation } from '../../src/lookup/operation.ts';
import { FUND, SETTLE } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';

/** What an operation looked up, its calls answered with one payment of two names. */
async function made(opened: Opened, work: (operation: Operation) => Promise<unknown>) {
  const operation = opened.open();
  const before = await opened.calls();
  const done = work(operation);
  const calls = await opened.calls();
  for (let at = before; at < calls; at += 1)
    opened.upstream.call(at).succeed({ paymentId: '1', merchantReference: 'a' });
  await done;
  return { operation, calls: calls - before };
}

function looksOf(operation: Operation): readonly Look[] {
  const looks = operation.looks();
  if (looks === null) throw new Error('expected looks, got none');
  return looks;
}

describe('lookups made ahead', () => {
  it.each([
    ['one payment', (one: Operation) => one.find(byId('1'), SETTLE)],
    ['both names of one', (one: Operation) => Promise.all([one.find(byId('1'), 0), one.find(byOurs('a'), 0)])],
    ['two accounts', (one: Operation) => Promise.all([one.find(byId('1'), 0), one.find(byId('1', 'two'), FUND)])],
  ])('give the operation what it would have been given, and count the same: %s', async (_what, work) => {
    const plain = await made(new Opened(), work);
    const looks = looksOf(plain.operation);
    const opened = new Opened();
    const ahead = await made(opened, (one) => one.ahead(looks));
    expect(ahead.calls).toBe(plain.calls);
    expect(ahead.operation.statistics()).toEqual(plain.operation.statistics());
    await work(ahead.operation);
    expect(await opened.calls()).toBe(plain.calls);
    expect(ahead.operation.statistics()).toEqual(plain.operation.statistics());
    expect(looksOf(ahead.operation)).toEqual(looks);
    // Whoever asks again is counted again.
    await ahead.operation.find(byId('1'), 0);
    expect(ahead.operation.statistics().deduplicated).toBe(plain.operation.statistics().deduplicated + 1);
  });

  it.each([
    ['asks for a payment twice', (one: Operation) => Promise.all([one.find(byId('1'), 0), one.find(byId('1'), 0)])],
    [
      'waits for an answer before it asks again',
      (one: Operation) => one.find(byId('1'), 0).then(() => one.find(byId('2'), 0)),
    ],
    ['shows accounts', (one: Operation) => one.find(byId('1'), 0).finally(() => one.accounts())],
    ['asks for what is no payment', (one: Operation) => Promise.all([one.find(byId('1'), 0), one.find(byId(''), 0)])],
  ])('are not told of an operation that %s', async (_what, work) => {
    const opened = new Opened();
    const operation = opened.open();
    const done = work(operation);
    for (let at = 0; at < 2; at += 1) {
      if ((await opened.calls()) > at) opened.upstream.call(at).succeed();
    }
    await done;
    expect(operation.looks()).toBeNull();
  });
});
