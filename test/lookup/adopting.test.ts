import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/dialects/dialect.ts';
import type { Lookup, OperationTerms } from '../../src/lookup/lookup.ts';
import { DEFAULT_TIME_TO_LIVE } from '../../src/lookup/time-to-live.ts';
import type { Operation } from '../../src/lookup/operation.ts';
import type { Account } from '../../src/upstream/account.ts';
import { settled, VirtualClock } from '../clock/virtual-clock.ts';
import { UNKNOWN } from './answers.ts';
import { FakeSharedMemory } from './fake-shared-memory.ts';
import { account, FUND, SETTLE, type Call } from './fake-upstream.ts';
import { byId, byOurs, Opened } from './opened.ts';

const OLD = account('one', { identity: 'old' });
const NEW = account('one', { identity: 'new' });
/** The same merchant, asking in another way. */
const RENEWED = account('one', { identity: 'old', conversation: { settings: { keyVersion: 2 } } as Conversation });
const TWO = account('two');
const BOTH = { paymentId: 'P', merchantReference: 'M' };
const MINUTE = 60_000;

const gateway = (means: ConstructorParameters<typeof Opened>[0] = {}) => new Opened({ accounts: [OLD, TWO], ...means });

/** Answers a call with a payment that tells whom it was asked of. */
function tell(call: Call): void {
  call.succeed({ ...BOTH, statusRaw: call.reference.identity });
}

