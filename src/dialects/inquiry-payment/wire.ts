import type { HeldJson } from '../source-text.ts';
import { flag, list, minorAmount, object, presence, strictText, text, time } from '../wire-values.ts';
import { required } from '../wire-reader.ts';

/** The request body. Exactly one identifier: given both, the provider would look at `paymentId` alone. */
export type RequestWire = ({ readonly paymentId: string } | { readonly paymentRequestId: string }) & {
  readonly merchantAccountId?: string;
};

const transaction = required({
  transactionResult: object({ resultCode: text, resultStatus: text, resultMessage: text }),
  transactionId: strictText,
  transactionType: text,
  transactionStatus: text,
  transactionAmount: minorAmount,
  transactionRequestId: strictText,
  transactionTime: time,
});

/** The response body, as far as we read it. Only `result` may be relied on. */
export const responseWire = required({
  result: required({ resultCode: strictText, resultStatus: strictText, resultMessage: text }),
  paymentStatus: text,
  paymentResultCode: text,
  paymentResultMessage: text,
  paymentRequestId: strictText,
  paymentId: strictText,
  paymentAmount: minorAmount,
  authExpiryTime: time,
  paymentCreateTime: time,
  // Whether it is there tells whether a cancelled payment had been paid (MAPPING §5).
  paymentTime: presence,
  pspCustomerInfo: object({ pspName: text, pspCustomerId: text, displayCustomerId: text }),
  redirectActionForm: object({ method: text, parameters: text, redirectUrl: text }),
  transactions: list(transaction),
  customsDeclarationAmount: minorAmount,
  grossSettlementAmount: minorAmount,
  settlementQuote: object({
    quoteId: text,
    quoteCurrencyPair: text,
    quotePrice: text,
    quoteStartTime: time,
    quoteExpiryTime: time,
    guaranteed: flag,
  }),
});

/** Where text stands that holds JSON. */
export const PARAMETERS: HeldJson = { path: ['redirectActionForm', 'parameters'], holderMayBeText: true };

/** An answer, as read. */
export type ResponseWire = ReturnType<typeof responseWire>;

/** One of its transactions, as read. */
export type TransactionWire = ReturnType<typeof transaction>;
