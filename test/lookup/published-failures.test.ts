import { describe, expect, it } from 'vitest';
import type { Lookup } from '../../src/lookup/lookup.ts';
import { settled } from '../clock/virtual-clock.ts';
import * as answers from './answers.ts';
import { byId, byOurs, Opened } from './opened.ts';
import { contextOf, overHttp } from './oracle/graph.ts';

// Failures other gateways have published of themselves, which this one must not have.

/** Answers everything that is asked, with a payment that tells whose it is. */
function answerAll({ upstream }: Opened, from = 0): void {
  for (const call of upstream.calls.slice(from)) {
    if (call.signal.aborted) continue;
    const { account, id } = call.reference;
    call.succeed({ status: 'PENDING', statusRaw: `${account} ${id}` });
  }
}

describe('concurrent operations', () => {
  // wundergraph/cosmo#2521: once the document was known, the key under which concurrent requests were merged no longer
  // held their variables; whoever came second was given the first one's answer.
  it('that differ in nothing but their variables are each given what they asked for', async () => {
    const opened = new Opened();
    const query = `query ($refs: [PaymentRef!]!) {
      payments(refs: $refs) { items { paymentId payment { paymentId statusRaw } } }
    }`;
    // Known by now: the document has been read and validated before.
    await overHttp({ query, variables: { refs: [] } }, contextOf(opened.open()));
    const lists = Array.from({ length: 40 }, (_, index) =>
      Array.from({ length: (index % 5) + 1 }, (__, place) => String((index * 3 + place) % 11)),
    );
    const told = lists.map((ids) => {
      const refs = ids.map((paymentId) => ({ dialect: 'TRADE_QUERY', paymentId }));
      return overHttp({ query, variables: { refs } }, contextOf(opened.open()));
    });
    while (opened.lookups.underWay === 0) await settled();
    for (let turn = 0; turn < 50; turn += 1) {
      await settled();
      answerAll(opened);
    }
    for (const [index, { data }] of (await Promise.all(told)).entries()) {
      expect(data.payments.items).toEqual(
        lists[index]!.map((id) => ({ paymentId: id, payment: { paymentId: id, statusRaw: `one ${id}` } })),
      );
    }
    expect(new Set(opened.upstream.calls.map(({ reference }) => reference.id)).size).toBe(opened.upstream.calls.length);
  });

  // wundergraph/graphql-go-tools#1616: what a caller was allowed to see travelled in headers that were no part of the
  // key under which concurrent requests were merged; a follower was given what only the leader may see.
  it('that are equal to the letter are not merged when their callers may not see the same', async () => {
    const opened = new Opened();
    const sent = {
      query:
        '{ payment(ref: { dialect: TRADE_QUERY, paymentId: "P" }) { account result { code } payment { statusRaw } } }',
      variables: {},
    };
    const as = (...accounts: string[]) => {
      const mayUse = (account: string) => accounts.includes(account);
      return overHttp(sent, contextOf(opened.open({ mayUse }), mayUse));
    };
    // Two may use the default account; the others may use another one only, or none.
    const told = [as('one'), as('two'), as(), as('one', 'two')];
    while (opened.lookups.underWay === 0) await settled();
    await settled();
    answerAll(opened);
    told.push(as('two'), as());
    const seen = (await Promise.all(told)).map(({ data }) => data.payment);
    const allowed = { account: 'one', result: { code: 'SUCCESS' }, payment: { statusRaw: 'one P' } };
    const refused = { account: null, result: { code: 'GATEWAY_NOT_CONFIGURED' }, payment: null };
    expect(seen).toEqual([allowed, refused, refused, allowed, refused, refused]);
    expect(opened.upstream.calls.length).toBe(1);
  });

  it('about one identifier under two accounts are two questions, under way and remembered', async () => {
    const opened = new Opened();
    const ask = () => Promise.all(['one', 'two'].map((account) => opened.open().find(byId('P', account), 0)));
    const first = ask();
    await settled();
    answerAll(opened);
    const second = ask();
    for (const found of [await first, await second]) {
      expect(found.map(({ payment }) => payment?.statusRaw)).toEqual(['one P', 'two P']);
    }
    expect(opened.upstream.calls.length).toBe(2);
  });
});

