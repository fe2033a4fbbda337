import { z } from 'zod';
import { DIALECTS } from '../../domain/dialect.ts';
import type { Answer } from '../../domain/inquiry.ts';
import { RECOMMENDED_ACTIONS, RESULT_STATUSES } from '../../domain/result.ts';
import { PAYMENT_STATUSES } from '../../domain/status.ts';
import { TRANSACTION_TYPES } from '../../domain/transaction.ts';

// What is null is left out when written.
const text = z.string().nullable().default(null);
const flag = z.boolean().nullable().default(null);
const time = z.object({ text: z.string(), epochMs: z.int() });
const money = z.object({
  currency: z.string(),
  minor: z
    .string()
    .regex(/^-?\d{1,64}$/)
    .transform(BigInt),
  raw: text,
});
const someMoney = money.nullable().default(null);
const someTime = time.nullable().default(null);

const result = z.object({
  dialect: z.enum(DIALECTS).nullable().default(null),
  status: z.enum(RESULT_STATUSES),
  code: z.string(),
  codeId: text,
  message: text,
  retryable: z.boolean(),
  action: z.enum(RECOMMENDED_ACTIONS),
  advice: z.string(),
});
const someResult = result.nullable().default(null);

const reference = z.object({
  dialect: z.enum(DIALECTS),
  account: z.string(),
  identity: z.string(),
  kind: z.enum(['paymentId', 'merchantReference']),
  id: z.string(),
});

const breakdown = z.object({
  buyerPaid: someMoney,
  received: someMoney,
  invoiceable: someMoney,
  points: someMoney,
  platformDiscount: someMoney,
  merchantDiscount: someMoney,
});

const settlement = z.object({
  grossAmount: someMoney,
  quote: z
    .object({ id: text, currencyPair: text, price: text, startsAt: someTime, expiresAt: someTime, guaranteed: flag })
    .nullable()
    .default(null),
  unsettledAmount: someMoney,
  details: z
    .array(
      z.object({
        type: text,
        serialNumber: text,
        occurredAt: someTime,
        amount: someMoney,
        from: text,
        to: text,
        originalFrom: text,
        originalTo: text,
      }),
    )
    .nullable()
    .default(null),
});

const fundBill = z.object({ channel: text, amount: someMoney, realAmount: someMoney });

const voucher = z.object({
  id: text,
  name: text,
  type: text,
  amount: someMoney,
  merchantContribution: someMoney,
  otherContribution: someMoney,
  purchaseBuyerContribution: someMoney,
  purchaseMerchantContribution: someMoney,
  purchasePlatformContribution: someMoney,
  templateId: text,
  memo: text,
});

const transaction = z.object({
  type: z.enum(TRANSACTION_TYPES),
  transactionId: text,
  requestId: text,
  status: z.enum(PAYMENT_STATUSES),
  statusRaw: text,
  amount: someMoney,
  occurredAt: someTime,
  result: someResult,
});

const payment = z.object({
  dialect: z.enum(DIALECTS),
  paymentId: text,
  merchantReference: text,
  status: z.enum(PAYMENT_STATUSES),
  statusRaw: text,
  wasPaid: flag,
  outcome: someResult,
  amount: someMoney,
  breakdown: breakdown.nullable().default(null),
  customsDeclarationAmount: someMoney,
  settlement: settlement.nullable().default(null),
  fundBills: z.array(fundBill).nullable().default(null),
  vouchers: z.array(voucher).nullable().default(null),
  createdAt: someTime,
  completedAt: someTime,
  authExpiresAt: someTime,
  buyer: z.object({ userId: text, openId: text, displayId: text, type: text, wallet: text }).nullable().default(null),
  store: z.object({ id: text, name: text, terminalId: text }).nullable().default(null),
  redirect: z.object({ url: text, method: text, parameters: text }).nullable().default(null),
  transactions: z.array(transaction).nullable().default(null),
  extInfo: text,
});

const exchange = z.object({
  operation: z.string(),
  version: text,
  clientId: text,
  requestId: text,
  requestedAt: time,
  respondedAt: someTime,
  reserve: text,
  httpStatus: z.int().nullable().default(null),
  signatureVerified: flag,
  options: z.int().min(0),
  body: text,
});

/** Reads an answer as another gateway wrote it. It holds every field of the domain's: the types would not agree else. */
export const answerSchema: z.ZodType<Answer> = z.object({
  reference,
  result,
  payment: payment.nullable().default(null),
  exchange: exchange.nullable().default(null),
  retries: z.int().min(0),
});
