import { gatewayResult } from '../../src/domain/gateway-results.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Reference } from '../../src/domain/reference.ts';
import { resultRow, type ResultInfo } from '../../src/domain/result.ts';
import { beijingTime } from '../../src/domain/time.ts';
import type { Demand } from '../../src/domain/demand.ts';

/** When an inquiry was sent, and with which options. */
export interface Asked {
  readonly reference: Reference;
  readonly options: Demand;
  readonly at: number;
}

export const SUCCESS = resultRow('TRADE_QUERY', 'SUCCESS', 'SUCCESS', 'NONE');
export const NOT_FOUND = resultRow('TRADE_QUERY', 'FAILURE', 'ACQ.TRADE_NOT_EXIST', 'CHECK_IDENTIFIER');
export const UNKNOWN = resultRow('TRADE_QUERY', 'UNKNOWN', 'ACQ.SYSTEM_ERROR', 'RETRY');
export const THROTTLED = resultRow('TRADE_QUERY', 'FAILURE', 'APP-CALL-LIMITED', 'RETRY_LATER');
export const FORBIDDEN = resultRow('TRADE_QUERY', 'FAILURE', 'INVALID-SIGNATURE', 'FIX_CONFIGURATION');
export const BAD_SIGNATURE = gatewayResult('GATEWAY_BAD_SIGNATURE', 'the signature does not fit the answer');

/** A payment that reports nothing but these fields. */
export function payment(fields: Partial<Payment>): Payment {
  return {
    dialect: 'TRADE_QUERY',
    paymentId: null,
    merchantReference: null,
    status: 'SUCCEEDED',
    statusRaw: null,
    wasPaid: null,
    outcome: null,
    amount: null,
    breakdown: null,
    customsDeclarationAmount: null,
    settlement: null,
    fundBills: null,
    vouchers: null,
    createdAt: null,
    completedAt: null,
    authExpiresAt: null,
    buyer: null,
    store: null,
    redirect: null,
    transactions: null,
    extInfo: null,
    ...fields,
  };
}

/** A verified answer: the payment, with the identifier that was asked for. */
export function success(asked: Asked, fields: Partial<Payment> = {}, more: Partial<Answer> = {}): Answer {
  const { reference } = asked;
  return verified(asked, SUCCESS, {
    payment: payment({ dialect: reference.dialect, [reference.kind]: reference.id, ...fields }),
    ...more,
  });
}

/** A verified answer that says so. */
export function verified(asked: Asked, result: ResultInfo, more: Partial<Answer> = {}): Answer {
  return answer(asked, result, true, more);
}

/** An answer without a signature. */
export function unsigned(asked: Asked, result: ResultInfo): Answer {
  return answer(asked, result, false);
}

/** What the gateway says when nothing was sent. */
export function unasked(reference: Reference, result: ResultInfo): Answer {
  return { reference, result, payment: null, exchange: null, retries: 0 };
}

function answer(
  { reference, options, at }: Asked,
  result: ResultInfo,
  signatureVerified: boolean,
  more: Partial<Answer> = {},
): Answer {
  return {
    reference,
    result,
    payment: null,
    exchange: {
      operation: 'test',
      version: null,
      clientId: null,
      requestId: null,
      requestedAt: beijingTime(at),
      respondedAt: beijingTime(at + 7),
      reserve: null,
      httpStatus: 200,
      signatureVerified,
      options,
      body: '{}',
    },
    retries: 0,
    ...more,
  };
}
