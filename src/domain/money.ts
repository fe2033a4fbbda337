import { decimalPlaces } from './currency.ts';
import { MalformedAnswerError } from './errors.ts';
import { foreignWord } from './foreign-word.ts';

/** An exact amount: `minor` counts the currency's smallest unit; `raw` is the number as received, null for sums. */
export interface Money {
  readonly currency: string;
  readonly minor: bigint;
  readonly raw: string | null;
}

/** What was received is no amount; the message says what was expected and what was got. */
export class NotAnAmountError extends MalformedAnswerError {
  override readonly name = 'NotAnAmountError';
}

// Forty digits hold any amount a payment system can mean and keep hostile numbers cheap.
const WHOLE = /^\d{1,40}$/;
const DECIMAL = /^\d{1,40}(?:\.\d{1,10})?$/;

/** Reads a count of the smallest unit, as PAY_QUERY and INQUIRY_PAYMENT send it. */
export function moneyFromMinor(raw: string, currency: string): Money {
  const code = knownCurrency(currency, raw);
  const text = raw.trim();
  if (!WHOLE.test(text)) throw new NotAnAmountError(`expected a whole number of the smallest unit, got ${shown(raw)}`);
  return { currency: code, minor: BigInt(text), raw };
}

/**
 * Reads an amount in the main unit, as TRADE_QUERY sends it. More places than the currency has are refused, unless
 * they are zeros and no more than `writtenPlaces`, which a document says to write for every currency.
 */
export function moneyFromMajor(raw: string, currency: string, writtenPlaces = 0): Money {
  const code = knownCurrency(currency, raw);
  const places = decimalPlaces(code) ?? 0;
  const text = raw.trim();
  if (!DECIMAL.test(text)) throw new NotAnAmountError(`expected a decimal number without a sign, got ${shown(raw)}`);
  const point = text.indexOf('.');
  const whole = point === -1 ? text : text.slice(0, point);
  const fraction = point === -1 ? '' : text.slice(point + 1);
  // As nearly all are written.
  if (fraction.length === places) return { currency: code, minor: BigInt(whole + fraction), raw };
  if (fraction.length > Math.max(places, writtenPlaces) || /[1-9]/.test(fraction.slice(places))) {
    throw new NotAnAmountError(`expected at most ${places} decimals for ${code}, got ${shown(raw)}`);
  }
  return { currency: code, minor: BigInt(whole + fraction.slice(0, places).padEnd(places, '0')), raw };
}

/** The amount in the main unit with all the currency's places: "88.88", "500" for JPY. */
export function decimalText(money: Money): string {
  const places = decimalPlaces(money.currency) ?? 0;
  const sign = money.minor < 0n ? '-' : '';
  const digits = (money.minor < 0n ? -money.minor : money.minor).toString().padStart(places + 1, '0');
  if (places === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The sum of amounts in one currency, zero of it for none. An amount in another currency is a programming error. */
export function sumMoney(currency: string, amounts: Iterable<Money>): Money {
  let minor = 0n;
  for (const amount of amounts) {
    if (amount.currency !== currency) throw new TypeError(`cannot add ${amount.currency} to ${currency}`);
    minor += amount.minor;
  }
  return { currency, minor, raw: null };
}

function knownCurrency(currency: string, raw: string): string {
  const code = foreignWord(currency);
  if (decimalPlaces(code) === undefined) {
    throw new NotAnAmountError(`expected an ISO 4217 currency for ${shown(raw)}, got ${shown(currency)}`);
  }
  return code;
}

const NUMBER_LIKE = /^[-+]?[\d.,]{1,20}(?:[eE][-+]?\d{1,3})?$/;
const CODE_LIKE = /^[A-Za-z]{3}$/;

/** What was got, for a message that ends in a log: quoted when it can be no more than a number or a currency. */
function shown(raw: string): string {
  const text = raw.trim();
  if (text === '') return 'nothing';
  if (NUMBER_LIKE.test(text) || CODE_LIKE.test(text)) return JSON.stringify(text);
  return `text of ${Array.from(raw).length} characters`;
}
