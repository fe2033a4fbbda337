import type { Exchange } from '../../src/domain/inquiry.ts';
import type { Money } from '../../src/domain/money.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { ResultInfo } from '../../src/domain/result.ts';
import { parseDateTime, type DateTime } from '../../src/domain/time.ts';
import type { Transaction } from '../../src/domain/transaction.ts';

export const money = (currency: string, minor: bigint, raw: string | null = minor.toString()): Money => ({
  currency,
  minor,
  raw,
});

export function time(text: string): DateTime {
  const read = parseDateTime(text);
  if (read === null) throw new Error(text);
  return read;
}

export const success: ResultInfo = {
  dialect: 'TRADE_QUERY',
  status: 'SUCCESS',
  code: 'SUCCESS',
  codeId: '00000000',
  message: 'success.',
  retryable: false,
  action: 'NONE',
  advice: 'Nothing to do.',
};

export const refund: Transaction = {
  type: 'REFUND',
  transactionId: 'refund-1',
  requestId: 'my-refund-1',
  status: 'SUCCEEDED',
  statusRaw: 'SUCCESS',
  amount: money('CNY', 300n),
  occurredAt: time('2026-01-03T10:00:00+08:00'),
  result: success,
};

export const emptyPayment: Payment = {
  dialect: 'TRADE_QUERY',
  paymentId: null,
  merchantReference: null,
  status: 'UNKNOWN',
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
};

/** A payment with every field reported, as no one dialect would. */
export const fullPayment: Payment = {
  dialect: 'TRADE_QUERY',
  paymentId: '2026 0001',
  merchantReference: 'order-1',
  status: 'SUCCEEDED',
  statusRaw: 'TRADE_SUCCESS',
  wasPaid: true,
  outcome: { ...success, dialect: 'INQUIRY_PAYMENT', codeId: null },
  amount: money('CNY', 8888n, '88.88'),
  breakdown: {
    buyerPaid: money('CNY', 1n),
    received: money('CNY', 2n),
    invoiceable: money('CNY', 3n),
    points: money('CNY', 4n),
    platformDiscount: money('CNY', 5n),
    merchantDiscount: money('CNY', 6n),
  },
  customsDeclarationAmount: money('CNY', 7n),
  settlement: {
    grossAmount: money('USD', 1234n),
    quote: {
      id: 'quote-1',
      currencyPair: 'CNY/USD',
      price: '0.1388',
      startsAt: time('2026-01-01T00:00:00Z'),
      expiresAt: time('2026-01-02T00:00:00-03:30'),
      guaranteed: true,
    },
    unsettledAmount: money('CNY', 8n),
    details: [
      {
        type: 'replenish',
        serialNumber: 'S1',
        occurredAt: time('2026-01-02 09:00:00'),
        amount: money('CNY', 9n),
        from: 'account-from',
        to: 'account-to',
        originalFrom: 'account-original-from',
        originalTo: 'account-original-to',
      },
    ],
  },
  fundBills: [{ channel: 'ALIPAYACCOUNT', amount: money('CNY', 10n), realAmount: money('CNY', 11n) }],
  vouchers: [
    {
      id: 'voucher-1',
      name: 'Ten off',
      type: 'ALIPAY_FIX_VOUCHER',
      amount: money('CNY', 12n),
      merchantContribution: money('CNY', 13n),
      otherContribution: money('CNY', 14n),
      purchaseBuyerContribution: money('CNY', 15n),
      purchaseMerchantContribution: money('CNY', 16n),
      purchasePlatformContribution: money('CNY', 17n),
      templateId: 'template-1',
      memo: 'A remark',
    },
  ],
  createdAt: time('2026-01-01T10:00:00+08:00'),
  completedAt: time('2026-01-01T10:00:01+08:00'),
  authExpiresAt: time('2026-01-08T10:00:00+08:00'),
  buyer: { userId: 'user-1', openId: 'open-1', displayId: 'a**@example.com', type: 'PRIVATE', wallet: 'GCash' },
  store: { id: 'store-1', name: 'Corner shop', terminalId: 'till-1' },
  redirect: { url: 'https://pay.example/go', method: 'GET', parameters: '{"token":"t-1"}' },
  transactions: [refund],
  extInfo: '{"note":"hello","points":1.50}',
};

/** The same, without what is only returned when asked for. */
export const unaskedPayment: Payment = { ...fullPayment, settlement: null, fundBills: null, vouchers: null };

export const exchange: Exchange = {
  operation: 'POST /v3/alipay/trade/query',
  version: '2.0',
  clientId: 'app-1',
  requestId: 'req-1',
  requestedAt: time('2026-01-05T10:00:00.123+08:00'),
  respondedAt: time('2026-01-05T10:00:00.456+08:00'),
  reserve: '{"shard":7}',
  httpStatus: 200,
  signatureVerified: true,
  options: 0,
  body: '{"trade_no":"2026 0001","total_amount":"88.88"}',
};
