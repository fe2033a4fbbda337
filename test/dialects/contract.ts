import { existsSync, readdirSync } from 'node:fs';
import { verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DialectAdapter } from '../../src/dialects/dialect.ts';
import { NO_DEMAND } from '../../src/domain/demand.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import { decimalText } from '../../src/domain/money.ts';
import type { IdentifierKind } from '../../src/domain/reference.ts';
import type { RecommendedAction } from '../../src/domain/result.ts';
import type { PaymentStatus } from '../../src/domain/status.ts';
import { DEFAULT_UPSTREAM_LIMITS, type UpstreamLimits } from '../../src/upstream/limits.ts';
import { createUpstream } from '../../src/upstream/upstream.ts';
import { conversation, STAMP } from './conversations.ts';
import { fixture, type SigningRecipe } from './fixture.ts';
import { alipay, merchant } from './keys.ts';
import { RawServer, type RawRequest } from './raw-server.ts';
import { systemClock } from '../../src/upstream/system-clock.ts';
import { rsaSign } from '../../src/crypto/signature.ts';

/** What is each dialect's own in the cases all must pass. Fixtures not named here have the same name in all three. */
export interface DialectContract {
  readonly adapter: DialectAdapter;
  readonly folder: string;
  settings(origin: string): object;
  readonly recipe: SigningRecipe;
  /** The message id in a request, to be repeated in the answer. */
  requestId(request: RawRequest): string;
  /** What of a request is signed, and its signature, by the document. */
  signedRequest(request: RawRequest): { readonly text: string; readonly signature: Buffer };
  /** The members that say which payment is asked for; a retry repeats them. */
  businessParameters(request: RawRequest): unknown;
  readonly statuses: readonly (readonly [fixture: string, status: PaymentStatus, wasPaid: boolean | null])[];
  readonly codes: Readonly<
    Record<'not-found' | 'business-failure' | 'system-error' | 'busy' | 'refused' | 'unknown-code', string>
  >;
  /** Results that only this dialect has. */
  readonly results: readonly (readonly [fixture: string, code: string, action: RecommendedAction])[];
  readonly unknownStatus: string;
  readonly currency: string;
}

const ACTIONS = {
  'not-found': 'CHECK_IDENTIFIER',
  'business-failure': 'CONTACT_SUPPORT',
  'system-error': 'RETRY',
  busy: 'RETRY_LATER',
  refused: 'FIX_CONFIGURATION',
  'unknown-code': 'CONTACT_SUPPORT',
} as const;

const AMOUNTS = [
  ['amount-zero', null, 0n, '0.00'],
  ['amount-large', null, 9007199254740993n, '90071992547409.93'],
  ['amount-no-decimals', 'JPY', 500n, '500'],
  ['amount-three-decimals', 'KWD', 1234n, '1.234'],
  ['numbers-for-text', null, 239n, '2.39'],
] as const;

const REFUSED = [
  ['tampered', 'GATEWAY_BAD_SIGNATURE'],
  ['missing-signature', 'GATEWAY_BAD_SIGNATURE'],
  ['wrong-key', 'GATEWAY_BAD_SIGNATURE'],
  ['half-signed', 'GATEWAY_BAD_SIGNATURE'],
  ['doubled-signature', 'GATEWAY_BAD_SIGNATURE'],
  ['replayed', 'GATEWAY_BAD_SIGNATURE'],
  ['another-payment', 'GATEWAY_MISMATCH'],
  ['wrong-types', 'GATEWAY_MALFORMED_RESPONSE'],
  ['amount-too-many-places', 'GATEWAY_MALFORMED_RESPONSE'],
  ['amount-unknown-currency', 'GATEWAY_MALFORMED_RESPONSE'],
  ['html', 'GATEWAY_MALFORMED_RESPONSE'],
  ['empty-body', 'GATEWAY_MALFORMED_RESPONSE'],
  ['cut-off-json', 'GATEWAY_MALFORMED_RESPONSE'],
  ['oversized', 'GATEWAY_MALFORMED_RESPONSE'],
  ['compressed', 'GATEWAY_MALFORMED_RESPONSE'],
  ['redirect', 'GATEWAY_MALFORMED_RESPONSE'],
  ['not-http', 'GATEWAY_MALFORMED_RESPONSE'],
  ['accepted', 'GATEWAY_UNREACHABLE'],
  ['no-content', 'GATEWAY_UNREACHABLE'],
  ['success-at-500', 'GATEWAY_UNREACHABLE'],
  ['bad-gateway-html', 'GATEWAY_UNREACHABLE'],
  ['truncated', 'GATEWAY_UNREACHABLE'],
] as const;

