import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { referenceKey } from '../../../src/domain/reference.ts';
import { ENTRY_VERSION, isAbout, pack, unpack } from '../../../src/lookup/shared/answer-codec.ts';
import { answerSchema } from '../../../src/lookup/shared/answer-schema.ts';
import { DICTIONARY } from '../../../src/lookup/shared/dictionary.ts';
import { exchange, fullPayment, success as succeeded } from '../../graphql/sample-payment.ts';
import { payment, success } from '../answers.ts';
import { anyAnswer } from './arbitrary-answer.ts';

const reference = {
  dialect: 'TRADE_QUERY',
  account: 'mainland',
  identity: 'i',
  kind: 'paymentId',
  id: '2026 0001',
} as const;
const full = { reference, result: succeeded, payment: fullPayment, exchange, retries: 2 };

describe('a packed answer', () => {
  it('comes back exactly, whatever it is', () => {
    fc.assert(
      fc.property(anyAnswer, fc.maxSafeInteger(), (answer, expiresAt) => {
        expect(unpack(pack({ answer, expiresAt })!)).toStrictEqual({ answer, expiresAt });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every field of the fullest payment', () => {
    expect(unpack(pack({ answer: full, expiresAt: 1 })!)).toStrictEqual({ answer: full, expiresAt: 1 });
  });

  it('is a small part of what its JSON takes', () => {
    const long = JSON.stringify(full, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    const short = pack({ answer: full, expiresAt: 1_767_000_000_000 })!;
    expect(short.length).toBeLessThan(long.length / 3);
  });

  it('is not shared when it is very long', () => {
    const long = { ...full, exchange: { ...exchange, body: 'x'.repeat(300_000) } };
    expect(pack({ answer: long, expiresAt: 1 })).toBeNull();
  });
});

describe('bytes that are none', () => {
  const good = pack({ answer: full, expiresAt: 1 })!;

  it('are nothing, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(unpack(bytes)).toBeNull();
      }),
    );
  });

  it('are nothing when an entry was cut off or changed anywhere', () => {
    for (let at = 0; at < good.length; at += 1) {
      expect(unpack(good.subarray(0, at))).toBeNull();
      const changed = Buffer.from(good);
      changed[at]! ^= 0xff;
      expect(unpack(changed)).toBeNull();
    }
  });

  it.each([
    ['no JSON', 'words'],
    ['another shape', '{"answer":{"reference":{}},"expiresAt":1}'],
    ['a float for an amount', JSON.stringify({ answer: { ...full, payment: { ...payment({}), amount: 1.5 } } })],
    ['an unknown status', JSON.stringify({ answer: { ...success({ reference, options: 0, at: 1 }), retries: -1 } })],
  ])('are nothing when they are %s', (_what, text) => {
    expect(unpack(deflateSync(text, { dictionary: DICTIONARY }))).toBeNull();
  });

  it('are nothing when they would take all memory to unpack', () => {
    expect(unpack(deflateSync(Buffer.alloc(50_000_000), { dictionary: DICTIONARY }))).toBeNull();
  });
});

describe('an answer', () => {
  const key = (kind: 'paymentId' | 'merchantReference', id: string, account = 'mainland', identity = 'i') =>
    referenceKey({ account, identity, kind, id });

  it('is about the reference asked and both names of the payment, and nothing else', () => {
    expect(isAbout(key('paymentId', '2026 0001'), full)).toBe(true);
    expect(isAbout(key('merchantReference', 'order-1'), full)).toBe(true);
    expect(isAbout(key('paymentId', 'order-1'), full)).toBe(false);
    expect(isAbout(key('merchantReference', 'order-1', 'intl'), full)).toBe(false);
    expect(isAbout(key('merchantReference', 'order-1', 'mainland', 'another'), full)).toBe(false);
    expect(isAbout(key('merchantReference', 'order-2'), full)).toBe(false);
    expect(isAbout(key('merchantReference', ''), { ...full, payment: payment({ merchantReference: null }) })).toBe(
      false,
    );
  });
});

describe('the version', () => {
  it('has to be raised with what is written: then change this line, too', () => {
    // What was written without a field would otherwise be read as if the field were null.
    const shape = JSON.stringify(z.toJSONSchema(answerSchema, { io: 'input', unrepresentable: 'any' }));
    const print = createHash('sha256').update(shape).update(DICTIONARY).digest('hex').slice(0, 12);
    expect([ENTRY_VERSION, print]).toEqual(['2', '49332b068f72']);
  });
});
