import { isFinal } from '../domain/status.ts';
import { isNotFound, type Answer } from '../domain/inquiry.ts';

/** How long an answer stands for, in milliseconds, by what it says. */
export interface TimeToLive {
  /** Paid: refunds may still follow, and no dialect notifies of all of them. */
  readonly succeededMs: number;
  /** Failed, cancelled or closed. */
  readonly endedMs: number;
  /** Started and not ended. */
  readonly pendingMs: number;
  /** No such payment, which is normal until the payer opens the cashier. */
  readonly notFoundMs: number;
  /** How long after it was given an answer may still be shown while a newer one cannot be had. */
  readonly staleMs: number;
}

/** What the configuration may leave out. */
export const DEFAULT_TIME_TO_LIVE: TimeToLive = {
  succeededMs: 60_000,
  endedMs: 3_600_000,
  pendingMs: 3_000,
  notFoundMs: 2_000,
  staleMs: 86_400_000,
};

/** How long the answer may be given again; 0 for failures and unknowns, which are never kept. */
export function timeToLive(answer: Answer, terms: TimeToLive): number {
  const { payment, exchange } = answer;
  if (exchange?.signatureVerified !== true) return 0;
  if (payment === null) return isNotFound(answer) ? terms.notFoundMs : 0;
  if (payment.status === 'PENDING') return terms.pendingMs;
  if (!isFinal(payment.status)) return 0;
  return payment.status === 'SUCCEEDED' ? terms.succeededMs : terms.endedMs;
}
