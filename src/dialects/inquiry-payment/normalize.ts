import { plainDecimal } from '../../domain/decimal.ts';
import { foreignWord } from '../../domain/foreign-word.ts';
import type { Payment, Settlement } from '../../domain/payment.ts';
import { interpretResult, type ResultInfo, type ResultStatus } from '../../domain/result.ts';
import { statusFrom, type PaymentStatus } from '../../domain/status.ts';
import { parseDateTime } from '../../domain/time.ts';
import type { Transaction, TransactionType } from '../../domain/transaction.ts';
import type { Reading } from '../dialect.ts';
import { classFrom, resultClass } from '../result-class.ts';
import { readShape } from '../wire-reader.ts';
import { readJson, readMinor } from '../wire-values.ts';
import { inquiryResults, statuses, transactionTypes } from './codes.ts';
import { interpretOutcome, interpretStep } from './outcomes.ts';
import { PARAMETERS, responseWire, type ResponseWire, type TransactionWire } from './wire.ts';

const rows = new Map(inquiryResults.map((row) => [row.code, row]));

/** Reads a response body. Throws `MalformedAnswerError` and nothing else. */
export function read(content: string): Reading {
  const wire = readShape(responseWire, readJson(content, PARAMETERS));
  const { resultStatus, resultCode, resultMessage } = wire.result;
  const stated = classFrom('result', resultStatus, resultCode);
  const result = interpretResult('INQUIRY_PAYMENT', rows, { ...stated, codeId: null, message: resultMessage });
  return {
    result,
    payment: result.status === 'SUCCESS' ? readPayment(wire) : null,
    echo: { paymentId: wire.paymentId, merchantReference: wire.paymentRequestId },
    mismatch: null,
    respondedAt: null,
    version: null,
    reserve: null,
  };
}

function readPayment(wire: ResponseWire): Payment {
  const status = statusFrom(statuses, wire.paymentStatus);
  const psp = wire.pspCustomerInfo;
  const form = wire.redirectActionForm;
  return {
    dialect: 'INQUIRY_PAYMENT',
    paymentId: wire.paymentId,
    merchantReference: wire.paymentRequestId,
    status,
    statusRaw: wire.paymentStatus,
    wasPaid: wasPaid(status, wire.paymentTime),
    outcome: readOutcome(status, wire),
    amount: readMinor('paymentAmount', wire.paymentAmount),
    breakdown: null,
    customsDeclarationAmount: readMinor('customsDeclarationAmount', wire.customsDeclarationAmount),
    settlement: readSettlement(wire),
    fundBills: null,
    vouchers: null,
    createdAt: wire.paymentCreateTime,
    completedAt: wire.paymentTime == null ? null : parseDateTime(wire.paymentTime),
    authExpiresAt: wire.authExpiryTime,
    buyer: psp && {
      userId: psp.pspCustomerId,
      openId: null,
      displayId: psp.displayCustomerId,
      type: null,
      wallet: psp.pspName,
    },
    store: null,
    redirect: form && { url: form.redirectUrl, method: form.method, parameters: form.parameters },
    transactions: wire.transactions && wire.transactions.map(readTransaction),
    extInfo: null,
  };
}

/** A cancelled payment has a `paymentTime` when it had been paid (document, "Responses for different cases"). */
function wasPaid(status: PaymentStatus, paymentTime: string | null | undefined): boolean | null {
  if (status === 'SUCCEEDED') return true;
  if (status === 'CANCELLED') return paymentTime === undefined ? null : paymentTime !== null;
  return status === 'PENDING' || status === 'FAILED' ? false : null;
}

/** Why the payment ended as it did. Its class follows from the payment: the wire has a code and words only. */
function readOutcome(status: PaymentStatus, wire: ResponseWire): ResultInfo | null {
  const code = foreignWord(wire.paymentResultCode);
  if (code === '') return null;
  return interpretOutcome({
    status: code === 'SUCCESS' ? 'SUCCESS' : OUTCOME_CLASS[status],
    code,
    codeId: null,
    message: wire.paymentResultMessage,
  });
}

const OUTCOME_CLASS: Readonly<Record<PaymentStatus, ResultStatus>> = {
  SUCCEEDED: 'SUCCESS',
  FAILED: 'FAILURE',
  CANCELLED: 'FAILURE',
  CLOSED: 'FAILURE',
  PENDING: 'UNKNOWN',
  UNKNOWN: 'UNKNOWN',
};

function readSettlement(wire: ResponseWire): Settlement | null {
  const grossAmount = readMinor('grossSettlementAmount', wire.grossSettlementAmount);
  const quote = wire.settlementQuote;
  if (grossAmount === null && quote === null) return null;
  return {
    grossAmount,
    quote: quote && {
      id: quote.quoteId,
      currencyPair: quote.quoteCurrencyPair,
      price: quote.quotePrice === null ? null : plainDecimal(quote.quotePrice),
      startsAt: quote.quoteStartTime,
      expiresAt: quote.quoteExpiryTime,
      guaranteed: quote.guaranteed,
    },
    unsettledAmount: null,
    details: null,
  };
}

function readTransaction(wire: TransactionWire, index: number): Transaction {
  const word = foreignWord(wire.transactionType);
  const type = Object.hasOwn(transactionTypes, word) ? (transactionTypes[word] ?? 'UNKNOWN') : 'UNKNOWN';
  return {
    type,
    transactionId: wire.transactionId,
    requestId: wire.transactionRequestId,
    status: statusFrom(statuses, wire.transactionStatus),
    statusRaw: wire.transactionStatus,
    amount: readMinor(`transactions.${index}.transactionAmount`, wire.transactionAmount),
    occurredAt: wire.transactionTime,
    result: readTransactionResult(wire.transactionResult, type),
  };
}

const TAKING_MONEY: readonly TransactionType[] = ['PAYMENT', 'AUTHORIZATION', 'INCREMENTAL'];

/** Unlike the answer's own result, a step's may be incomplete without spoiling what is known of the payment. */
function readTransactionResult(wire: TransactionWire['transactionResult'], type: TransactionType): ResultInfo | null {
  const code = foreignWord(wire?.resultCode);
  if (wire === null || code === '') return null;
  const status = resultClass(wire.resultStatus) ?? 'UNKNOWN';
  return interpretStep({ status, code, codeId: null, message: wire.resultMessage }, TAKING_MONEY.includes(type));
}