describe('an account whose name comes to stand for another merchant', () => {
  it('is never answered with what is known of the first', async () => {
    const one = gateway();
    const before = one.open().find(byId('P'), 0);
    tell(await one.call(0));
    await before;
    one.adopt([NEW, TWO]);
    for (const [index, asked] of [byId('P'), byOurs('M')].entries()) {
      const after = one.open({ maxAgeMs: null, maxStaleMs: MINUTE }).find(asked, 0);
      const call = await one.call(index + 1);
      expect(call.reference.identity).toBe('new');
      call.say(UNKNOWN);
      expect(await after).toMatchObject({ payment: null, freshness: 'NONE' });
    }
  });

  it('is not answered by what is under way for the first, whose callers are', async () => {
    const one = gateway();
    const before = one.open().find(byId('P'), 0);
    const first = await one.call(0);
    one.adopt([NEW, TWO]);
    const after = one.open().find(byId('P'), 0);
    const second = await one.call(1);
    tell(first);
    expect((await before).payment?.statusRaw).toBe('old');
    tell(second);
    expect((await after).payment?.statusRaw).toBe('new');
    expect(one.lookups.underWay).toBe(0);
  });

  it('stays the first for operations that began before, their later questions included', async () => {
    const one = gateway();
    const operation = one.open();
    const { port } = one.lookups;
    one.adopt([NEW, TWO]);
    for (const [index, open] of [
      operation,
      port.open({ maxAgeMs: null, mayUse: () => true, signal: never }),
    ].entries()) {
      const lookup = open.find(byId(`P${index}`), 0);
      tell(await one.call(index));
      expect((await lookup).payment?.statusRaw).toBe('old');
    }
  });

  it('ends the watches of the first', async () => {
    const one = gateway();
    const told: Lookup[] = [];
    const watch = (async () => {
      for await (const lookup of one.open().watch(byId('P'), 0, never)) told.push(lookup);
    })();
    (await one.call(0)).succeed({ ...BOTH, status: 'PENDING' });
    await settled();
    one.adopt([NEW, TWO]);
    await one.clock.advance(3_000);
    await watch;
    expect(told).toMatchObject([
      { payment: { status: 'PENDING' } },
      { payment: null, result: { code: 'GATEWAY_NOT_CONFIGURED' } },
    ]);
    expect(await one.calls()).toBe(1);
    expect(one.clock.sleeping).toBe(0);
  });

  it('never shows a payment of another merchant, whatever is known, shared or under way', async () => {
    const identities = ['a', 'b', 'c'] as const;
    const gatewayIndex = fc.nat(1);
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('ask' as const),
          by: gatewayIndex,
          demand: fc.constantFrom(0, FUND, SETTLE),
          ours: fc.boolean(),
          maxAgeMs: fc.constantFrom(null, 0, 1_000),
          maxStaleMs: fc.constantFrom(null, MINUTE),
          fresh: fc.boolean(),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('answer' as const),
          by: gatewayIndex,
          which: fc.nat(5),
          well: fc.boolean(),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('adopt' as const),
          by: gatewayIndex,
          identity: fc.constantFrom(...identities, null),
          version: fc.nat(1),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(30, 2_000, MINUTE) }),
      },
    );
    const of = (identity: string, version = 0): Account =>
      account('one', { identity, conversation: { settings: { identity, version } } as Conversation });
    let served = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new VirtualClock();
        const shared = new FakeSharedMemory(clock);
        const timeToLive = { ...DEFAULT_TIME_TO_LIVE, staleWhileRevalidateMs: 10_000 };
        const means = { clock, shared, timeToLive, accounts: [of('a')] };
        const gateways = [new Opened(means), new Opened(means)];
        const whose: (string | null)[] = ['a', 'a'];
        const opened = gateways.map((one): { open: Operation; identity: string | null } => ({
          open: one.open(),
          identity: 'a',
        }));
        const asked: Promise<void>[] = [];
        for (const next of steps) {
          if (next.kind === 'wait') await clock.advance(next.ms);
          else if (next.kind === 'adopt') {
            gateways[next.by]!.adopt(next.identity === null ? [] : [of(next.identity, next.version)], { timeToLive });
            whose[next.by] = next.identity;
          } else if (next.kind === 'answer') {
            const waiting = gateways[next.by]!.upstream.calls.filter(({ signal }) => !signal.aborted);
            const call = waiting.at(-1 - (next.which % Math.max(1, waiting.length)));
            if (call !== undefined && next.well) tell(call);
            else call?.say(UNKNOWN);
          } else {
            const terms: Partial<OperationTerms> = { maxAgeMs: next.maxAgeMs, maxStaleMs: next.maxStaleMs };
            if (next.fresh) opened[next.by] = { open: gateways[next.by]!.open(terms), identity: whose[next.by]! };
            const { open, identity } = opened[next.by]!;
            const lookup = open.find(next.ours ? byOurs('M') : byId('P'), next.demand);
            asked.push(
              lookup.then(({ payment, result }) => {
                if (payment !== null) served += 1;
                if (payment !== null) expect(payment.statusRaw).toBe(identity);
                if (identity === null) expect(result.code).toBe('GATEWAY_NOT_CONFIGURED');
              }),
            );
          }
          await settled();
        }
        for (const { upstream } of gateways) for (const call of upstream.calls) tell(call);
        for (let rounds = 0; gateways.some(({ lookups }) => lookups.underWay > 0); rounds += 1) {
          if (rounds > 50) throw new Error('something is under way forever');
          await clock.advance(2_000);
          for (const { upstream } of gateways) for (const call of upstream.calls) tell(call);
        }
        await Promise.all(asked);
      }),
      { numRuns: 300 },
    );
    expect(served).toBeGreaterThan(300);
  });
});

describe('an account that asks in another way for the same payments', () => {
  it('keeps what is known', async () => {
    const one = gateway();
    const before = one.open().find(byId('P'), 0);
    tell(await one.call(0));
    await before;
    one.adopt([RENEWED, TWO]);
    expect((await one.open().find(byOurs('M'), 0)).freshness).toBe('CACHED');
    expect(await one.calls()).toBe(1);
  });

  it('does not wait for what was asked in the old way, and serves it no less', async () => {
    const one = gateway();
    const before = one.open().find(byId('P'), 0);
    const first = await one.call(0);
    one.adopt([RENEWED, TWO]);
    const after = one.open().find(byId('P'), FUND);
    const second = await one.call(1);
    first.say(UNKNOWN);
    expect((await before).result.code).toBe(UNKNOWN.code);
    tell(second);
    expect((await after).payment?.statusRaw).toBe('old');
  });

  it('goes on with its watches', async () => {
    const one = gateway();
    const told: Lookup[] = [];
    const watch = (async () => {
      for await (const lookup of one.open().watch(byId('P'), 0, never)) told.push(lookup);
    })();
    (await one.call(0)).succeed({ ...BOTH, status: 'PENDING' });
    one.adopt([RENEWED, TWO]);
    await one.clock.advance(3_000);
    (await one.call(1)).succeed({ ...BOTH, status: 'SUCCEEDED' });
    await watch;
    expect(told.map(({ payment }) => payment?.status)).toEqual(['PENDING', 'SUCCEEDED']);
  });
});

