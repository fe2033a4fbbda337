import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { NO_DEMAND } from '../../src/domain/demand.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { Account } from '../../src/upstream/account.ts';
import { DEFAULT_UPSTREAM_LIMITS, type UpstreamLimits } from '../../src/upstream/limits.ts';
import { RETIREMENT_MS } from '../../src/upstream/lines.ts';
import { settled } from '../clock/virtual-clock.ts';
import { alipay, merchant, stranger } from '../dialects/keys.ts';
import { accountAt, reference } from './accounts.ts';
import { Asking } from './asking.ts';
import { servingHttp, type Received, type Serving } from './serving.ts';
import { CONTENTS, signed } from './signed.ts';

const { paid, failed } = CONTENTS.TRADE_QUERY;

describe('an upstream whose accounts are configured anew', () => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  class House {
    readonly received: Received[];
    readonly server: Serving;
    readonly asking: Asking;
    readonly account: Account;
    readonly limits: UpstreamLimits;

    constructor(server: Serving, received: Received[], limits: Partial<UpstreamLimits>) {
      this.server = server;
      this.received = received;
      this.limits = { ...DEFAULT_UPSTREAM_LIMITS, ...limits };
      this.account = accountAt(server.origin);
      this.asking = new Asking([this.account], limits);
      open.push(this.asking, server);
    }

    adopt(changes: Partial<Account> | null, more: { limits?: Partial<UpstreamLimits>; formerKeysMs?: number } = {}) {
      this.asking.upstream.adopt({
        accounts: changes === null ? [] : [{ ...this.account, ...changes }],
        limits: { ...this.limits, ...more.limits },
        formerKeysMs: more.formerKeysMs ?? 600_000,
      });
    }

    ask(id: string, identity = this.account.identity): Promise<Answer> {
      const inquiry = { reference: { ...reference(id), identity }, demand: () => NO_DEMAND };
      return this.asking.upstream.inquire(inquiry, new AbortController().signal);
    }

    async arrived(count: number): Promise<Received> {
      await expect.poll(() => this.received.length, { interval: 2, timeout: 10_000 }).toBe(count);
      return this.received[count - 1]!;
    }

    reply({ response }: Received, key: KeyObject, content: object = paid('P')): void {
      const { headers, body } = signed.TRADE_QUERY(content, { at: this.asking.clock.now(), keys: [key] });
      response.writeHead(200, headers as Record<string, string | string[]>).end(body);
    }

    /** Asks, and gives what the answer comes to when it is signed with the key. */
    async askedAndSigned(key: KeyObject, identity?: string): Promise<string> {
      const answer = this.ask('P', identity);
      this.reply(await this.arrived(this.received.length + 1), key);
      return (await this.asking.now(answer)).result.code;
    }
  }

  async function house(limits: Partial<UpstreamLimits> = {}): Promise<House> {
    const received: Received[] = [];
    return new House(await servingHttp((one) => received.push(one)), received, limits);
  }

  describe('with another private key', () => {
    it('signs with it from then on, and lets what is under way end', async () => {
      const one = await house();
      const before = one.ask('P');
      const first = await one.arrived(1);
      one.adopt({ privateKey: stranger.privateKey });
      const after = one.ask('P');
      const second = await one.arrived(2);
      expect([isSignedBy(first, merchant.privateKey), isSignedBy(second, stranger.privateKey)]).toEqual([true, true]);
      for (const request of [first, second]) one.reply(request, alipay.privateKey);
      for (const answer of [before, after]) expect((await one.asking.now(answer)).payment).not.toBeNull();
    });
  });

  describe('with another public key of Alipay’s', () => {
    const replaced = { alipayPublicKeys: [stranger.publicKey] };

    it('believes both for a while, and then the new one alone', async () => {
      const one = await house();
      one.adopt(replaced, { formerKeysMs: 1_000 });
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
      expect(await one.askedAndSigned(stranger.privateKey)).toBe('SUCCESS');
      await one.asking.clock.advance(999);
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
      await one.asking.clock.advance(1);
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('GATEWAY_BAD_SIGNATURE');
      expect(await one.askedAndSigned(stranger.privateKey)).toBe('SUCCESS');
    });

    it('believes the new one also for what was asked before', async () => {
      const one = await house();
      const answer = one.ask('P');
      const request = await one.arrived(1);
      one.adopt(replaced);
      one.reply(request, stranger.privateKey);
      expect((await one.asking.now(answer)).payment).not.toBeNull();
    });

    it('believes the old one no longer at all where that is configured', async () => {
      const one = await house();
      one.adopt(replaced, { formerKeysMs: 0 });
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('GATEWAY_BAD_SIGNATURE');
    });

    it('does not believe an old one for longer because of a further change, but for less when that is configured', async () => {
      const one = await house();
      one.adopt(replaced, { formerKeysMs: 1_000 });
      await one.asking.clock.advance(600);
      one.adopt({ alipayPublicKeys: [merchant.publicKey] }, { formerKeysMs: 1_000 });
      await one.asking.clock.advance(400);
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('GATEWAY_BAD_SIGNATURE');
      expect(await one.askedAndSigned(stranger.privateKey)).toBe('SUCCESS');
      one.adopt({ alipayPublicKeys: [merchant.publicKey] }, { formerKeysMs: 0 });
      expect(await one.askedAndSigned(stranger.privateKey)).toBe('GATEWAY_BAD_SIGNATURE');
    });

    it('never believes the one of another merchant who had the name before', async () => {
      const one = await house();
      one.adopt({ ...replaced, identity: 'another' });
      expect(await one.askedAndSigned(alipay.privateKey, 'another')).toBe('GATEWAY_BAD_SIGNATURE');
      expect(await one.askedAndSigned(stranger.privateKey, 'another')).toBe('SUCCESS');
    });
  });

  it('keeps slots, and gives more at once when there are to be more', async () => {
    const perAccount = { concurrency: 1, ratePerSecond: 1_000, queue: 10 };
    const one = await house({ perAccount });
    const answers = ['P', 'Q', 'R'].map((id) => one.ask(id));
    await one.arrived(1);
    one.adopt({}, { limits: { perAccount } });
    one.adopt({ privateKey: stranger.privateKey }, { limits: { perAccount } });
    expect(one.asking.upstream.readings()).toMatchObject([{ slots: { busy: 1, waiting: 2 } }]);
    one.adopt({}, { limits: { perAccount: { ...perAccount, concurrency: 3 } } });
    await one.arrived(3);
    for (const [index, request] of one.received.entries()) one.reply(request, alipay.privateKey, paid('PQR'[index]!));
    for (const answer of answers) expect((await one.asking.now(answer)).payment).not.toBeNull();
    expect(one.asking.upstream.readings()).toMatchObject([{ slots: { busy: 0, waiting: 0 } }]);
  });

  it('lowers the rate at once', async () => {
    const one = await house();
    expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
    one.adopt({}, { limits: { perAccount: { concurrency: 1, ratePerSecond: 1, queue: 0 } } });
    expect((await one.ask('P')).result.code).toBe('GATEWAY_OVERLOADED');
    await one.asking.clock.advance(1_000);
    expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
  });

  it('keeps what the breaker has learnt unless the account asks in another way now', async () => {
    const one = await house({ attempts: 1 });
    const availability = () => one.asking.upstream.availability('one');
    for (let failures = 0; failures < 20; failures += 1) {
      const answer = one.ask('P');
      one.reply(await one.arrived(failures + 1), alipay.privateKey, failed);
      await one.asking.now(answer);
    }
    expect(availability()).toBe('UNAVAILABLE');
    one.adopt({ isDefault: false });
    expect(availability()).toBe('UNAVAILABLE');
    one.adopt({ privateKey: stranger.privateKey });
    expect(availability()).toBe('AVAILABLE');
    expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
  });

  describe('without an account, or with another merchant under its name', () => {
    it.each([
      ['removed', null],
      ['another’s', { identity: 'another' }],
    ])('%s: ends what is under way, serves operations that began before, and nobody later', async (_what, changes) => {
      const one = await house();
      const before = one.ask('P');
      const request = await one.arrived(1);
      one.adopt(changes);
      expect(one.asking.upstream.accounts.map(({ identity }) => identity)).toEqual(changes ? ['another'] : []);
      one.reply(request, alipay.privateKey);
      expect((await one.asking.now(before)).payment).not.toBeNull();
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
      await one.asking.clock.advance(RETIREMENT_MS);
      expect((await one.ask('P')).result.code).toBe('GATEWAY_NOT_CONFIGURED');
      expect(one.received).toHaveLength(2);
      expect(one.asking.clock.sleeping).toBe(0);
    });

    it('takes back what it knew when the account comes back in time', async () => {
      const one = await house({ perAccount: { concurrency: 1, ratePerSecond: 1_000, queue: 10 } });
      const before = one.ask('P');
      await one.arrived(1);
      one.adopt(null);
      one.adopt({});
      expect(one.asking.upstream.readings()).toMatchObject([{ slots: { busy: 1 } }]);
      await one.asking.clock.advance(1);
      one.reply(one.received[0]!, alipay.privateKey);
      expect((await one.asking.now(before)).payment).not.toBeNull();
      await one.asking.clock.advance(RETIREMENT_MS);
      expect(await one.askedAndSigned(alipay.privateKey)).toBe('SUCCESS');
    });
  });

  it('closes connections to origins nobody asks any more, once what is under way there is over', async () => {
    const one = await house();
    const answer = one.ask('P');
    const request = await one.arrived(1);
    const closed = new Promise((resolve) => request.response.socket?.once('close', resolve));
    const elsewhere = await house();
    one.adopt({ ...elsewhere.account });
    one.reply(request, alipay.privateKey);
    expect((await one.asking.now(answer)).payment).not.toBeNull();
    await closed;
    const next = one.ask('P');
    elsewhere.reply(await elsewhere.arrived(1), alipay.privateKey);
    expect((await one.asking.now(next)).payment).not.toBeNull();
    const kept = elsewhere.server.connections();
    one.adopt({ ...elsewhere.account });
    // The client takes a connection for free only after the answer has been handed over.
    await settled();
    await settled();
    const last = one.ask('P');
    elsewhere.reply(await elsewhere.arrived(2), alipay.privateKey);
    await one.asking.now(last);
    expect(elsewhere.server.connections()).toBe(kept);
  });
});

/** Whether the request was signed with the key. */
function isSignedBy({ headers, body }: Received, key: KeyObject): boolean {
  const authorization = headers.authorization ?? '';
  const parts = authorization.replace('ALIPAY-SHA256withRSA ', '').split(',');
  const signature = parts.find((part) => part.startsWith('sign='))?.slice('sign='.length) ?? '';
  const text = `${parts.filter((part) => !part.startsWith('sign=')).join(',')}\nPOST\n/v3/alipay/trade/query\n${body}\n`;
  return verify('SHA256', Buffer.from(text), createPublicKey(key), Buffer.from(signature, 'base64'));
}
