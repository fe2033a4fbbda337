import fc from 'fast-check';
import type { RawResponse } from '../../../src/dialects/dialect.ts';
import { judge } from '../../../src/upstream/judgement.ts';
import { CASES, signedAnswer, type Case } from '../answers.ts';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { headerChanges, changedHeaders, type HeaderChange } from '../generators/header-changes.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { verdict } from '../naive/evidence.ts';
import { differences } from '../naive/payment.ts';
import { mustHold, probe, type Target } from '../target.ts';

/** An answer that is signed over what its content was changed to, and then changed again. */
interface Input {
  readonly dialect: number;
  readonly content: number;
  /** Before it is signed. */
  readonly json: readonly JsonChange[];
  readonly time: string | undefined;
  /** After it is signed. */
  readonly bytes: readonly ByteChange[];
  readonly headers: readonly HeaderChange[];
  readonly status: number;
}

const none = fc.constant([]);

const inputs: fc.Arbitrary<Input> = fc.record({
  dialect: fc.nat(CASES.length - 1),
  content: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60) }),
  json: jsonChanges,
  time: fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('1700000000123', '1700000600123', '1700000600124', '0', '2023-11-15T06:13:20+08:00'),
    },
  ),
  bytes: fc.oneof({ weight: 2, arbitrary: none }, { weight: 1, arbitrary: byteChanges }),
  headers: fc.oneof({ weight: 3, arbitrary: none }, { weight: 1, arbitrary: headerChanges }),
  status: fc.oneof(
    { weight: 20, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(202, 204, 400, 404, 429, 500) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
  ),
});

function answerOf({ dialect, content, json, time, bytes, headers, status }: Input): [Case, RawResponse] {
  const one = CASES[dialect]!;
  const signed = signedAnswer(one, changedJson(one.contents[content % one.contents.length]!, json), time);
  const body = bytes.length === 0 ? signed.body : changedBytes(signed.body, bytes);
  return [one, { status, headers: changedHeaders(signed.headers, headers), body }];
}

function attempt(input: Input): string {
  const [one, response] = answerOf(input);
  const { result, payment } = judge(one.inquiry, response, one.standard);
  if (payment === null) return result.dialect === null ? result.code : 'result';
  mustHold(result.status === 'SUCCESS', `a payment beside ${result.status}`);
  const judged = verdict(one.asked, response);
  mustHold('content' in judged, `a payment although: ${'objection' in judged ? judged.objection : ''}`);
  const different = differences(one.dialect, judged.content, payment, 'minor');
  mustHold(different.length === 0, different.join('; '));
  mustHold(payment.paymentId === null || payment.paymentId === one.asked.paymentId, 'a payment nobody asked for');
  return 'payment';
}

function shown(input: Input): string {
  const [{ dialect }, { status, headers, body }] = answerOf(input);
  return `${dialect} HTTP ${status} ${JSON.stringify(headers)}\n${body.toString('latin1')}\n${fc.stringify(input)}`;
}

/** From bytes and headers to a payment or none: nothing may become a payment that the signature does not cover. */
export const judgement: Target = {
  name: 'judgement',
  share: 200,
  few: 1_000,
  depths: [
    'payment',
    'result',
    'GATEWAY_MISMATCH',
    'GATEWAY_MALFORMED_RESPONSE',
    'GATEWAY_BAD_SIGNATURE',
    'GATEWAY_UNREACHABLE',
  ],
  rare: ['GATEWAY_OVERLOADED'],
  open: () => ({ property: probe({ inputs, attempt, shown }), close: () => Promise.resolve() }),
};