describe('an account that stays as it is', () => {
  it('keeps what is under way and what is known when others change', async () => {
    const one = gateway();
    const before = one.open().find(byId('P'), 0);
    await one.call(0);
    one.adopt([{ ...OLD, isDefault: false }, account('three')]);
    const after = one.open().find(byId('P'), 0);
    expect(await one.calls()).toBe(1);
    tell(await one.call(0));
    for (const lookup of [before, after]) expect((await lookup).payment?.statusRaw).toBe('old');
    expect((await one.open().find(byOurs('M'), 0)).freshness).toBe('CACHED');
  });
});

describe('an account that is removed', () => {
  it('is not configured, and nothing is remembered of it, not even what comes in later', async () => {
    const one = gateway();
    const known = one.open().find(byId('P'), 0);
    tell(await one.call(0));
    await known;
    const before = one.open().find(byId('Q'), 0);
    const call = await one.call(1);
    expect(one.lookups.reading().cache.entries).toBe(2);
    one.adopt([TWO]);
    expect(one.lookups.reading().cache.entries).toBe(0);
    expect((await one.open().find(byId('P'), 0)).result.code).toBe('GATEWAY_NOT_CONFIGURED');
    tell(call);
    expect((await before).payment?.statusRaw).toBe('old');
    expect(one.lookups.reading().cache.entries).toBe(0);
    one.adopt([OLD, TWO]);
    const again = one.open().find(byId('P'), 0);
    tell(await one.call(2));
    expect((await again).freshness).toBe('LIVE');
    expect(one.lookups.reading().cache.entries).toBe(2);
  });

  it('stays out of the memory shared with other gateways', async () => {
    const clock = new VirtualClock();
    const shared = new FakeSharedMemory(clock);
    const one = gateway({ clock, shared });
    const before = one.open().find(byId('P'), 0);
    const call = await one.call(0);
    one.adopt([TWO]);
    tell(call);
    await before;
    expect(shared.puts).toBe(0);
  });
});

describe('lookups with other settings', () => {
  it('hold what is known to a shorter time to live at once, and to no longer one', async () => {
    const one = gateway();
    const ask = () => one.open().find(byId('P'), 0);
    const first = ask();
    tell(await one.call(0));
    await first;
    await one.clock.advance(10_000);
    one.adopt([OLD, TWO], { timeToLive: { ...DEFAULT_TIME_TO_LIVE, succeededMs: 10_001 } });
    expect((await ask()).freshness).toBe('CACHED');
    await one.clock.advance(1);
    one.adopt([OLD, TWO], { timeToLive: { ...DEFAULT_TIME_TO_LIVE, succeededMs: 600_000 } });
    await one.clock.advance(49_999);
    const second = ask();
    tell(await one.call(1));
    expect((await second).freshness).toBe('LIVE');
  });

  it('give those who come later another deadline and another pace of watching', async () => {
    const one = gateway({ deadlineMs: 1_000 });
    const before = one.open().find(byId('P'), 0);
    await one.call(0);
    one.adopt([OLD, TWO], { deadlineMs: 3_000, watching: { pollMs: 1_000, limitMs: 60_000 } });
    const after = one.open().find(byId('Q'), 0);
    await one.clock.advance(1_000);
    expect((await before).result.code).toBe('GATEWAY_TIMEOUT');
    expect(one.lookups.underWay).toBe(1);
    await one.clock.advance(2_000);
    expect((await after).result.code).toBe('GATEWAY_TIMEOUT');
    const leaving = new AbortController();
    const told: unknown[] = [];
    const watch = (async () => {
      for await (const { payment } of one.open().watch(byId('R'), 0, leaving.signal)) told.push(payment?.status);
    })();
    (await one.call(2)).succeed({ paymentId: 'R', status: 'PENDING' });
    await one.clock.advance(1_000);
    expect(await one.calls()).toBe(4);
    leaving.abort();
    await watch;
    expect(told).toEqual(['PENDING']);
  });
});

const never = new AbortController().signal;
