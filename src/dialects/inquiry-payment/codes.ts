import { resultRow, type RecommendedAction, type ResultRow, type ResultStatus } from '../../domain/result.ts';
import type { PaymentStatus } from '../../domain/status.ts';
import type { TransactionType } from '../../domain/transaction.ts';

/** `paymentStatus` and `transactionStatus`. PENDING is in newer editions of the document only (MAPPING §5). */
export const statuses: Readonly<Record<string, PaymentStatus>> = {
  SUCCESS: 'SUCCEEDED',
  FAIL: 'FAILED',
  PROCESSING: 'PENDING',
  PENDING: 'PENDING',
  CANCELLED: 'CANCELLED',
};

/** `transactionType`. INCREMENTAL is in newer editions of the document only. */
export const transactionTypes: Readonly<Record<string, TransactionType>> = {
  PAYMENT: 'PAYMENT',
  REFUND: 'REFUND',
  CANCEL: 'CANCEL',
  AUTHORIZATION: 'AUTHORIZATION',
  CAPTURE: 'CAPTURE',
  VOID: 'VOID',
  INCREMENTAL: 'INCREMENTAL',
};

function row(
  code: string,
  status: ResultStatus,
  action: RecommendedAction,
  message: string,
  more: { advice?: string; anyStatus?: true } = {},
): ResultRow {
  return resultRow('INQUIRY_PAYMENT', status, code, action, { message, ...more });
}

/** A `paymentResultCode`: the inquiry went well and says why the payment did not. */
function outcome(code: string, message: string, advice: string): ResultRow {
  return row(code, 'FAILURE', 'NONE', message, { advice });
}

/**
 * `resultCode`: the document's "Result/Error codes", then codes other documents of the API list or answers were seen
 * to hold; last, values of `paymentResultCode`, of which no document has a full list.
 */
export const results: readonly ResultRow[] = [
  row('SUCCESS', 'SUCCESS', 'NONE', 'Success'),
  row('ORDER_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER', 'The order does not exist.'),
  row('CLIENT_INVALID', 'FAILURE', 'FIX_CONFIGURATION', 'The client is invalid.'),
  row(
    'METHOD_NOT_SUPPORTED',
    'FAILURE',
    'FIX_CONFIGURATION',
    'The server does not implement the requested HTTP method.',
  ),
  row(
    'MEDIA_TYPE_NOT_ACCEPTABLE',
    'FAILURE',
    'FIX_CONFIGURATION',
    'The server does not implement the media type that is acceptable to the client.',
  ),
  row(
    'USER_KYC_NOT_QUALIFIED',
    'FAILURE',
    'COMPLETE_KYC',
    'Payment failed because of the user’s KYC status. The user is either not KYC compliant, or the KYC status is ' +
      'not qualified for this transaction.',
  ),

  row('PROCESS_FAIL', 'FAILURE', 'CONTACT_SUPPORT', 'A general business failure occurred.', {
    advice: 'It failed for good. Read the message: some accounts get this code for an order that does not exist.',
  }),
  row('PARAM_ILLEGAL', 'FAILURE', 'CORRECT_REQUEST', 'Illegal parameters exist.'),
  row('ACCESS_DENIED', 'FAILURE', 'FIX_CONFIGURATION', 'Access is denied.'),
  row('NO_INTERFACE_DEF', 'FAILURE', 'FIX_CONFIGURATION', 'The API is not defined.'),
  row('INVALID_API', 'FAILURE', 'FIX_CONFIGURATION', 'The API is invalid or not active.'),
  row('MERCHANT_NOT_REGISTERED', 'FAILURE', 'FIX_CONFIGURATION', 'The merchant is not registered.'),
  row('INVALID_SIGNATURE', 'FAILURE', 'FIX_CONFIGURATION', 'The signature is not validated.'),
  row('SIGNATURE_INVALID', 'FAILURE', 'FIX_CONFIGURATION', 'The signature is invalid.'),
  row('KEY_NOT_FOUND', 'FAILURE', 'FIX_CONFIGURATION', 'The key is not found.'),
  row('EXPIRED_AGENT_TOKEN', 'FAILURE', 'FIX_CONFIGURATION', 'The agent token has expired.'),
  row('UNKNOWN_EXCEPTION', 'UNKNOWN', 'RETRY', 'The call failed for unknown reasons.'),
  row('PAYMENT_IN_PROCESS', 'UNKNOWN', 'RETRY', 'The payment is being processed.'),
  row('REQUEST_TRAFFIC_EXCEED_LIMIT', 'UNKNOWN', 'RETRY_LATER', 'The request traffic exceeds the limit.', {
    anyStatus: true,
  }),

  outcome(
    'USER_BALANCE_NOT_ENOUGH',
    'The user balance is not enough for this payment.',
    'The payment failed. Let the payer top up or choose another way to pay, and make a new payment.',
  ),
  outcome(
    'USER_AMOUNT_EXCEED_LIMIT',
    'The payment amount exceeds the user payment limit.',
    'The payment failed. Let the payer raise the limit, pay less or choose another way to pay.',
  ),
  outcome(
    'USER_PAYMENT_VERIFICATION_FAILED',
    'The user’s payment verification failed.',
    'The payment failed. Let the payer try again with a new payment.',
  ),
  outcome(
    'ORDER_IS_CLOSED',
    'The order is closed.',
    'The payment was not made in time or was called off. Make a new payment.',
  ),
  outcome(
    'ORDER_IS_CANCELLED',
    'The order is cancelled.',
    'The payment was called off. Make a new payment if one is still wanted.',
  ),
  row('RISK_REJECT', 'FAILURE', 'CONTACT_SUPPORT', 'The payment was rejected by risk control.', {
    advice: 'The payment failed for risk control. Let the payer pay another way; ask Alipay when it keeps happening.',
  }),
];
