import type { Demand } from './demand.ts';
import type { Payment } from './payment.ts';
import type { Reference } from './reference.ts';
import type { ResultInfo } from './result.ts';
import type { DateTime } from './time.ts';

/** One request to Alipay and its response. `body` is personal: the response as received. */
export interface Exchange {
  readonly operation: string;
  readonly version: string | null;
  readonly clientId: string | null;
  readonly requestId: string | null;
  readonly requestedAt: DateTime;
  readonly respondedAt: DateTime | null;
  readonly reserve: string | null;
  readonly httpStatus: number | null;
  readonly signatureVerified: boolean | null;
  readonly options: Demand;
  readonly body: string | null;
}

/** What one inquiry brought: `payment` only when `result` is a success. `exchange` is null when nothing was sent. */
export interface Answer {
  readonly reference: Reference;
  readonly result: ResultInfo;
  readonly payment: Payment | null;
  readonly exchange: Exchange | null;
  /** Further attempts after the first. */
  readonly retries: number;
}

/** Whether the answer says that there is no such payment. */
export function isNotFound(answer: Pick<Answer, 'result'>): boolean {
  return answer.result.action === 'CHECK_IDENTIFIER';
}

/** Whether the failure may pass by itself, so that an earlier answer is worth showing meanwhile. */
export function isPassing(result: ResultInfo): boolean {
  return result.retryable || result.code === 'GATEWAY_BAD_SIGNATURE';
}
