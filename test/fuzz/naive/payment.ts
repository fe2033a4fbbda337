import type { Money } from '../../../src/domain/money.ts';
import type { Payment } from '../../../src/domain/payment.ts';
import type { Dialect } from '../../../src/domain/dialect.ts';
import { all, named, readTree, scalarText, type Tree } from './json.ts';

/** What a member says when it is read without any wish to understand: its text, or what kept it from being one. */
type Said = { readonly text: string | null } | { readonly fault: string };

/** Decimal places, for the currencies these tests use; of others only the text is compared. */
const PLACES: Readonly<Record<string, number>> = { USD: 2, EUR: 2, CNY: 2, SGD: 2, JPY: 0, KRW: 0, KWD: 3, CLF: 4 };

/** The names of members, by what the gateway makes of them. */
interface Words {
  readonly paymentId: readonly string[];
  readonly merchantReference: readonly string[];
  readonly status: readonly string[];
  readonly amounts: readonly {
    readonly of: (payment: Payment) => Money | null;
    readonly at: readonly string[];
    readonly unit: 'minor' | 'major';
    /** The currency where it is not beside the value. */
    readonly currency?: string;
  }[];
}

const minor = (of: (payment: Payment) => Money | null, ...at: string[]) => ({ of, at, unit: 'minor' as const });
const yuan = (of: (payment: Payment) => Money | null, name: string) => ({
  of,
  at: [name],
  unit: 'major' as const,
  currency: 'CNY',
});

const WORDS: Readonly<Record<Dialect, Words>> = {
  PAY_QUERY: {
    paymentId: ['body', 'payment', 'acquirementId'],
    merchantReference: ['body', 'payment', 'merchantTransId'],
    status: ['body', 'payment', 'payStatus'],
    amounts: [minor(({ amount }) => amount, 'body', 'payment', 'orderAmount')],
  },
  INQUIRY_PAYMENT: {
    paymentId: ['paymentId'],
    merchantReference: ['paymentRequestId'],
    status: ['paymentStatus'],
    amounts: [
      minor(({ amount }) => amount, 'paymentAmount'),
      minor(({ customsDeclarationAmount }) => customsDeclarationAmount, 'customsDeclarationAmount'),
      minor(({ settlement }) => settlement?.grossAmount ?? null, 'grossSettlementAmount'),
    ],
  },
  TRADE_QUERY: {
    paymentId: ['trade_no'],
    merchantReference: ['out_trade_no'],
    status: ['trade_status'],
    amounts: [
      yuan(({ amount }) => amount, 'total_amount'),
      yuan(({ breakdown }) => breakdown?.buyerPaid ?? null, 'buyer_pay_amount'),
      yuan(({ breakdown }) => breakdown?.received ?? null, 'receipt_amount'),
      yuan(({ breakdown }) => breakdown?.invoiceable ?? null, 'invoice_amount'),
      yuan(({ breakdown }) => breakdown?.points ?? null, 'point_amount'),
      yuan(({ breakdown }) => breakdown?.platformDiscount ?? null, 'discount_amount'),
      yuan(({ breakdown }) => breakdown?.merchantDiscount ?? null, 'mdiscount_amount'),
    ],
  },
};

/** What in the payment is not what the text says; empty when all is. The text is one the signature covers. */
export function differences(dialect: Dialect, content: string, payment: Payment, unit: 'minor' | 'major'): string[] {
  const tree = readTree(content);
  const words = WORDS[dialect];
  const texts = [
    compared('paymentId', said(tree, words.paymentId), payment.paymentId),
    compared('merchantReference', said(tree, words.merchantReference), payment.merchantReference),
    compared('statusRaw', said(tree, words.status, 'or nothing'), payment.statusRaw),
  ].flat();
  const amounts = words.amounts.flatMap((word) =>
    amountDifferences(tree, word, word.of(payment), dialect === 'PAY_QUERY' ? unit : word.unit),
  );
  return [...texts, ...amounts, ...statusDifferences(dialect, payment), ...inventions(tree, payment)];
}

/** Amounts, wherever they are in the payment, whose number the text does not hold anywhere. */
function inventions(tree: Tree, payment: Payment): string[] {
  const texts = new Set(textsIn(tree));
  return amountsIn(payment).flatMap(({ raw, minor: count }) => {
    if (raw === null) return ['an amount without the text it was read from'];
    if (!texts.has(raw)) return [`${JSON.stringify(raw)}: an amount that is not in the text`];
    return typeof count === 'bigint' ? [] : ['an amount that is no whole number'];
  });
}

/** Every scalar, and those of the JSON that texts hold. */
function textsIn(tree: Tree): string[] {
  return all(tree).flatMap((part) => {
    const text = scalarText(part);
    if (text == null) return [];
    return part.kind === 'string' ? [text, ...textsHeld(text)] : [text];
  });
}

