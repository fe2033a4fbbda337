import { foreignWord } from './foreign-word.ts';

/** Where a payment or a transaction stands. */
export const PAYMENT_STATUSES = ['PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'CLOSED', 'UNKNOWN'] as const;

/** Names one standing. Words no dialect documents are UNKNOWN: success and failure only when upstream said so. */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Whether the status is an end of the payment; UNKNOWN is none. */
export function isFinal(status: PaymentStatus): boolean {
  return status !== 'PENDING' && status !== 'UNKNOWN';
}

/** Our status for a foreign word, compared without case or surrounding space; UNKNOWN for words not in the table. */
export function statusFrom(
  table: Readonly<Record<string, PaymentStatus>>,
  word: string | null | undefined,
): PaymentStatus {
  const key = foreignWord(word);
  return Object.hasOwn(table, key) ? (table[key] ?? 'UNKNOWN') : 'UNKNOWN';
}
