import type { Random } from './random.ts';

/** One name of a payment under an account; both names of a payment have the same number. */
export interface Name {
  readonly account: string;
  readonly kind: 'paymentId' | 'merchantReference';
  readonly payment: number;
}

/** What one operation wants of one name. */
export interface Want {
  readonly name: Name;
  readonly options: readonly string[];
}

/** An operation and when it comes, in milliseconds from the start. */
export interface Arrival {
  readonly at: number;
  readonly wants: readonly Want[];
  /** Not older than this; null for what the time to live allows. */
  readonly maxAgeMs: number | null;
}

/** What upstream says of a payment. */
export type Truth = 'PENDING' | 'SUCCEEDED' | 'MISSING' | 'FAILING';

/** Operations that come one after another, and the upstream that meets them. */
export interface Schedule {
  readonly arrivals: readonly Arrival[];
  readonly slots: number;
  readonly truths: readonly Truth[];
  /** How long the nth call for a name takes. */
  readonly latency: (name: Name, nth: number) => number;
}

const OPTION_NAMES = ['TRADE_SETTLE_INFO', 'FUND_BILL_LIST', 'VOUCHER_DETAIL_LIST'];

/** Up to 64 operations, from a burst within one call's time to a trickle over several lives of an answer. */
export function schedule(random: Random): Schedule {
  const payments = random.int(1, 6);
  const spanMs = random.pick([5, 60, 300, 1_500, 8_000, 90_000]);
  const slowest = random.pick([30, 90, 250, 900]);
  const latencies = Array.from({ length: 64 }, () => random.between(slowest / 5, slowest));
  // A crowd asks by one name; a few know the other.
  const bySecondName = random.pick([4, 50]);
  const name = (): Name => ({
    account: random.once(4) ? 'two' : 'one',
    kind: random.once(bySecondName) ? 'merchantReference' : 'paymentId',
    payment: random.int(0, payments - 1),
  });
  const arrivals = random.times(2, 64, () => ({
    at: random.between(0, spanMs),
    wants: distinct(random.times(1, 4, () => ({ name: name(), options: OPTION_NAMES.filter(() => random.once(3)) }))),
    maxAgeMs: random.once(12) ? random.pick([0, 0, 40, 1_000]) : null,
  }));
  return {
    arrivals: arrivals.sort((one, other) => one.at - other.at),
    slots: random.pick([1, 2, 4, 64]),
    truths: Array.from({ length: payments }, () =>
      random.pick(['PENDING', 'PENDING', 'SUCCEEDED', 'SUCCEEDED', 'MISSING', 'FAILING'] as const),
    ),
    latency: ({ account, kind, payment }, nth) =>
      latencies[(payment * 7 + nth * 13 + (kind === 'paymentId' ? 0 : 29) + (account === 'one' ? 0 : 41)) % 64]!,
  };
}

/** Each name once: within an operation they are one call, which is judged elsewhere. */
function distinct(wants: readonly Want[]): Want[] {
  const text = ({ name }: Want) => JSON.stringify(name);
  return wants.filter((want, index) => wants.findIndex((other) => text(other) === text(want)) === index);
}
