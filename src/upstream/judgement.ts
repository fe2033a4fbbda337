import type { KeyObject } from 'node:crypto';
import type { Evidence, PreparedInquiry, RawResponse, Reading } from '../dialects/dialect.ts';
import { rsaVerify } from '../crypto/signature.ts';
import { MalformedAnswerError } from '../domain/errors.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { Payment } from '../domain/payment.ts';
import type { Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { DateTime } from '../domain/time.ts';
import type { Account } from './account.ts';

/** What may be believed of one answer. `payment` is there only when its signature held and it answers the question. */
export interface Judgement {
  readonly result: ResultInfo;
  readonly payment: Payment | null;
  readonly signatureVerified: boolean;
  readonly respondedAt: DateTime | null;
  readonly version: string | null;
  readonly reserve: string | null;
  /** What was read, whole; null when nothing was. */
  readonly content: string | null;
}

/** What an answer is held against. */
export interface Standard {
  readonly account: Account;
  /** Alipay's, each of which verifies. */
  readonly publicKeys: readonly KeyObject[];
  readonly reference: Reference;
  readonly now: number;
  readonly clockToleranceMs: number;
}

/**
 * Verifies before it reads. An unsigned answer may become an error but never data; so may one with an HTTP status
 * other than 200.
 */
export function judge(inquiry: PreparedInquiry, response: RawResponse, standard: Standard): Judgement {
  // 202 and 204: accepted, perhaps, but not processed.
  if (response.status === 202 || response.status === 204) return unprocessed(response.status);
  const evidence = inquiry.evidence(response);
  const fault = faultOf(evidence, response, standard);
  if (fault !== null) return withoutReading(fault, false);
  if (evidence.kind !== 'signed' && evidence.kind !== 'unsigned')
    return unreadable(response.status, 'no answer', false);
  const signed = evidence.kind === 'signed';
  let reading: Reading;
  try {
    reading = inquiry.read(evidence.content, response.status);
  } catch (error) {
    if (!(error instanceof MalformedAnswerError)) throw error;
    return unreadable(response.status, error.message, signed);
  }
  const respondedAt = (evidence.kind === 'signed' ? evidence.respondedAt : null) ?? reading.respondedAt;
  const objection = objectionTo(reading, respondedAt, signed, response.status, standard);
  return {
    result: objection ?? reading.result,
    payment: objection === null && reading.result.status === 'SUCCESS' ? reading.payment : null,
    signatureVerified: signed,
    respondedAt,
    version: reading.version,
    reserve: reading.reserve,
    content: evidence.content,
  };
}

// While a key is replaced there may be two. A thousand good ones, the same over and over, would take a second to verify.
const MAX_SIGNATURES = 4;

function faultOf(evidence: Evidence, response: RawResponse, { account, publicKeys }: Standard): ResultInfo | null {
  if (evidence.kind === 'unreadable') return unreadable(response.status, evidence.reason, false).result;
  if (evidence.kind === 'broken') return gatewayResult('GATEWAY_BAD_SIGNATURE', evidence.reason);
  if (evidence.kind === 'unsigned') return null;
  const { hash } = account.conversation;
  const { signatures, bytes } = evidence;
  if (signatures.length > MAX_SIGNATURES) return gatewayResult('GATEWAY_BAD_SIGNATURE', 'too many signatures');
  const holds = signatures.every((one) => rsaVerify(hash, bytes, one, publicKeys));
  return holds && signatures.length > 0
    ? null
    : gatewayResult('GATEWAY_BAD_SIGNATURE', 'the signature does not fit the answer');
}

function objectionTo(
  reading: Reading,
  respondedAt: DateTime | null,
  signed: boolean,
  httpStatus: number,
  { reference, now, clockToleranceMs }: Standard,
): ResultInfo | null {
  const claimsData = reading.result.status === 'SUCCESS';
  if (!signed && claimsData) return gatewayResult('GATEWAY_BAD_SIGNATURE', 'the answer carries no signature');
  if (signed && respondedAt !== null && Math.abs(respondedAt.epochMs - now) > clockToleranceMs) {
    const minutes = Math.round(Math.abs(respondedAt.epochMs - now) / 60_000);
    const reason = `the answer's time is ${minutes} minutes from ours: a replay, or a clock is wrong`;
    return gatewayResult('GATEWAY_BAD_SIGNATURE', reason);
  }
  if (reading.mismatch !== null) return gatewayResult('GATEWAY_MISMATCH', reading.mismatch);
  const echoed = reading.echo[reference.kind];
  if (echoed !== null && echoed !== reference.id) {
    return gatewayResult('GATEWAY_MISMATCH', `the answer names another ${reference.kind} than the one asked for`);
  }
  // Asking again at once is what HTTP 429 forbids, whatever the body recommends.
  if (httpStatus === 429 && reading.result.action === 'RETRY') {
    return unreadable(httpStatus, 'too many requests', signed).result;
  }
  if (claimsData && httpStatus !== 200) return unreadable(httpStatus, 'data comes with HTTP 200 only', signed).result;
  return null;
}

function unprocessed(httpStatus: number): Judgement {
  const reason = `HTTP ${httpStatus}: the request was taken but not processed`;
  return withoutReading(gatewayResult('GATEWAY_UNREACHABLE', reason), false);
}

/** What cannot be read is the upstream's front door failing (5xx), holding back (429), or something else speaking. */
function unreadable(httpStatus: number, reason: string, signed: boolean): Judgement {
  const message = `HTTP ${httpStatus}: ${reason}`;
  if (httpStatus >= 500) return withoutReading(gatewayResult('GATEWAY_UNREACHABLE', message), signed);
  if (httpStatus === 429) return withoutReading(gatewayResult('GATEWAY_OVERLOADED', message), signed);
  return withoutReading(gatewayResult('GATEWAY_MALFORMED_RESPONSE', message), signed);
}

function withoutReading(result: ResultInfo, signatureVerified: boolean): Judgement {
  return { result, payment: null, signatureVerified, respondedAt: null, version: null, reserve: null, content: null };
}