function textsHeld(text: string): string[] {
  if (!/[[{]/.test(text)) return [];
  try {
    return textsIn(readTree(text));
  } catch {
    return [];
  }
}

function amountsIn(value: unknown): Money[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('minor' in value && 'currency' in value) return [value as Money];
  return Object.values(value).flatMap(amountsIn);
}

function amountDifferences(
  tree: Tree,
  { at, currency }: Words['amounts'][number],
  got: Money | null,
  unit: 'minor' | 'major',
): string[] {
  const where = at.join('.');
  const value = currency === undefined ? said(tree, [...at, 'value']) : said(tree, at);
  const stated = currency === undefined ? said(tree, [...at, 'currency']) : yuanUnlessSaid(tree, where, currency);
  if ('fault' in value) return [`${where}: ${value.fault}, and it became ${shown(got)}`];
  if ('fault' in stated) return [`${where}: currency: ${stated.fault}, and it became ${shown(got)}`];
  if (got === null) return value.text === null || isWithheld(tree, where) ? [] : [`${where}: was lost`];
  const faults: string[] = [];
  if (got.raw !== value.text) faults.push(`${where}: ${JSON.stringify(value.text)} became ${shown(got)}`);
  if (got.currency !== upper(stated.text ?? '')) faults.push(`${where}: its currency became ${got.currency}`);
  const places = PLACES[got.currency];
  if (places !== undefined && got.minor !== counted(value.text ?? '', unit === 'minor' ? 0 : places)) {
    faults.push(`${where}: ${JSON.stringify(value.text)} ${got.currency} was counted as ${got.minor}`);
  }
  return faults;
}

/** A total may be in another currency than yuan, and says so; the other amounts are yuan. */
function yuanUnlessSaid(tree: Tree, where: string, currency: string): Said {
  if (where !== 'total_amount') return { text: currency };
  const stated = said(tree, ['trans_currency']);
  return 'text' in stated && stated.text === null ? { text: currency } : stated;
}

/** Amounts whose currency no document tells are withheld, and only those. */
function isWithheld(tree: Tree, where: string): boolean {
  const stated = said(tree, ['trans_currency']);
  const isForeign = 'text' in stated && stated.text !== null && upper(stated.text) !== 'CNY';
  return where.endsWith('_amount') && where !== 'total_amount' && isForeign;
}

/** How many of the smallest unit, digit by digit. */
function counted(text: string, places: number): bigint {
  const [whole = '', fraction = ''] = text.trim().split('.');
  let count = 0n;
  for (const digit of whole + fraction.padEnd(places, '0').slice(0, places)) count = count * 10n + BigInt(digit);
  return count;
}

function compared(name: string, written: Said, got: string | null): string[] {
  if ('fault' in written) return [`${name}: ${written.fault}, and it became ${JSON.stringify(got)}`];
  return written.text === got ? [] : [`${name}: ${JSON.stringify(written.text)} became ${JSON.stringify(got)}`];
}

/** What stands at the path. Where what is no scalar counts as nothing, that is said by whoever asks. */
function said(tree: Tree, path: readonly string[], otherwise: 'or fault' | 'or nothing' = 'or fault'): Said {
  let here: Tree = tree;
  for (const name of path) {
    const [found, another] = named(here, name);
    if (another !== undefined) return { fault: `${name} is there twice` };
    if (found === undefined) return { text: null };
    here = found;
  }
  const text = scalarText(here);
  if (text === undefined) return otherwise === 'or nothing' ? { text: null } : { fault: `a ${here.kind} for a text` };
  return { text: text === '' ? null : text };
}

const PAID: Readonly<Record<Dialect, readonly string[]>> = {
  PAY_QUERY: ['PAY_SUCCESS', 'SUCCESS', 'TRADE_SUCCESS', 'TRADE_FINISHED'],
  INQUIRY_PAYMENT: ['SUCCESS'],
  TRADE_QUERY: ['TRADE_SUCCESS', 'TRADE_FINISHED'],
};

/** Success only where the upstream's own word is one of success. */
function statusDifferences(dialect: Dialect, { status, statusRaw, wasPaid }: Payment): string[] {
  const isPaid = PAID[dialect].includes(upper(statusRaw ?? ''));
  if (status === 'SUCCEEDED' && !isPaid) return [`status: ${JSON.stringify(statusRaw)} became a success`];
  return status === 'SUCCEEDED' && wasPaid !== true ? ['wasPaid: a success that was not paid'] : [];
}

/** In capitals, where the letters are those of a to z: no other letter is one of them in disguise. */
function upper(text: string): string {
  return text.trim().replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}

function shown(money: Money | null): string {
  return money === null ? 'none' : `${money.minor} ${money.currency}`;
}
