import type { Availability } from '../domain/availability.ts';
import type { Answer } from '../domain/inquiry.ts';
import type { Dialect } from '../domain/dialect.ts';
import type { RecommendedAction, ResultStatus } from '../domain/result.ts';
import type { Slowdown } from './pace.ts';

/** What whoever runs the gateway may want to know. No event holds an identifier of a payment or personal data. */
export type UpstreamEvent =
  | {
      readonly kind: 'attempt';
      readonly account: string;
      readonly dialect: Dialect;
      readonly status: ResultStatus;
      readonly code: string;
      readonly action: RecommendedAction;
      /** From signing to judging. */
      readonly ms: number;
      readonly requestId: string | null;
      readonly httpStatus: number | null;
      readonly signatureVerified: boolean | null;
      /** The gateway's own words on what went wrong; never upstream's, which may quote anything. */
      readonly reason: string | null;
    }
  | {
      readonly kind: 'unknown-word';
      readonly dialect: Dialect;
      readonly field: 'payment status' | 'transaction status';
      readonly word: string;
    }
  /** An attempt was sent, and everyone who waited for it left before it was answered. */
  | { readonly kind: 'abandoned'; readonly account: string; readonly dialect: Dialect }
  /** A further attempt was wanted, and the retry budget allowed it or had nothing left. */
  | { readonly kind: 'retry'; readonly account: string; readonly isAllowed: boolean }
  /** The wait for a slot ended: with one, or because everyone had left. */
  | { readonly kind: 'waited'; readonly account: string; readonly ms: number }
  /** Refused before anything was sent: too many wait for a slot, or the breaker holds calls back. */
  | { readonly kind: 'unsent'; readonly account: string; readonly reason: 'overloaded' | 'held-back' }
  /** What the breaker now thinks of the upstream. */
  | { readonly kind: 'breaker'; readonly account: string; readonly availability: Availability }
  /** The upstream says that it is asked too often: what the account is slowed down to. */
  | ({ readonly kind: 'slowed-down'; readonly account: string } & Slowdown)
  | { readonly kind: 'fault'; readonly account: string; readonly error: unknown };

/** What one attempt's answer, which took so long, has to report. */
export function eventsOf({ reference, result, payment, exchange }: Answer, ms: number): UpstreamEvent[] {
  const { dialect, account } = reference;
  const events: UpstreamEvent[] = [
    {
      kind: 'attempt',
      account,
      dialect,
      status: result.status,
      code: wordFrom(result.code),
      action: result.action,
      ms,
      requestId: exchange?.requestId == null ? null : wordFrom(exchange.requestId),
      httpStatus: exchange?.httpStatus ?? null,
      signatureVerified: exchange?.signatureVerified ?? null,
      reason: result.dialect === null ? result.message : null,
    },
  ];
  if (payment?.status === 'UNKNOWN' && payment.statusRaw !== null) {
    events.push({ kind: 'unknown-word', dialect, field: 'payment status', word: wordFrom(payment.statusRaw) });
  }
  for (const { status, statusRaw } of payment?.transactions ?? []) {
    if (status === 'UNKNOWN' && statusRaw !== null) {
      events.push({ kind: 'unknown-word', dialect, field: 'transaction status', word: wordFrom(statusRaw) });
    }
  }
  return events;
}

/** Upstream's word if it looks like one; what does not may be anything, a name or a card number included. */
function wordFrom(text: string): string {
  return /^[\w.,-]{1,64}$/.test(text) ? text : `(${text.length} characters)`;
}
