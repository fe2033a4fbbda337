import type { JsonObject } from '../json.ts';
import type { Ids, KnownPayment } from '../ledger.ts';

/** The facts one payment of INQUIRY_PAYMENT differs from another by. */
export interface InquiryPaymentFacts {
  readonly status: string;
  /** paymentResultCode and paymentResultMessage. */
  readonly outcome?: readonly [code: string, message: string];
  readonly amount?: Amount;
  readonly createdAt?: string;
  readonly paidAt?: string;
  /** Further members, in the upstream's words. */
  readonly more?: JsonObject;
}

/** Money as INQUIRY_PAYMENT writes it. */
export interface Amount {
  readonly currency: string;
  /** In the smallest unit. */
  readonly value: string;
}

/** A payment in the words of INQUIRY_PAYMENT. */
export function inquiryPayment(ids: Ids, facts: InquiryPaymentFacts): KnownPayment {
  const { status, outcome, amount, createdAt, paidAt, more = {} } = facts;
  return {
    ...ids,
    facts: {
      paymentStatus: status,
      ...(outcome === undefined ? {} : { paymentResultCode: outcome[0], paymentResultMessage: outcome[1] }),
      paymentRequestId: ids.merchantReference,
      paymentId: ids.paymentId,
      ...(amount === undefined ? {} : { paymentAmount: money(amount) }),
      ...(createdAt === undefined ? {} : { paymentCreateTime: createdAt }),
      ...(paidAt === undefined ? {} : { paymentTime: paidAt }),
      ...more,
    },
  };
}

/** One of a payment's `transactions`. */
export function transaction(
  id: string,
  transactionType: string,
  transactionStatus: string,
  amount: Amount,
  transactionTime: string,
): JsonObject {
  return {
    transactionResult: transactionResult(transactionStatus),
    transactionId: `TX${id}`,
    transactionType,
    transactionStatus,
    transactionAmount: money(amount),
    transactionRequestId: id,
    transactionTime,
  };
}

/** The amount as a member of an answer. */
export function money({ currency, value }: Amount): JsonObject {
  return { value, currency };
}

function transactionResult(status: string): JsonObject {
  switch (status) {
    case 'SUCCESS':
      return { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' };
    case 'FAIL':
    case 'CANCELLED':
      return { resultCode: 'PROCESS_FAIL', resultStatus: 'F', resultMessage: 'A general business failure occurred.' };
    default:
      return { resultCode: 'PAYMENT_IN_PROCESS', resultStatus: 'U', resultMessage: 'In process.' };
  }
}
