import { MalformedAnswerError } from '../../domain/errors.ts';
import type { Payment } from '../../domain/payment.ts';
import { interpretResult, type ResultInfo } from '../../domain/result.ts';
import { statusFrom, type PaymentStatus } from '../../domain/status.ts';
import type { Reading } from '../dialect.ts';
import { classFrom } from '../result-class.ts';
import { readShape } from '../wire-reader.ts';
import { readJson, readMajor, readMinor } from '../wire-values.ts';
import type { PayQuerySettings } from './account.ts';
import { results, statuses } from './codes.ts';
import { FUNCTION } from './request.ts';
import { EXTEND_INFO, RESERVE, responseWire, type ResponseWire } from './wire.ts';

const rows = new Map(results.map((row) => [row.code, row]));

type WirePayment = NonNullable<ResponseWire['body']['payment']>;

/** Reads the value of `response`. Throws `MalformedAnswerError` and nothing else. */
export function read(content: string, requestId: string, settings: PayQuerySettings): Reading {
  const { head, body } = readShape(responseWire, readJson(content, RESERVE, EXTEND_INFO));
  const result = readResult(body.resultInfo);
  if (result.status === 'SUCCESS' && body.payment === null) {
    throw new MalformedAnswerError('payment: expected an object beside a successful result, got none');
  }
  return {
    result,
    payment: result.status === 'SUCCESS' && body.payment ? readPayment(body.payment, body.siteBuyerId, settings) : null,
    echo: {
      paymentId: body.payment?.acquirementId ?? null,
      merchantReference: body.payment?.merchantTransId ?? null,
    },
    mismatch: mismatch(head, requestId) ?? (result.status === 'SUCCESS' ? unbound(head) : null),
    respondedAt: head?.respTime ?? null,
    version: head?.version ?? null,
    reserve: head?.reserve ?? null,
  };
}

function readResult(info: ResponseWire['body']['resultInfo']): ResultInfo {
  return interpretResult('PAY_QUERY', rows, {
    ...classFrom('resultInfo', info.resultStatus, info.resultCode),
    codeId: info.resultCodeId,
    message: info.resultMsg,
  });
}

/** The signature does not cover the question, so the head's own marks are compared (MAPPING §3). */
function mismatch(head: ResponseWire['head'], requestId: string): string | null {
  if (head === null) return null;
  if (head.reqMsgId !== null && head.reqMsgId !== requestId) return 'reqMsgId is not the one sent';
  if (head.function !== null && head.function !== FUNCTION) return 'function is not the one called';
  return null;
}

/**
 * Why nothing ties data to the question: without the id of our request only its time could tell an answer from an
 * old one, sent again. Whoever judges the answer holds that time against the clock.
 */
function unbound(head: ResponseWire['head']): string | null {
  const isBound = head !== null && (head.reqMsgId !== null || head.respTime !== null);
  return isBound ? null : 'data comes with our reqMsgId or a readable respTime, got neither';
}

function readPayment(wire: WirePayment, siteBuyerId: string | null, settings: PayQuerySettings): Payment {
  const status = statusFrom(statuses, wire.payStatus);
  return {
    dialect: 'PAY_QUERY',
    paymentId: wire.acquirementId,
    merchantReference: wire.merchantTransId,
    status,
    statusRaw: wire.payStatus,
    wasPaid: wasPaid(status),
    outcome: null,
    amount: readAmount(wire.orderAmount, settings.amountUnit),
    breakdown: null,
    customsDeclarationAmount: null,
    settlement: null,
    fundBills: null,
    vouchers: null,
    createdAt: null,
    completedAt: wire.paymentTime,
    authExpiresAt: null,
    buyer:
      siteBuyerId === null ? null : { userId: siteBuyerId, openId: null, displayId: null, type: null, wallet: null },
    store: null,
    redirect: null,
    transactions: null,
    extInfo: wire.extendInfo,
  };
}

function readAmount(amount: WirePayment['orderAmount'], unit: PayQuerySettings['amountUnit']) {
  if (unit === 'minor' || amount === null) return readMinor('orderAmount', amount);
  return readMajor('orderAmount', amount.value, amount.currency ?? '');
}

/** Closed and cancelled ones may have been paid before: the document has nothing that tells. */
function wasPaid(status: PaymentStatus): boolean | null {
  if (status === 'SUCCEEDED') return true;
  return status === 'PENDING' || status === 'FAILED' ? false : null;
}
