import fc from 'fast-check';

/** One change of a row of bytes. */
export interface ByteChange {
  readonly operation: 'flip' | 'put' | 'insert' | 'remove' | 'repeat' | 'move' | 'cut';
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

// prettier-ignore
const TOKENS = [
  '"', '\\', '{', '}', '[', ']', ':', ',', '\r\n', '\n', '\r', '\0', ' ', '\t', '\ufeff', '\u00a0', '\\u0000', '"response":',
  '"signature":', '"signature":null', 'null', '{}', '[]', '0', '-1', '1e9', '%00', '%', '=', '==', 'A', ';', '&', '?',
  '\x80', '\xff', '\xc0\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80', '/*', '#', '"""', '${', '__proto__', 'chunked',
];

const bytes = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TOKENS).map((token) => Buffer.from(token, 'latin1')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
);

const change: fc.Arbitrary<ByteChange> = fc.record({
  operation: fc.constantFrom('flip', 'put', 'insert', 'remove', 'repeat', 'move', 'cut'),
  at: fc.nat(100_000),
  length: fc.oneof({ weight: 4, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(2_000) }),
  bytes,
});

/** Some changes of bytes, anywhere in them. */
export const byteChanges: fc.Arbitrary<readonly ByteChange[]> = fc.array(change, { minLength: 1, maxLength: 4 });

/** The bytes with the changes made, one after another. */
export function changedBytes(bytes: Buffer, changes: readonly ByteChange[]): Buffer {
  return changes.reduce(changed, bytes);
}

function changed(sample: Buffer, { operation, at, length, bytes: put }: ByteChange): Buffer {
  const from = sample.length === 0 ? 0 : at % sample.length;
  const to = Math.min(sample.length, from + length);
  const [before, part, after] = [sample.subarray(0, from), sample.subarray(from, to), sample.subarray(to)];
  switch (operation) {
    case 'flip': {
      const flipped = Buffer.from(sample);
      if (flipped.length > 0) flipped[from]! ^= 1 << (length % 8);
      return flipped;
    }
    case 'put':
      return Buffer.concat([before, put, sample.subarray(Math.min(sample.length, from + put.length))]);
    case 'insert':
      return Buffer.concat([before, put, sample.subarray(from)]);
    case 'remove':
      return Buffer.concat([before, after]);
    case 'repeat':
      return Buffer.concat([before, part, part, after]);
    case 'move':
      return Buffer.concat([part, before, after]);
    case 'cut':
      return before;
  }
}
