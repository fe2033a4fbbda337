import { z } from 'zod';
import { flag, list, minorAmount, object, text, time } from '../wire-values.ts';

/** The request body. Exactly one identifier: given both, the provider would look at `paymentId` alone. */
export type RequestWire = ({ readonly paymentId: string } | { readonly paymentRequestId: string }) & {
  readonly merchantAccountId?: string;
};

const transaction = z.object({
  transactionResult: object({ resultCode: text, resultStatus: text, resultMessage: text }),
  transactionId: text,
  transactionType: text,
  transactionStatus: text,
  transactionAmount: minorAmount,
  transactionRequestId: text,
  transactionTime: time,
});

/** The response body, as far as we read it. Only `result` may be relied on. */
export const responseWire = z.object({
  result: z.object({ resultCode: text, resultStatus: text, resultMessage: text }),
  paymentStatus: text,
  paymentResultCode: text,
  paymentResultMessage: text,
  paymentRequestId: text,
  paymentId: text,
  paymentAmount: minorAmount,
  authExpiryTime: time,
  paymentCreateTime: time,
  // Text, since whether it is there tells whether a cancelled payment had been paid (MAPPING §5).
  paymentTime: text,
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

/** An answer, as read. */
export type ResponseWire = z.output<typeof responseWire>;

/** One of its transactions, as read. */
export type TransactionWire = z.output<typeof transaction>;