/** The promises each dialect keeps, tried over real HTTP. */
export function describeContract(
  dialect: DialectContract,
  ownRefusals: readonly (readonly [string, string])[] = [],
): void {
  const { adapter, folder, recipe } = dialect;
  const server = new RawServer();
  let origin = '';
  const used = new Set<string>();

  beforeAll(async () => {
    origin = await server.listen();
  });
  afterAll(() => server.close());

  function serve(name: string): void {
    used.add(name);
    server.reply = (request) => fixture(`${folder}/${name}`, recipe, dialect.requestId(request));
  }

  async function ask(
    limits: Partial<UpstreamLimits> = {},
    kind: IdentifierKind = 'paymentId',
    signal: AbortSignal = AbortSignal.timeout(10_000),
  ): Promise<Answer> {
    let ids = 0;
    const upstream = createUpstream({
      accounts: [
        {
          id: 'one',
          dialect: adapter.dialect,
          identity: 'i',
          isDefault: true,
          options: adapter.options,
          conversation: conversation(adapter, dialect.settings(origin)),
          privateKey: merchant.privateKey,
          alipayPublicKeys: [alipay.publicKey],
        },
      ],
      limits: { ...DEFAULT_UPSTREAM_LIMITS, attempts: 1, ...limits },
      clock: { ...systemClock, now: () => STAMP.now },
      sign: rsaSign,
      newId: () => `01234567-89ab-4cde-8f01-${String((ids += 1)).padStart(12, '0')}`,
      random: () => 0,
      onEvent: () => undefined,
    });
    const id = kind === 'paymentId' ? 'PAYMENT-1' : 'MERCHANT-1';
    server.requests.length = 0;
    try {
      const reference = { dialect: adapter.dialect, account: 'one', identity: 'i', kind, id };
      return await upstream.inquire({ reference, demand: () => NO_DEMAND }, signal);
    } finally {
      await upstream.close();
    }
  }

  describe(`the ${adapter.dialect} dialect over HTTP`, () => {
    it('sends a request whose signature the merchant’s public key verifies', async () => {
      serve('succeeded');
      await ask();
      const { text, signature } = dialect.signedRequest(server.requests[0]!);
      expect(verify('SHA256', Buffer.from(text), merchant.publicKey, signature)).toBe(true);
    });

    it.each(['paymentId', 'merchantReference'] as const)('finds a payment by its %s', async (kind) => {
      serve('succeeded');
      const answer = await ask({}, kind);
      expect(answer.result).toMatchObject({ dialect: adapter.dialect, status: 'SUCCESS', code: 'SUCCESS' });
      expect(answer.payment).toMatchObject({ paymentId: 'PAYMENT-1', merchantReference: 'MERCHANT-1', wasPaid: true });
      expect(decimalText(answer.payment!.amount!)).toBe('2.39');
      expect(answer.exchange).toMatchObject({ httpStatus: 200, signatureVerified: true });
      expect(answer.exchange?.respondedAt?.epochMs).toBe(STAMP.now);
      expect(answer.exchange?.body).toContain('PAYMENT-1');
    });

    it.each(dialect.statuses)('reads %s as %s, paid at some point: %s', async (name, status, wasPaid) => {
      serve(name);
      expect((await ask()).payment).toMatchObject({ status, wasPaid });
    });

    it('reads an answer in another order, with other white space and escapes', async () => {
      serve('rearranged');
      expect((await ask()).payment).toMatchObject({ status: 'SUCCEEDED', amount: { minor: 239n } });
    });

    it('takes a status nobody documented for UNKNOWN and keeps its word', async () => {
      serve('unknown-status');
      const { payment } = await ask();
      expect(payment).toMatchObject({ status: 'UNKNOWN', statusRaw: dialect.unknownStatus, wasPaid: null });
    });

    it('believes an answer that is signed and names no payment, and takes missing fields for null', async () => {
      serve('missing-fields');
      const { payment } = await ask();
      expect(payment).toMatchObject({ status: 'SUCCEEDED', paymentId: null, amount: null, completedAt: null });
    });

    it('ignores fields it does not know', async () => {
      serve('extra-fields');
      expect((await ask()).payment).toMatchObject({ status: 'SUCCEEDED', amount: { minor: 239n } });
    });

    it.each(AMOUNTS)('reads %s exactly', async (name, currency, minor, text) => {
      serve(name);
      const { payment } = await ask();
      expect(payment?.amount).toMatchObject({ currency: currency ?? dialect.currency, minor });
      expect(decimalText(payment!.amount!)).toBe(text);
    });

    it.each(Object.entries(ACTIONS))('says of a %s what to do: %s', async (name, action) => {
      serve(name);
      const { result, payment } = await ask();
      const code = dialect.codes[name as keyof typeof ACTIONS];
      expect(result).toMatchObject({ dialect: adapter.dialect, code, action, retryable: action.startsWith('RETRY') });
      expect(payment).toBeNull();
    });

    it.each(dialect.results)('reads %s as %s with action %s', async (name, code, action) => {
      serve(name);
      expect((await ask()).result).toMatchObject({ code, action });
    });

    it('takes a not-found at an HTTP 4xx, and an unsigned one, for a not-found', async () => {
      serve('not-found-4xx');
      const signed = await ask();
      serve('not-found-unsigned');
      const unsigned = await ask();
      for (const { result } of [signed, unsigned]) expect(result.code).toBe(dialect.codes['not-found']);
      expect(signed.exchange?.signatureVerified).toBe(true);
      expect(unsigned.exchange?.signatureVerified).toBe(false);
    });

    it.each([...REFUSED, ...ownRefusals])('has no payment for %s, but %s', async (name, code) => {
      serve(name);
      const { result, payment, exchange } = await ask();
      expect(result.code).toBe(code);
      expect(payment).toBeNull();
      expect(exchange).not.toBeNull();
      if (code === 'GATEWAY_BAD_SIGNATURE') expect(exchange?.body).not.toBeNull();
    });

    it('gives up on an upstream that says nothing', async () => {
      server.reply = () => 'silence';
      expect((await ask({ attemptTimeoutMs: 60 })).result.code).toBe('GATEWAY_TIMEOUT');
      expect((await ask({ attemptTimeoutMs: 60, attempts: 1 })).result.code).toBe('GATEWAY_TIMEOUT');
    });

    it('says that an upstream which breaks the connection cannot be reached', async () => {
      server.reply = () => 'reset';
      expect((await ask()).result.code).toBe('GATEWAY_UNREACHABLE');
    });

    it('rejects when whoever asked has left', async () => {
      server.reply = () => 'silence';
      const left = new AbortController();
      const asked = ask({}, 'paymentId', left.signal);
      setTimeout(() => left.abort(new Error('left')), 30);
      await expect(asked).rejects.toThrow('left');
    });

    it('asks the same again after a result that tells nothing, as a new attempt', async () => {
      used.add('system-error');
      server.reply = (request) => {
        const name = server.requests.length === 1 ? 'system-error' : 'succeeded';
        return fixture(`${folder}/${name}`, recipe, dialect.requestId(request));
      };
      const answer = await ask({ attempts: 3 });
      expect(answer.payment?.status).toBe('SUCCEEDED');
      expect(answer.retries).toBe(1);
      const [first, second] = server.requests;
      expect(dialect.businessParameters(second!)).toEqual(dialect.businessParameters(first!));
      const { text, signature } = dialect.signedRequest(second!);
      expect(verify('SHA256', Buffer.from(text), merchant.publicKey, signature)).toBe(true);
    });

    it('does not ask again after a failure that would stay', async () => {
      for (const name of ['not-found', 'busy', 'refused', 'tampered']) {
        serve(name);
        await ask({ attempts: 3 });
        expect(server.requests).toHaveLength(1);
      }
    });

    it('has a case for every recorded answer', () => {
      expect(existsSync(`test/fixtures/${folder}`)).toBe(true);
      const recorded = readdirSync(`test/fixtures/${folder}`).map((file) => file.replace(/\.http$/, ''));
      expect(recorded.filter((name) => !used.has(name))).toEqual([]);
    });
  });
}