describe('an operation that fails and is given up', () => {
  // ChilliCream/graphql-platform#10009: an error in a field that may not be null had the operation's other requests
  // cancelled, and the cancellation reached requests of the operation that came next.
  it('takes nothing of the next one with it', async () => {
    const opened = new Opened();
    const tooMany = Array.from({ length: 201 }, () => '{ dialect: TRADE_QUERY, paymentId: "X" }').join(' ');
    const doomed = `{
      a: payment(ref: { dialect: TRADE_QUERY, paymentId: "A" }) { payment { statusRaw } }
      b: payment(ref: { dialect: TRADE_QUERY, paymentId: "B" }) { payment { statusRaw } }
      payments(refs: [${tooMany}]) { items { asOf } }
    }`;
    const sound = `{
      a: payment(ref: { dialect: TRADE_QUERY, paymentId: "A" }) { payment { statusRaw fundBills { channel } } }
      b: payment(ref: { dialect: TRADE_QUERY, paymentId: "B" }) { payment { statusRaw } }
    }`;
    for (let round = 0; round < 20; round += 1) {
      const made = opened.upstream.calls.length;
      const leaving = new AbortController();
      const given = overHttp(
        { query: doomed, variables: {} },
        contextOf(opened.open({ signal: leaving.signal, maxAgeMs: 0 })),
      );
      for (let turn = 0; turn < round; turn += 1) await settled();
      const next = overHttp(
        { query: sound, variables: {} },
        contextOf(opened.open({ maxAgeMs: round % 2 ? 0 : null })),
      );
      if (round % 3 > 0) await settled();
      leaving.abort(new Error('given up'));
      const { data: none } = await given;
      expect(none).toBeNull();
      for (let turn = 0; turn < 10; turn += 1) {
        await settled();
        answerAll(opened, made);
        await opened.clock.advance(100);
      }
      const { data, errors } = await next;
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        a: { payment: { statusRaw: 'one A', fundBills: null } },
        b: { payment: { statusRaw: 'one B' } },
      });
      expect(opened.lookups.underWay).toBe(0);
    }
  });
});

describe('a payment that has ended', () => {
  const NAMES = { paymentId: 'P', merchantReference: 'M' };
  const CANCELLED = { ...NAMES, status: 'CANCELLED' } as const;
  const PENDING = { ...NAMES, status: 'PENDING' } as const;

  // juspay/hyperswitch#9925: asking once more about a cancelled payment wrote an unfinished status over the end.
  it('is not taken back by the late answer to an inquiry from before its end', async () => {
    const opened = new Opened();
    const early = opened.open().find(byId('P'), 0);
    await opened.clock.advance(10);
    const late = opened.open({ maxAgeMs: 0 }).find(byOurs('M'), 0);
    (await opened.call(1)).succeed(CANCELLED);
    expect((await late).payment?.status).toBe('CANCELLED');
    opened.upstream.call(0).succeed(PENDING);
    await early;
    for (const asked of [byId('P'), byOurs('M')]) {
      expect(await opened.open().find(asked, 0)).toMatchObject({ freshness: 'CACHED', payment: CANCELLED });
    }
    await opened.clock.advance(3_600_000);
    for (const asked of [byId('P'), byOurs('M')]) {
      const made = opened.upstream.calls.length;
      const failing = opened.open().find(asked, 0);
      (await opened.call(made)).say(answers.UNKNOWN);
      expect(await failing).toMatchObject({ freshness: 'STALE', payment: CANCELLED, result: answers.UNKNOWN });
    }
  });

  // The same, for someone who watches.
  it('is never seen to go back by whoever watches it', async () => {
    const opened = new Opened();
    const seen: (string | undefined)[] = [];
    const watching = (async () => {
      const updates = opened.open().watch(byId('P'), 0, new AbortController().signal);
      for await (const { payment } of updates as AsyncIterable<Lookup>) seen.push(payment?.status);
    })();
    (await opened.call(0)).succeed(PENDING);
    await opened.clock.advance(3_000);
    // The watcher's second inquiry is slow; another caller is told of the end meanwhile.
    const other = opened.open({ maxAgeMs: 0 }).find(byId('P'), 0);
    await settled();
    (await opened.call(2)).succeed(CANCELLED);
    expect((await other).payment?.status).toBe('CANCELLED');
    opened.upstream.call(1).succeed(PENDING);
    await opened.clock.advance(3_000);
    (await opened.call(3)).succeed(CANCELLED);
    await watching;
    expect(seen).toEqual(['PENDING', 'CANCELLED']);
  });
});
