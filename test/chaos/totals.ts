import type { Item } from './observation.ts';

/** One line of a bulk's sums, as the graph shows it. */
export interface TotalLine {
  readonly status: string;
  readonly count: number;
  readonly amount: { readonly currency: string; readonly minor: string };
}

// Where payments without an amount are counted.
const NO_CURRENCY = 'XXX';

/** What is wrong with the sums of these items; null when nothing is. */
export function totalsFault(items: readonly Item[], totals: readonly TotalLine[]): string | null {
  const expected = summed(items);
  const told = totals.map(({ status, count, amount }) => lineOf(amount.currency, status, count, BigInt(amount.minor)));
  const [one, other] = [expected.sort().join('; '), told.sort().join('; ')];
  return one === other ? null : `the sums should be ${one}, and are ${other}`;
}

function summed(items: readonly Item[]): string[] {
  const seen = new Set<string>();
  const lines = new Map<string, { currency: string; status: string; count: number; sum: bigint }>();
  for (const { payment } of items) {
    if (payment === null || seen.has(`${payment.dialect} ${payment.paymentId}`)) continue;
    seen.add(`${payment.dialect} ${payment.paymentId}`);
    const [currency, status] = [payment.amount?.currency ?? NO_CURRENCY, payment.status ?? ''];
    const line = lines.get(`${currency} ${status}`) ?? { currency, status, count: 0, sum: 0n };
    line.count += 1;
    line.sum += BigInt(payment.amount?.minor ?? '0');
    lines.set(`${currency} ${status}`, line);
  }
  return Array.from(lines.values(), ({ currency, status, count, sum }) => lineOf(currency, status, count, sum));
}

function lineOf(currency: string, status: string, count: number, sum: bigint): string {
  return `${count} ${status} ${currency} ${sum}`;
}
