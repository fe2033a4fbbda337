import fc from 'fast-check';
import { MalformedAnswerError } from '../../../src/domain/errors.ts';
import type { PreparedInquiry, Reading } from '../../../src/dialects/dialect.ts';
import { preparedPayQuery } from '../../dialects/conversations.ts';
import { CASES } from '../answers.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { hostileJson } from '../generators/hostile-json.ts';
import { differences } from '../naive/payment.ts';
import { mustHold, probe, type Target } from '../target.ts';

interface Input {
  readonly reader: number;
  readonly content: number;
  readonly changes: readonly JsonChange[];
  readonly other: string | undefined;
  readonly http: number;
}

const READERS = [
  ...CASES.map((one) => ({ ...one, unit: 'minor' as const })),
  { ...CASES[0]!, inquiry: preparedPayQuery({ amountUnit: 'major' }), unit: 'major' as const },
];

const inputs: fc.Arbitrary<Input> = fc.record({
  reader: fc.nat(READERS.length - 1),
  content: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60) }),
  changes: jsonChanges,
  other: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: hostileJson }),
  http: fc.oneof(
    { weight: 5, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(400, 404, 429, 500) },
  ),
});

function contentOf({ reader, content, changes, other }: Input): string {
  const { contents } = READERS[reader]!;
  return other ?? changedJson(contents[content % contents.length]!, changes);
}

function attempt(input: Input): string {
  const { inquiry, dialect, unit } = READERS[input.reader]!;
  const content = contentOf(input);
  const reading = read(inquiry, content, input.http);
  if (reading === null) return 'refused';
  const { result, payment } = reading;
  mustHold(result.dialect === dialect, 'a result of nobody');
  mustHold(
    (payment !== null) === (result.status === 'SUCCESS'),
    `${payment === null ? 'no' : 'a'} payment with ${result.status}`,
  );
  if (payment === null) return 'result';
  const different = differences(dialect, content, payment, unit);
  mustHold(different.length === 0, different.join('; '));
  return 'payment';
}

function read(inquiry: PreparedInquiry, content: string, http: number): Reading | null {
  try {
    return inquiry.read(content, http);
  } catch (error) {
    if (!(error instanceof MalformedAnswerError)) throw error;
    mustHold(error.message.length < 300, 'a message as long as what was sent');
    return null;
  }
}

/** From an answer's content to a payment, which says what the content says and nothing else. */
export const wireReaders: Target = {
  name: 'wire readers',
  share: 150,
  few: 1_200,
  depths: ['payment', 'result', 'refused'],
  open: () => ({
    property: probe({ inputs, attempt, shown: (input) => `${READERS[input.reader]!.dialect} ${contentOf(input)}` }),
    close: () => Promise.resolve(),
  }),
};
