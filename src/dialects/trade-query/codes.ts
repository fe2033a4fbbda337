import { foreignWord } from '../../domain/foreign-word.ts';
import { resultRow, type RecommendedAction, type ResultRow, type ResultStatus } from '../../domain/result.ts';
import type { PaymentStatus } from '../../domain/status.ts';

/** `trade_status`. The page prints them in lower case, as it does all its text; answers hold capitals. */
export const statuses: Readonly<Record<string, PaymentStatus>> = {
  WAIT_BUYER_PAY: 'PENDING',
  TRADE_SUCCESS: 'SUCCEEDED',
  TRADE_FINISHED: 'SUCCEEDED',
  TRADE_CLOSED: 'CLOSED',
};

function row(code: string, status: ResultStatus, action: RecommendedAction, message: string): ResultRow {
  return resultRow('TRADE_QUERY', status, code, action, { message });
}

/** What a successful answer stands for, as it carries no code at all. */
export const SUCCESS = row('SUCCESS', 'SUCCESS', 'NONE', 'The trade was found.');

function configuration(code: string, message: string): ResultRow {
  return row(code, 'FAILURE', 'FIX_CONFIGURATION', message);
}

function throttled(code: string, message: string): ResultRow {
  return row(code, 'FAILURE', 'RETRY_LATER', message);
}

/** `code`: the page's business errors, then the gateway's own, which "Common error codes" of OpenAPI v3 list. */
export const results: readonly ResultRow[] = [
  SUCCESS,
  row('ACQ.INVALID_PARAMETER', 'FAILURE', 'CORRECT_REQUEST', '参数无效'),
  row('ACQ.SYSTEM_ERROR', 'UNKNOWN', 'RETRY', '系统错误'),
  row('ACQ.TRADE_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER', '查询的交易不存在'),

  row('ACQ.ENTERPRISE_PAY_BIZ_ERROR', 'FAILURE', 'CONTACT_SUPPORT', 'The enterprise payment could not be looked up.'),
  configuration('INVALID-APP-ID', 'The app id is invalid.'),
  configuration('INVALID-APP-STATE', 'The app is not active.'),
  configuration('INVALID-SIGNATURE', 'The signature is invalid.'),
  configuration('MISSING-SIGNATURE', 'The signature is missing.'),
  configuration('MISSING-SIGNATURE-CONFIG', 'The app has no key configured.'),
  configuration('MISSING-TIMESTAMP', 'The timestamp is missing.'),
  configuration('INVALID-TIMESTAMP', 'The timestamp is not within ten minutes of Alipay’s clock.'),
  configuration('ILLEGAL-TIMESTAMP', 'The timestamp is no time.'),
  configuration('APP-CERT-EXPIRED', 'The app certificate has expired.'),
  configuration('MISSING-APP-CERT-SN', 'The serial number of the app certificate is missing.'),
  configuration('APP-KEY-SECURITY-RISK, APP-CERT-EXPIRED', 'The app key is at risk or its certificate has expired.'),
  configuration('ILLEGAL-JSON', 'The request body is no JSON.'),
  configuration('DECRYPTION-ERROR', 'The request could not be decrypted.'),
  configuration('INVALID-AUTH-TOKEN', 'The authorization token is invalid.'),
  configuration('INVALID-APP-AUTH-TOKEN', 'The app authorization token is invalid.'),
  configuration('APP-AUTH-TOKEN-TIME-OUT', 'The app authorization token has expired.'),
  configuration('INSUFFICIENT-ISV-PERMISSIONS', 'The merchant has not given the right to call this.'),
  configuration('SELF-INVOKE-FORBIDDEN', 'The app may not call this for itself.'),
  throttled('APP-CALL-LIMITED', 'The app calls too often.'),
  throttled('METHOD-CALL-LIMITED', 'The method is called too often.'),
  // The spelling is Alipay's.
  row('UNKNOW-ERROR', 'UNKNOWN', 'RETRY', 'The service is temporarily unavailable.'),
];

const bySuffix = new Map(results.map((row) => [suffixOf(row.code), row.code]));

/**
 * The code as documented for the spellings it arrives in: `acq.`, `AQC.` or no prefix at all, and the older gateway's
 * `isv.` and `aop.`. A code nobody listed is kept, in capitals.
 */
export function documentedCode(written: string): string {
  const code = foreignWord(written).replace(/^AQC\./, 'ACQ.');
  return bySuffix.get(suffixOf(code)) ?? code;
}

function suffixOf(code: string): string {
  return code.replace(/^(?:ACQ|ISV|AOP)\./, '');
}

/** What the HTTP status says of an error whose code nobody listed. */
export function byHttpStatus(code: string, httpStatus: number): ResultRow {
  if (httpStatus === 429) return throttled(code, '');
  if (httpStatus === 401 || httpStatus === 403 || httpStatus === 404) return configuration(code, '');
  if (httpStatus >= 500) return row(code, 'UNKNOWN', 'RETRY', '');
  return row(code, 'FAILURE', 'CONTACT_SUPPORT', '');
}
