import { mixed, mixedPayments } from './mixed.ts';
import { SELECTION, shown, tradeNo } from './payments.ts';

/** One request of a work, and the `data` that answers it rightly, as JSON. */
export interface Asking {
  readonly body: string;
  readonly data: string;
}

/** What contenders are measured with. */
export interface Work {
  readonly name: WorkName;
  readonly meaning: string;
  /** How long the upstream lets an answer wait. */
  readonly delayMs: number;
  /** Whether answers may come from memory. */
  readonly remembers: boolean;
  /** Whether some payments have not ended, so that what is known of them stands for three seconds. */
  readonly hasPending?: boolean;
  /** Requests before those that count, and those that count. */
  readonly warm: number;
  readonly measured: number;
  /** Requests under way at once, each on its own connection. */
  readonly connections: number;
  readonly asking: (n: number) => Asking;
  /** What so many requests ask for. */
  readonly payments: (requests: number) => Payments;
}

/** The first so many of those that are all alike, and of those of "mixed". */
export interface Payments {
  readonly alike: number;
  readonly mixed: number;
}

export const WORK_NAMES = ['hot', 'cold', 'same', 'page', 'aliases', 'mixed'] as const;
export type WorkName = (typeof WORK_NAMES)[number];

const OF_A_PAGE = 40;
const SINGLE = `query Order($ref: PaymentRef!) { payment(ref: $ref) ${SELECTION} }`;
const PAGE = `query Page($refs: [PaymentRef!]!) { payments(refs: $refs) { items ${SELECTION} } }`;

export const WORKS: readonly Work[] = [
  {
    name: 'hot',
    meaning: '100 payments, all answers from memory',
    delayMs: 0,
    remembers: true,
    // V8 compiles what runs often until then, on the same core; mercurius' as ours.
    warm: 40_000,
    measured: 20_000,
    connections: 64,
    asking: memoised((n) => single(n % 100), 100),
    payments: () => alike(100),
  },
  {
    name: 'cold',
    meaning: 'every payment asked for once, one call each',
    delayMs: 0,
    remembers: true,
    warm: 24_000,
    measured: 4_000,
    connections: 64,
    asking: single,
    payments: alike,
  },
  {
    name: 'same',
    meaning: 'one payment for all 64 connections at once, nothing remembered, 20 ms upstream',
    delayMs: 20,
    remembers: false,
    warm: 10_000,
    measured: 8_000,
    connections: 64,
    asking: memoised(() => single(7), 1),
    payments: () => alike(8),
  },
  {
    name: 'page',
    meaning: '100 references over 40 new payments, as one list',
    delayMs: 0,
    remembers: true,
    warm: 150,
    measured: 80,
    connections: 8,
    asking: (page) => ({
      body: JSON.stringify({ query: PAGE, variables: { refs: hundred(page).map(ref) } }),
      data: JSON.stringify({ payments: { items: hundred(page).map(shown) } }),
    }),
    payments: (pages) => alike(pages * OF_A_PAGE),
  },
  {
    name: 'aliases',
    meaning: '100 references over 40 new payments, as aliases',
    delayMs: 0,
    remembers: true,
    warm: 150,
    measured: 80,
    connections: 8,
    asking: (page) => {
      const variables = Object.fromEntries(hundred(page).map((n, at) => [`r${at}`, ref(n)]));
      return {
        body: JSON.stringify({ query: ALIASES, variables }),
        data: JSON.stringify(Object.fromEntries(hundred(page).map((n, at) => [`a${at}`, shown(n)]))),
      };
    },
    payments: (pages) => alike(pages * OF_A_PAGE),
  },
  {
    name: 'mixed',
    meaning: 'three dialects, five documents, three of ten payments pending, each asked for about ten times',
    delayMs: 0,
    remembers: true,
    hasPending: true,
    // Of which one in seven makes a call, so that what calls take is compiled as well.
    warm: 32_000,
    measured: 8_000,
    connections: 64,
    asking: mixed,
    payments: (requests) => ({ alike: 0, mixed: mixedPayments(requests) }),
  },
];

const ALIASES = `query Aliases(${numbers(100)
  .map((at) => `$r${at}: PaymentRef!`)
  .join(' ')}) { ${numbers(100)
  .map((at) => `a${at}: payment(ref: $r${at}) { ...P }`)
  .join(' ')} } fragment P on PaymentLookup ${SELECTION}`;

function single(n: number): Asking {
  return {
    body: JSON.stringify({ query: SINGLE, variables: { ref: ref(n) } }),
    data: JSON.stringify({ payment: shown(n) }),
  };
}

function ref(n: number): object {
  return { dialect: 'TRADE_QUERY', paymentId: tradeNo(n) };
}

function alike(count: number): Payments {
  return { alike: count, mixed: 0 };
}

/** The payments of a page: 40 no other page has, 20 of them three times and 20 twice. */
function hundred(page: number): number[] {
  return numbers(100).map((at) => page * OF_A_PAGE + (at % OF_A_PAGE));
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function memoised(make: (n: number) => Asking, count: number): (n: number) => Asking {
  const made = numbers(count).map(make);
  return (n) => made[n % count] ?? make(n);
}
