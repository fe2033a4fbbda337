import fc from 'fast-check';

/** Texts that have fooled readers of JSON, each a value by itself, most of them valid. */
// prettier-ignore
const VALUES = [
  '0', '-0', '1', '239', '2.39', '88.88', '1e2', '1E+2', '2.39e0', '1e999999', '-1e-999999', '9007199254740993',
  '123456789012345678901234567890.123456789', '0.1', '00', '01', '1.', '.5', '+1', '0x10', '1_000', 'NaN', 'Infinity',
  'true', 'false', 'null', 'undefined', '""', '"0"', '"239"', '"2.39"', '"88.88"', '" 239 "', '"-1"', '"+1"', '"1e3"',
  '"1,000"', '"２３９"', '"0x10"', '"00239"', '"2.390"', '"1e400"', '[]', '{}', '[null]', '[[]]', '[{}]', '{"":""}',
  '"[]"', '"{}"', '"[{}]"', '"null"', '"{\\"a\\":1}"', '"{\\"a\\":1,\\"a\\":2}"', '"{"', '"\\u0000"', '"\\ud800"',
  '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\u202e239"', '"\\u200b"', '"\\ufeff"', '"S"', '"s"', '"F"', '"U"', '"ſ"',
  '"SUCCESS"', '"PAY_SUCCESS"', '"TRADE_SUCCESS"', '"PAY_ſUCCESS"', '"TRADE_ſucceſſ"', '"success "', '"USD"', '"uſd"',
  '"JPY"', '"KWD"', '"CNY"', '"XXX"', '"PAYMENT-1"', '"MERCHANT-1"', '"PAYMENT-2"', '{"value":"1","currency":"USD"}',
  '{"value":1e2,"currency":"USD"}', '{"value":"500","value":"1","currency":"JPY"}', '{"__proto__":{"value":"1"}}',
  '{"currency":"USD","value":"1","currency":"KWD"}', '{"constructor":1}', '"2001-07-04T12:08:56+05:30"',
  '"2001-02-30 12:08:56"', '"0000-00-00T00:00:00Z"', '"9999-12-31T23:59:59-23:59"', '"/Date(0)/"', "'a'", '/**/1', 'a',
  '"\t"', '"a', '{"a":1,}', '[1,]', '{a:1}', '1 2', '"a" "b"', '\ufeff1', '\u00a01', '1//',
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string() },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('\ud800', '\udfff', '\u0000', '\u2028', 'ß', 'ı', 'ﬁ') }) },
);

/** A text as JSON, its characters escaped or not. */
const writtenText = fc.tuple(text, fc.nat(7)).map(([value, every]) => {
  const plain = JSON.stringify(value);
  if (every === 0) return plain;
  const units = Array.from({ length: value.length }, (_, at) =>
    at % every === 0
      ? `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`
      : JSON.stringify(value.charAt(at)).slice(1, -1),
  );
  return `"${units.join('')}"`;
});

const digits = fc.tuple(fc.nat(9), fc.nat(2_000)).map(([digit, times]) => `${digit}`.repeat(times + 1));

const number = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.bigInt(), fc.nat(9_999)).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.tuple(fc.integer(), fc.integer()).map(([base, exponent]) => `${base}e${exponent}`),
  digits,
);

const deep = fc
  .tuple(
    fc.constantFrom(['[', ']'] as const, ['{"a":', '}'] as const, ['[{"a":', '}]'] as const, ['[0,', ']'] as const),
    fc.nat(100),
  )
  .map(([[open, close], times]) => `${open.repeat(times)}0${close.repeat(times)}`);

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n ', '\u00a0', '\ufeff', '\u0000');
const NAMES = [
  'a',
  '__proto__',
  'constructor',
  'toString',
  '',
  'value',
  'currency',
  'amount',
  'resultStatus',
  'length',
];

/** Any JSON, by its grammar, with all that readers stumble over. Nearly always valid. */
export const hostileJson: fc.Arbitrary<string> = fc.letrec<{ value: string; member: string }>((tie) => ({
  member: fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...NAMES).map((name) => JSON.stringify(name)),
        writtenText,
      ),
      space,
      tie('value'),
    )
    .map(([name, gap, value]) => `${name}${gap}:${value}`),
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom(...VALUES) },
    { weight: 3, arbitrary: writtenText },
    { weight: 3, arbitrary: number },
    { weight: 1, arbitrary: deep },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.array(tie('value'), { maxLength: 5 }), space)
        .map(([items, gap]) => `[${gap}${items.join(`,${gap}`)}]`),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.array(tie('member'), { maxLength: 5 }), space)
        .map(([members, gap]) => `{${gap}${members.join(`${gap},`)}}`),
    },
    // JSON held in a text, as these APIs like to send it.
    { weight: 1, arbitrary: tie('value').map((held) => JSON.stringify(held)) },
  ),
})).value;
