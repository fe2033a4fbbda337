import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import fc from 'fast-check';
import { DIALECTS, type Dialect } from '../../../src/domain/dialect.ts';
import { attempt as attemptInquiry } from '../../../src/upstream/attempt.ts';
import { DEFAULT_UPSTREAM_LIMITS } from '../../../src/upstream/limits.ts';
import { systemClock } from '../../../src/upstream/system-clock.ts';
import { createDispatcher } from '../../../src/upstream/transport.ts';
import { TrustedKeys } from '../../../src/upstream/trusted-keys.ts';
import { STAMP } from '../../dialects/conversations.ts';
import { fixture, type SigningRecipe } from '../../dialects/fixture.ts';
import { accountAt } from '../../upstream/accounts.ts';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { answersIn } from '../naive/http.ts';
import { named, readTree } from '../naive/json.ts';
import { differences } from '../naive/payment.ts';
import { mustHold, probe, type Target } from '../target.ts';
import { rsaSign } from '../../../src/crypto/signature.ts';

const RECIPES: Readonly<Record<Dialect, SigningRecipe>> = {
  PAY_QUERY: { signedText: (part) => part, write: (base64) => base64 },
  INQUIRY_PAYMENT: {
    signedText: (part, headers) =>
      `POST /ams/api/v1/payments/inquiryPayment\nT_000000000001.${headers.get('response-time') ?? ''}.${part}`,
    write: encodeURIComponent,
  },
  TRADE_QUERY: {
    signedText: (part, headers) =>
      `${headers.get('alipay-timestamp') ?? ''}\n${headers.get('alipay-nonce') ?? ''}\n${part}\n`,
    write: (base64) => base64,
  },
};

/** A recorded answer: its bytes, and the text its signature covers; null where there is no telling. */
interface Recorded {
  readonly dialect: Dialect;
  readonly bytes: Buffer;
  readonly content: string | null;
}

// A megabyte of padding in each would make this slow; transport.test.ts tries how long answers may be.
const LEFT_OUT = 'oversized.http';

const RECORDED: readonly Recorded[] = DIALECTS.flatMap((dialect) => {
  const folder = dialect.toLowerCase().replace('_', '-');
  const names = readdirSync(`test/fixtures/${folder}`).filter((name) => name !== LEFT_OUT);
  return names.map((name) => {
    const bytes = fixture(`${folder}/${name.replace('.http', '')}`, RECIPES[dialect], STAMP.id);
    return { dialect, bytes, content: contentOf(dialect, bytes) };
  });
});

function contentOf(dialect: Dialect, bytes: Buffer): string | null {
  try {
    const text = answersIn(bytes)[0]?.body.toString() ?? '';
    const [response] = dialect === 'PAY_QUERY' ? named(readTree(text), 'response') : [];
    return response === undefined ? text : text.slice(response.start, response.end);
  } catch {
    return null;
  }
}

/** A recorded answer with its bytes changed, in pieces, and how its connection ends. */
interface Input {
  readonly recorded: number;
  readonly changes: readonly ByteChange[];
  readonly cut: number;
  readonly end: 'end' | 'reset' | 'nothing';
}

const inputs: fc.Arbitrary<Input> = fc.record({
  recorded: fc.nat(RECORDED.length - 1),
  changes: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: byteChanges }),
  cut: fc.nat(3_000),
  end: fc.oneof(
    { weight: 40, arbitrary: fc.constant('end' as const) },
    { weight: 2, arbitrary: fc.constant('reset' as const) },
    { weight: 1, arbitrary: fc.constant('nothing' as const) },
  ),
});

const bytesOf = ({ recorded, changes }: Input) => changedBytes(RECORDED[recorded]!.bytes, changes);

/** Answers whatever is sent with the input's bytes. */
class Upstream {
  input: Input | null = null;
  readonly #server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (this.input === null) return;
      const bytes = bytesOf(this.input);
      const at = this.input.cut % (bytes.length + 1);
      const { end } = this.input;
      socket.write(bytes.subarray(0, at), () => {
        socket.write(bytes.subarray(at));
        if (end === 'end') socket.end();
        if (end === 'reset') socket.resetAndDestroy();
      });
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((done) => void this.#server.close(() => done()));
  }
}

/** An upstream's port: any bytes as an answer, over real connections. */
export const upstreamHttp: Target = {
  name: 'upstream HTTP',
  share: 40,
  few: 400,
  depths: [
    'payment',
    'result',
    'GATEWAY_MISMATCH',
    'GATEWAY_BAD_SIGNATURE',
    'GATEWAY_MALFORMED_RESPONSE',
    'GATEWAY_UNREACHABLE',
    'GATEWAY_TIMEOUT',
  ],
  rare: ['GATEWAY_OVERLOADED'],
  open: async () => {
    const upstream = new Upstream();
    const origin = await upstream.listen();
    const limits = { ...DEFAULT_UPSTREAM_LIMITS, attemptTimeoutMs: 100 };
    const dispatcher = createDispatcher(limits);
    const clock = { ...systemClock, now: () => STAMP.now };
    const means = { connections: { to: () => dispatcher }, clock, sign: rsaSign, newId: () => STAMP.id };
    const lines = new Map(
      DIALECTS.map((dialect) => {
        const account = accountAt(origin, dialect);
        return [dialect, { account, limits, keys: new TrustedKeys(account.alipayPublicKeys, clock) }] as const;
      }),
    );
    const attempt = async (input: Input): Promise<string> => {
      const { dialect, content } = RECORDED[input.recorded]!;
      upstream.input = input;
      const reference = { dialect, account: 'one', identity: 'i', kind: 'paymentId', id: 'PAYMENT-1' } as const;
      const line = lines.get(dialect)!;
      const asked = attemptInquiry(
        line,
        { reference, demand: 0 },
        line.limits.attemptTimeoutMs,
        means,
        new AbortController().signal,
        () => undefined,
      );
      const { result, payment, exchange } = (await asked).answer;
      if (payment === null) return result.dialect === null ? result.code : 'result';
      mustHold(exchange?.signatureVerified === true, 'a payment whose signature was not verified');
      mustHold(content !== null, 'a payment from what is no answer');
      const different = differences(dialect, content, payment, 'minor');
      mustHold(different.length === 0, different.join('; '));
      return 'payment';
    };
    return {
      property: probe({
        inputs,
        attempt,
        shown: (input) => `${bytesOf(input).toString('latin1')}\n${fc.stringify(input)}`,
      }),
      close: async () => {
        await dispatcher.destroy();
        await upstream.close();
      },
    };
  },
};
