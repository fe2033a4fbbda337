import type { Demand } from '../../src/domain/demand.ts';
import type { Dialect } from '../../src/domain/dialect.ts';
import type { PaymentStatus } from '../../src/domain/status.ts';
import { ALL, FUND, SETTLE, VOUCHER } from '../lookup/fake-upstream.ts';
import type { Random } from '../lookup/oracle/random.ts';

// What a merchant's systems ask in a day, and what is true of the payments they ask about. Times are milliseconds from
// midnight.

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** Which part of the day is replayed, and how much of it. */
export interface Volume {
  readonly from: number;
  readonly until: number;
  readonly payments: number;
  /** Wallboards that show the latest payments. */
  readonly screens: number;
}

/** A day: two thousand payments, the most of them in the afternoon and the evening. */
export const DAY: Volume = { from: 0, until: 24 * HOUR, payments: 2_000, screens: 6 };

/** A payment, from the checkout to its refund. */
export interface Paid {
  readonly dialect: Dialect;
  readonly account: string;
  readonly paymentId: string;
  readonly merchantReference: string;
  readonly startsAt: number;
  /** When upstream knows of it: not before the payer has opened the cashier. */
  readonly knownAt: number;
  readonly endsAt: number;
  readonly end: PaymentStatus;
  /** Infinity for one that is never refunded. */
  readonly refundedAt: number;
}

/** What is true of a payment at some moment; null while there is none. */
export interface Facts {
  readonly status: PaymentStatus;
  readonly refunds: number;
}

export function factsAt(payment: Paid, moment: number): Facts | null {
  if (moment < payment.knownAt) return null;
  if (moment < payment.endsAt) return { status: 'PENDING', refunds: 0 };
  if (moment < payment.refundedAt) return { status: payment.end, refunds: 0 };
  // A trade that is refunded in full is closed; elsewhere the refund is a transaction beside the payment.
  return { status: payment.dialect === 'TRADE_QUERY' ? 'CLOSED' : payment.end, refunds: 1 };
}

export type Source = 'mobile backends' | 'web frontends' | 'BI reports' | 'wallboards';

/** One operation of some client. */
export interface Asking {
  readonly source: Source;
  readonly at: number;
  readonly kind: 'paymentId' | 'merchantReference';
  readonly payments: readonly Paid[];
  readonly demand: Demand;
  /** Followed until it ends, instead of asked once. */
  readonly isLive: boolean;
}

/** The payments of the day, in the order of their starts. */
export function paymentsOf(random: Random, { from, until, payments }: Volume): Paid[] {
  return Array.from({ length: payments }, (_, index) => {
    let startsAt = -1;
    while (startsAt < from || startsAt >= until) {
      startsAt = (random.once(5) ? random.int(0, 23) : random.int(9, 21)) * HOUR + random.between(0, HOUR);
    }
    return paymentOf(random, String(index), startsAt);
  }).sort((one, other) => one.startsAt - other.startsAt);
}

function paymentOf(random: Random, id: string, startsAt: number): Paid {
  const [dialect, account] = random.pick([
    ['TRADE_QUERY', 'cn'],
    ['TRADE_QUERY', 'cn'],
    ['INQUIRY_PAYMENT', 'ams'],
    ['INQUIRY_PAYMENT', 'ams'],
    ['PAY_QUERY', 'global'],
  ] as const);
  const knownAt = startsAt + (random.once(3) ? random.between(0.5, 5) * SECOND : 0);
  // Most pay within seconds; some go and look for their card, or never come back.
  const endsAt = knownAt + (random.once(8) ? random.between(0.5, 15) * MINUTE : random.between(2, 15) * SECOND);
  const failures = {
    TRADE_QUERY: ['CLOSED'],
    INQUIRY_PAYMENT: ['FAILED', 'CANCELLED'],
    PAY_QUERY: ['SUCCEEDED'],
  } as const;
  const end: PaymentStatus = random.once(8) ? random.pick<PaymentStatus>(failures[dialect]) : 'SUCCEEDED';
  const isRefunded = end === 'SUCCEEDED' && random.once(12);
  return {
    dialect,
    account,
    paymentId: `2025${id.padStart(12, '0')}`,
    merchantReference: `order-${id}`,
    startsAt,
    knownAt,
    endsAt,
    end,
    refundedAt: isRefunded ? endsAt + random.between(1, 600) * MINUTE : Infinity,
  };
}

