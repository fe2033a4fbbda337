import fc from 'fast-check';
import { plainDecimal } from '../../../src/domain/decimal.ts';
import {
  decimalText,
  moneyFromMajor,
  moneyFromMinor,
  NotAnAmountError,
  type Money,
} from '../../../src/domain/money.ts';
import { parseDateTime, parseEpochOrDateTime } from '../../../src/domain/time.ts';
import { presentParameters } from '../../../src/graphql/parameters.ts';
import { mustHold, probe, type Target } from '../target.ts';

const PLACES = { USD: 2, CNY: 2, JPY: 0, KWD: 3, CLF: 4 } as const;
type Currency = keyof typeof PLACES;

const number = fc.oneof(
  fc.stringMatching(/^ ?[-+]?[0-9]{0,45}(?:[.,][0-9]{0,12})?(?:[eE][-+]?[0-9]{1,4})? ?$/),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  fc.tuple(fc.nat(), fc.nat({ max: 9_999 })).map(([whole, fraction]) => `${whole}.${fraction}`),
);
const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
const written = fc
  .tuple(
    fc.integer({ min: 0, max: 9_999 }),
    two(13),
    two(32),
    two(25),
    two(61),
    two(61),
    fc.constantFrom('T', ' ', 't', ''),
    fc.constantFrom('', '.1', ',123456789', '.000', '.'),
    fc.constantFrom('', 'Z', 'z', '+08:00', '-0330', '+14', '-23:59', '+24:00', '+08:60', ' +08:00'),
  )
  .map(
    ([year, month, day, hour, minute, second, gap, fraction, zone]) =>
      `${String(year).padStart(4, '0')}-${month}-${day}${gap}${hour}:${minute}:${second}${fraction}${zone}`,
  );
const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('０', '１２', '٣', '1_0', '0x1', 'Infinity', '1e2'),
);
const parameters = fc.oneof(
  fc
    .array(fc.tuple(fc.string(), fc.string()), { maxLength: 6 })
    .map((pairs) => pairs.map(([a, b]) => `${a}=${b}`).join('&')),
  fc.json(),
);

interface Input {
  readonly text: string;
  readonly currency: Currency;
}

const inputs: fc.Arbitrary<Input> = fc.record({
  text: fc.oneof(
    { weight: 3, arbitrary: number },
    { weight: 3, arbitrary: written },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: parameters },
  ),
  currency: fc.constantFrom('USD', 'CNY', 'JPY', 'KWD', 'CLF'),
});

function attempt({ text, currency }: Input): string {
  const shown = JSON.stringify(presentParameters(text));
  mustHold(shown.length <= 8 * text.length + 16, 'shown at greater length');
  const time = tryTime(text);
  const minor = amount(() => moneyFromMinor(text, currency));
  if (minor !== null)
    mustHold(/^\d+$/.test(text.trim()) && minor.minor === digits(text.trim()), 'a count that is none');
  const major = amount(() => moneyFromMajor(text, currency));
  if (major !== null) {
    const [whole = '', fraction = ''] = text.trim().split('.');
    mustHold(/^\d+(?:\.\d+)?$/.test(text.trim()) && fraction.length <= PLACES[currency], 'an amount that is none');
    mustHold(major.minor === digits(whole + fraction.padEnd(PLACES[currency], '0')), 'another amount');
    mustHold(
      amount(() => moneyFromMajor(decimalText(major), currency))?.minor === major.minor,
      'not itself when written',
    );
  }
  tryDecimal(text);
  if (minor !== null || major !== null) return 'amount';
  return time ? 'time' : 'neither';
}

function amount(read: () => Money): Money | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAnAmountError) return null;
    throw error;
  }
}

function digits(text: string): bigint {
  return Array.from(text).reduce((count, digit) => count * 10n + BigInt(digit.charCodeAt(0) - 48), 0n);
}

/** Whether it is a time; if so it is the one that JavaScript's own reader finds. */
function tryTime(text: string): boolean {
  const epoch = parseEpochOrDateTime(text);
  mustHold(epoch === null || Number.isSafeInteger(epoch.epochMs), 'a time that cannot be counted');
  const read = parseDateTime(text);
  if (read === null) return false;
  const expected = Date.parse(read.text.replace(/(\.\d{3})\d+/, '$1'));
  mustHold(read.epochMs === expected, `${read.text} is ${expected}, not ${read.epochMs}`);
  const same = (one: string) => one.replaceAll(/\D/g, '');
  mustHold(same(text.trim()).startsWith(same(read.text.slice(0, 19))), 'another time than was written');
  return true;
}

/** A decimal without an exponent is the number it was with one. */
function tryDecimal(text: string): void {
  const plain = plainDecimal(text);
  if (plain === null) return;
  mustHold(/^-?\d+(?:\.\d+)?$/.test(plain), 'a decimal that is none');
  const [mantissa = '', exponent = '0'] = text.trim().toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const [plainWhole = '', plainFraction = ''] = plain.split('.');
  const scale = 200;
  const scaled = (integer: string, part: string, shift: number) =>
    BigInt(integer + part) * 10n ** BigInt(scale + shift - part.length);
  mustHold(scaled(whole, fraction, Number(exponent)) === scaled(plainWhole, plainFraction, 0), 'another number');
}

/** Amounts, decimals, times and parameters: what single texts are read as. */
export const scalars: Target = {
  name: 'scalars',
  share: 150,
  few: 4_000,
  depths: ['amount', 'time', 'neither'],
  open: () => ({
    property: probe({ inputs, attempt, shown: (input) => JSON.stringify(input) }),
    close: () => Promise.resolve(),
  }),
};
