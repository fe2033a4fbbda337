import type { Answer } from '../domain/inquiry.ts';
import type { Dialect } from '../domain/dialect.ts';

/** What whoever runs the gateway may want to know. No event holds an identifier of a payment or personal data. */
export type UpstreamEvent =
  | {
      readonly kind: 'attempt';
      readonly account: string;
      readonly dialect: Dialect;
      readonly code: string;
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
  | { readonly kind: 'fault'; readonly account: string; readonly error: unknown };

/** What one attempt's answer has to report. */
export function eventsOf({ reference, result, payment, exchange }: Answer): UpstreamEvent[] {
  const { dialect, account } = reference;
  const events: UpstreamEvent[] = [
    {
      kind: 'attempt',
      account,
      dialect,
      code: wordFrom(result.code),
      requestId: exchange?.requestId == null ? null : wordFrom(exchange.requestId),
      httpStatus: exchange?.httpStatus ?? null,
      signatureVerified: exchange?.signatureVerified ?? null,
      reason: result.code.startsWith('GATEWAY_') ? result.message : null,
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
