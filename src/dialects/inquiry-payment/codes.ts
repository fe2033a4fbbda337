import { resultRow, type RecommendedAction, type ResultRow, type ResultStatus } from '../../domain/result.ts';
import type { PaymentStatus } from '../../domain/status.ts';
import type { TransactionType } from '../../domain/transaction.ts';
import { outcomes } from './outcomes.ts';

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
  more: { advice?: string; anyStatus?: true; ofPayment?: true } = {},
): ResultRow {
  return resultRow('INQUIRY_PAYMENT', status, code, action, { message, ...more });
}

/**
 * `resultCode`: the document's "Result/Error codes", then codes other documents of the API list or answers were seen
 * to hold.
 */
export const inquiryResults: readonly ResultRow[] = [
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
  row('PAYMENT_IN_PROCESS', 'UNKNOWN', 'RETRY', 'The payment is being processed.', {
    ofPayment: true,
    advice: 'The payment is being processed; ask again in a few seconds.',
  }),
  row('REQUEST_TRAFFIC_EXCEED_LIMIT', 'UNKNOWN', 'RETRY_LATER', 'The request traffic exceeds the limit.', {
    anyStatus: true,
  }),
];

const inquiryCodes = new Set(inquiryResults.map(({ code }) => code));

/** Every code once: one that is both a result of inquiries and an outcome of payments with what it says of an inquiry. */
export const results: readonly ResultRow[] = [
  ...inquiryResults,
  ...outcomes.filter(({ code }) => !inquiryCodes.has(code)),
];
