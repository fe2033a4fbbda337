import { sumMoney, type Money } from './money.ts';
import type { ResultInfo } from './result.ts';
import type { PaymentStatus } from './status.ts';
import type { DateTime } from './time.ts';

/** The kinds of step taken on a payment after it was made. */
export const TRANSACTION_TYPES = [
  'PAYMENT',
  'REFUND',
  'CANCEL',
  'AUTHORIZATION',
  'CAPTURE',
  'VOID',
  'INCREMENTAL',
  'UNKNOWN',
] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

/** One step. Null means 'not reported', also where the provider's document says it must be there. */
export interface Transaction {
  readonly type: TransactionType;
  readonly transactionId: string | null;
  readonly requestId: string | null;
  readonly status: PaymentStatus;
  readonly statusRaw: string | null;
  readonly amount: Money | null;
  readonly occurredAt: DateTime | null;
  readonly result: ResultInfo | null;
}

/**
 * The refunds that succeeded, summed. Null when it cannot be told: no transactions reported, a refund without an
 * amount, refunds in several currencies, or none at all for a payment without a currency.
 */
export function refundedAmount(transactions: readonly Transaction[] | null, paid: Money | null): Money | null {
  if (transactions === null) return null;
  const refunds = transactions.filter(({ type, status }) => type === 'REFUND' && status === 'SUCCEEDED');
  const amounts = refunds.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const currency = amounts[0]?.currency ?? paid?.currency;
  if (currency === undefined || amounts.length !== refunds.length) return null;
  return amounts.every((amount) => amount.currency === currency) ? sumMoney(currency, amounts) : null;
}
