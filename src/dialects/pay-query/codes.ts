import { resultRow, type RecommendedAction, type ResultRow, type ResultStatus } from '../../domain/result.ts';
import type { PaymentStatus } from '../../domain/status.ts';

/**
 * `payStatus`. The document shows PAY_SUCCESS alone and calls the list of values nothing; the rest are words of the
 * same family of APIs (MAPPING §5). Every other word is UNKNOWN.
 */
export const statuses: Readonly<Record<string, PaymentStatus>> = {
  PAY_SUCCESS: 'SUCCEEDED',
  TRADE_SUCCESS: 'SUCCEEDED',
  TRADE_FINISHED: 'SUCCEEDED',
  SUCCESS: 'SUCCEEDED',
  WAIT_BUYER_PAY: 'PENDING',
  PAYING: 'PENDING',
  INIT: 'PENDING',
  MERCHANT_ACCEPT: 'PENDING',
  TRADE_CLOSED: 'CLOSED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};

function row(
  codeId: string,
  code: string,
  status: ResultStatus,
  action: RecommendedAction,
  message: string,
  more: { advice?: string; anyStatus?: true; ofPayment?: true } = {},
): ResultRow {
  return resultRow('PAY_QUERY', status, code, action, { codeId, message, ...more });
}

const IN_PROCESS = { advice: 'The payment is being processed; ask again in a few seconds.', ofPayment: true } as const;

/** `resultCode`: the document's "Result codes", then those other APIs of the family document. */
export const results: readonly ResultRow[] = [
  row('00000000', 'SUCCESS', 'SUCCESS', 'NONE', 'Success'),
  row('12005004', 'ORDER_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER', 'The order does not exist.'),
  row('00000019', 'PROCESS_FAIL', 'FAILURE', 'CONTACT_SUPPORT', 'General business failure. No retry.'),
  row('00000901', 'UNKNOWN_EXCEPTION', 'UNKNOWN', 'RETRY', 'API failed due to unknown reasons.'),
  row(
    '00000004',
    'PARAM_ILLEGAL',
    'FAILURE',
    'CORRECT_REQUEST',
    'Illegal parameters. For example, non-numeric input, invalid date.',
  ),
  row('00000007', 'INVALID_SIGNATURE', 'FAILURE', 'FIX_CONFIGURATION', 'The signature is invalid.'),
  row('00000008', 'KEY_NO_FOUND', 'FAILURE', 'FIX_CONFIGURATION', 'The key is not found.'),
  row('00000013', 'NO_INTERFACE_DEF', 'FAILURE', 'FIX_CONFIGURATION', 'API is not defined.'),
  row('00000014', 'API_IS_INVALID', 'FAILURE', 'FIX_CONFIGURATION', 'API is invalid or not active.'),
  row('00000016', 'OAUTH_FAILED', 'FAILURE', 'FIX_CONFIGURATION', 'oAuth authentication failed.'),
  row('00000021', 'ACCESS_DENIED', 'FAILURE', 'FIX_CONFIGURATION', 'Access denied'),
  row(
    '12014152',
    'CLIENT_FORBIDDEN_ACCESS_API',
    'FAILURE',
    'FIX_CONFIGURATION',
    'The client is not authorized to use this API.',
  ),
  row('12014155', 'UNKNOWN_CLIENT', 'FAILURE', 'FIX_CONFIGURATION', 'Unknown client'),
  row('12014156', 'INVALID_CLIENT_STATUS', 'FAILURE', 'FIX_CONFIGURATION', 'Invalid client status'),
  row('00000024', 'REQUEST_TRAFFIC_EXCEED_LIMIT', 'FAILURE', 'RETRY_LATER', 'Request traffic exceeds the limit.', {
    anyStatus: true,
  }),

  row('00000900', 'SYSTEM_ERROR', 'UNKNOWN', 'RETRY', 'System error.'),
  row('00000002', 'PARAM_MISSING', 'FAILURE', 'CORRECT_REQUEST', 'A parameter is missing.'),
  row('00000015', 'MSG_PARSE_ERROR', 'FAILURE', 'FIX_CONFIGURATION', 'The message cannot be parsed.'),
  row('00000017', 'FUNCTION_NOT_MATCH', 'FAILURE', 'FIX_CONFIGURATION', 'The function does not match.'),
  row('00000020', 'TARGET_NOT_FOUND', 'FAILURE', 'CONTACT_SUPPORT', 'The target is not found.'),
  row('12005012', 'USER_PAYING', 'UNKNOWN', 'RETRY', 'The user is paying.', IN_PROCESS),
  row('12005215', 'PAYMENT_IN_PROCESS', 'UNKNOWN', 'RETRY', 'The payment is in process.', IN_PROCESS),
  row('12005002', 'ORDER_NOT_EXISTS', 'FAILURE', 'CHECK_IDENTIFIER', 'The order does not exist.'),
];