/** Everything that is asked in that part of the day. */
export function askings(random: Random, payments: readonly Paid[], volume: Volume): Asking[] {
  return [
    ...payments.flatMap((payment) => [...polls(random, payment), ...pages(random, payment)]),
    ...reports(random, payments, volume),
    ...wallboards(random, payments, volume),
  ].filter(({ at, payments: some }) => at < volume.until && some.length > 0);
}

/** As Antom advises, each system that waits for a payment asks 10 to 20 times, 3 seconds apart: app, shop, warehouse. */
function polls(random: Random, payment: Paid): Asking[] {
  const clients = random.int(2, 3);
  return Array.from({ length: clients }, () => {
    const first = payment.startsAt + random.between(0.5, 3) * SECOND;
    return random.times(10, 20, (index): Asking => {
      const at = first + index * (3 * SECOND + random.between(-100, 100));
      return {
        source: 'mobile backends',
        at,
        kind: 'merchantReference',
        payments: [payment],
        demand: 0,
        isLive: false,
      };
    });
  }).flat();
}

/** The payer's order page follows the payment; it is opened again later, and by support, with all details. */
function pages(random: Random, payment: Paid): Asking[] {
  const base = { source: 'web frontends', payments: [payment], isLive: false } as const;
  const follows = random.once(2)
    ? [{ ...base, at: payment.startsAt + 2 * SECOND, kind: 'merchantReference', demand: 0, isLive: true } as const]
    : [];
  const loads = random.times(1, 4, () => {
    const at =
      payment.startsAt + random.pick([10 * SECOND, 30 * SECOND, 5 * MINUTE, 3 * HOUR]) + random.between(0, 20) * SECOND;
    return { ...base, at, kind: 'merchantReference', demand: FUND | VOUCHER } as const;
  });
  return [...follows, ...loads];
}

const PAGE = 200;

/**
 * At every full hour three teams read the payments of the last six hours, each with its own selection, page by page;
 * each has a few reports, and each of those reads its list for the preview, the totals and the export.
 */
function reports(random: Random, payments: readonly Paid[], { from, until }: Volume): Asking[] {
  const teams = [ALL, FUND | SETTLE, 0];
  const made: Asking[] = [];
  for (let hour = Math.ceil(from / HOUR) * HOUR; hour < until; hour += HOUR) {
    const listed = payments.filter(({ startsAt }) => startsAt < hour && startsAt >= hour - 6 * HOUR);
    for (let report = 0; report < 9; report += 1) {
      const demand = teams[report % teams.length]!;
      const begins = hour + random.between(0, 15) * SECOND;
      for (const reading of [0, 12 * SECOND, 25 * SECOND]) {
        for (let page = 0; page * PAGE < listed.length; page += 1) {
          const some = listed.slice(page * PAGE, (page + 1) * PAGE);
          const at = begins + reading + page * SECOND;
          made.push({ source: 'BI reports', at, kind: 'paymentId', payments: some, demand, isLive: false });
        }
      }
    }
  }
  return made;
}

/** From eight to eight, each screen shows the 30 latest payments and asks for them anew every 5 seconds. */
function wallboards(random: Random, payments: readonly Paid[], { from, until, screens }: Volume): Asking[] {
  const made: Asking[] = [];
  for (let screen = 0; screen < screens; screen += 1) {
    const offset = random.between(0, 5) * SECOND;
    let latest = 0;
    for (let at = Math.max(from, 8 * HOUR) + offset; at < Math.min(until, 20 * HOUR); at += 5 * SECOND) {
      while (latest < payments.length && payments[latest]!.startsAt < at) latest += 1;
      const shown = payments.slice(Math.max(0, latest - 30), latest);
      const demand = screen % 3 === 0 ? VOUCHER : 0;
      made.push({ source: 'wallboards', at, kind: 'merchantReference', payments: shown, demand, isLive: false });
    }
  }
  return made;
}
