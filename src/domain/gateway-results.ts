import { resultRow, type ResultInfo, type ResultRow } from './result.ts';

/** The gateway's own results: what it says when it has no answer of Alipay's to pass on. */
export const GATEWAY_RESULTS = {
  GATEWAY_INVALID_REF: resultRow(null, 'FAILURE', 'GATEWAY_INVALID_REF', 'CORRECT_REQUEST'),
  GATEWAY_NOT_CONFIGURED: resultRow(null, 'FAILURE', 'GATEWAY_NOT_CONFIGURED', 'FIX_CONFIGURATION', {
    advice: 'No account fits the reference. Check its `account` and `dialect`, or have the account configured.',
  }),
  GATEWAY_BAD_SIGNATURE: resultRow(null, 'UNKNOWN', 'GATEWAY_BAD_SIGNATURE', 'FIX_CONFIGURATION', {
    advice:
      'The answer could not be trusted. Check that the account holds Alipay’s public key, not the merchant’s, and ' +
      'that the clock is right.',
  }),
  GATEWAY_MISMATCH: resultRow(null, 'UNKNOWN', 'GATEWAY_MISMATCH', 'CONTACT_SUPPORT', {
    advice: 'Alipay answered another question than the one asked. Quote the request id to support.',
  }),
  GATEWAY_MALFORMED_RESPONSE: resultRow(null, 'UNKNOWN', 'GATEWAY_MALFORMED_RESPONSE', 'CONTACT_SUPPORT', {
    advice: 'The answer could not be read, so nothing is said of the payment. Quote the request id to support.',
  }),
  GATEWAY_TIMEOUT: resultRow(null, 'UNKNOWN', 'GATEWAY_TIMEOUT', 'RETRY', {
    advice: 'No answer came in time. Send the same inquiry again.',
  }),
  GATEWAY_UNREACHABLE: resultRow(null, 'UNKNOWN', 'GATEWAY_UNREACHABLE', 'RETRY', {
    advice: 'Alipay could not be reached or did not process the request. Send the same inquiry again.',
  }),
  GATEWAY_OVERLOADED: resultRow(null, 'FAILURE', 'GATEWAY_OVERLOADED', 'RETRY_LATER', {
    advice: 'Too many inquiries for this account. Wait before sending it again.',
  }),
  GATEWAY_CIRCUIT_OPEN: resultRow(null, 'UNKNOWN', 'GATEWAY_CIRCUIT_OPEN', 'RETRY_LATER', {
    advice: 'Alipay keeps failing for this account, so calls are held back. Wait before sending it again.',
  }),
  GATEWAY_INTERNAL: resultRow(null, 'UNKNOWN', 'GATEWAY_INTERNAL', 'CONTACT_SUPPORT', {
    advice: 'The gateway itself failed. Tell whoever runs it, and quote the request id.',
  }),
} as const satisfies Readonly<Record<string, ResultRow>>;

/** Names one of the gateway's own results. */
export type GatewayResultCode = keyof typeof GATEWAY_RESULTS;

/** One of the gateway's own results, with what exactly happened. */
export function gatewayResult(code: GatewayResultCode, message: string): ResultInfo {
  return { ...GATEWAY_RESULTS[code], message };
}
