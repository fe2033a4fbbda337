import type { Dialect } from '../domain/dialect.ts';
import { foreignWord } from '../domain/foreign-word.ts';
import { isNotFound, type Answer } from '../domain/inquiry.ts';

/**
 * What an answer may say, as far as it matters to how long it stands. FINISHED is paid and beyond refunds; NOT_FOUND is
 * no such payment.
 */
export const STATES = ['PENDING', 'SUCCEEDED', 'FINISHED', 'FAILED', 'CANCELLED', 'CLOSED', 'NOT_FOUND'] as const;
export type State = (typeof STATES)[number];

/** How long an answer stands for, in milliseconds, by what it says. */
export interface TimeToLive {
  /** Paid: refunds may still follow, and no dialect notifies of all of them. */
  readonly succeededMs: number;
  /** Failed, cancelled, closed, or paid and beyond refunds. */
  readonly endedMs: number;
  /** Started and not ended. */
  readonly pendingMs: number;
  /** No such payment, which is normal until the payer opens the cashier. */
  readonly notFoundMs: number;
  /** For a state of a dialect; goes before the others. */
  readonly timeToLive?:
    Readonly<Partial<Record<Dialect, Readonly<Partial<Record<State, number | undefined>>> | undefined>>> | undefined;
  /** How long after it was given an answer may still be shown while a newer one cannot be had. */
  readonly staleMs: number;
  /** How long past its time to live a payment is still given at once, as stale, while it is asked for again; 0 for never. */
  readonly staleWhileRevalidateMs: number;
}

/** What the configuration may leave out. */
export const DEFAULT_TIME_TO_LIVE: TimeToLive = {
  succeededMs: 60_000,
  endedMs: 3_600_000,
  pendingMs: 3_000,
  notFoundMs: 2_000,
  staleMs: 86_400_000,
  staleWhileRevalidateMs: 0,
};

/** How long the answer may be given again; 0 for failures and unknowns, which are never kept. */
export function timeToLive(answer: Answer, terms: TimeToLive): number {
  const state = answer.exchange?.signatureVerified === true ? stateOf(answer) : null;
  if (state === null) return 0;
  return terms.timeToLive?.[answer.reference.dialect]?.[state] ?? terms[USUAL[state]];
}

const USUAL = {
  PENDING: 'pendingMs',
  SUCCEEDED: 'succeededMs',
  FINISHED: 'endedMs',
  FAILED: 'endedMs',
  CANCELLED: 'endedMs',
  CLOSED: 'endedMs',
  NOT_FOUND: 'notFoundMs',
} as const satisfies Record<State, keyof TimeToLive>;

function stateOf(answer: Answer): State | null {
  const { payment } = answer;
  if (payment === null) return isNotFound(answer) ? 'NOT_FOUND' : null;
  if (payment.status === 'UNKNOWN') return null;
  // The one word of the three dialects that rules refunds out: "交易结束，不可退款" (alipay.trade.query).
  if (payment.status === 'SUCCEEDED' && foreignWord(payment.statusRaw) === 'TRADE_FINISHED') return 'FINISHED';
  return payment.status;
}
