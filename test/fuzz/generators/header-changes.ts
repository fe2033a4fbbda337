import fc from 'fast-check';

type Headers = Readonly<Record<string, readonly string[]>>;

/** One change of an answer's headers. */
export interface HeaderChange {
  readonly operation: 'drop' | 'double' | 'add' | 'join' | 'respell' | 'replace' | 'empty';
  readonly at: number;
  readonly value: string;
}

const VALUES = [
  '',
  ' ',
  'null',
  'AAAA',
  'A===',
  '=',
  'algorithm=RSA256,keyVersion=1,signature=AAAA',
  'signature=',
  'signature',
  'signature=%41%41%41%41',
  'SIGNATURE=AAAA',
  'signature=AAAA,signature=BBBB',
  'keyVersion=1',
  ',,,',
  ';',
  '"AAAA"',
  '1700000000123',
  '1700000000123 ',
  '-1',
  '1e12',
  '99999999999999',
  '2023-11-15T06:13:20.123+08:00',
  '2023-11-15',
  'nonce',
  'nonce\u00e9',
  '%',
  '%zz',
  '\u0080',
  'A'.repeat(2_000),
];

/** What stands in such headers, and what does not. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,40}$/) },
  {
    weight: 1,
    arbitrary: fc.stringMatching(/^(?:(?:signature|keyVersion|algorithm)\s?=\s?[A-Za-z0-9+/%=]{0,12},? ?){0,4}$/),
  },
);

/** Some changes of headers. */
export const headerChanges: fc.Arbitrary<readonly HeaderChange[]> = fc.array(
  fc.record({
    operation: fc.constantFrom('drop', 'double', 'add', 'join', 'respell', 'replace', 'empty'),
    at: fc.nat(100),
    value,
  }),
  { minLength: 1, maxLength: 3 },
);

/** The headers with the changes made, one after another. */
export function changedHeaders(headers: Headers, changes: readonly HeaderChange[]): Headers {
  return changes.reduce(changed, headers);
}

function changed(headers: Headers, { operation, at, value: put }: HeaderChange): Headers {
  const names = Object.keys(headers);
  const name = names[at % Math.max(1, names.length)];
  if (name === undefined) return headers;
  const values = headers[name] ?? [];
  const first = values[0] ?? '';
  switch (operation) {
    case 'drop':
      return { ...headers, [name]: [] };
    case 'double':
      return { ...headers, [name]: [...values, ...values] };
    case 'add':
      return { ...headers, [name]: at % 2 === 0 ? [...values, put] : [put, ...values] };
    case 'join':
      return { ...headers, [name]: [`${first},${put}`] };
    case 'respell':
      return { ...headers, [name]: [` ${first.replaceAll('%2B', '+').replaceAll('%2F', '/')}\t`] };
    case 'replace':
      return { ...headers, [name]: [put] };
    case 'empty':
      return { ...headers, [name]: [''] };
  }
}
