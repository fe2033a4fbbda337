import fc from 'fast-check';
import type { RawResponse } from '../../../src/dialects/dialect.ts';
import { CASES, signedAnswer } from '../answers.ts';
import { changedHeaders, headerChanges, type HeaderChange } from '../generators/header-changes.ts';
import { statedInHeaders } from '../naive/evidence.ts';
import { mustHold, probe, type Target } from '../target.ts';

interface Input {
  readonly dialect: number;
  readonly headers: readonly HeaderChange[];
}

const HEADED = CASES.filter(({ dialect }) => dialect !== 'PAY_QUERY').map((one) => ({
  ...one,
  answer: signedAnswer(one, '{"a":"é"}'),
}));

const inputs: fc.Arbitrary<Input> = fc.record({ dialect: fc.nat(HEADED.length - 1), headers: headerChanges });

function answerOf({ dialect, headers }: Input): RawResponse {
  const { answer } = HEADED[dialect]!;
  return { ...answer, headers: changedHeaders(answer.headers, headers) };
}

function attempt(input: Input): string {
  const { inquiry, asked } = HEADED[input.dialect]!;
  const answer = answerOf(input);
  const evidence = inquiry.evidence(answer);
  const stated = statedInHeaders(asked, answer);
  if (evidence.kind === 'signed') {
    mustHold(stated !== null, 'signed although there is no one time, or nonce');
    mustHold(evidence.bytes.toString() === stated.signed, 'other bytes than the document says');
    const found = evidence.signatures.map((one) => one.toString('base64'));
    const expected = stated.signatures.map((one) => Buffer.from(one, 'base64').toString('base64'));
    mustHold(String(found) === String(expected), `${found.length} signatures for ${expected.length}`);
  }
  if (evidence.kind === 'unsigned') mustHold(stated === null, 'unsigned although there is a signature');
  return evidence.kind;
}

/** What signs an answer, in the dialects that say so in headers. */
export const signatureHeaders: Target = {
  name: 'signature headers',
  share: 200,
  few: 4_000,
  depths: ['signed', 'unsigned', 'broken'],
  open: () => ({
    property: probe({ inputs, attempt, shown: (input) => JSON.stringify(answerOf(input).headers) }),
    close: () => Promise.resolve(),
  }),
};
