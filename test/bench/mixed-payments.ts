import { amountOf, minorOf, tradeNo } from './payments.ts';

// The payments of the work "mixed": a third in each dialect, three of ten not ended. Kept apart from the others by their
// numbers.

/** The first number of theirs. */
export const MIXED = 5_000_000;

export const DIALECTS = ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** The API the nth payment was made by. */
export function dialectOf(n: number): Dialect {
  return n < MIXED ? 'TRADE_QUERY' : (DIALECTS[n % 3] ?? 'TRADE_QUERY');
}

/** Whether it has not ended. Of each dialect as many. */
export function isPending(n: number): boolean {
  return n >= MIXED && Math.trunc(n / 3) % 10 < 3;
}

const WORDS = {
  PAY_QUERY: ['WAIT_BUYER_PAY', 'PAY_SUCCESS'],
  INQUIRY_PAYMENT: ['PROCESSING', 'SUCCESS'],
  TRADE_QUERY: ['WAIT_BUYER_PAY', 'TRADE_SUCCESS'],
} as const;

function wordOf(n: number): string {
  return WORDS[dialectOf(n)][isPending(n) ? 0 : 1];
}

/** All the graph can show of the nth payment that the work asks for. */
export function whole(n: number): object {
  const dialect = dialectOf(n);
  const pending = isPending(n);
  const isYuan = dialect === 'TRADE_QUERY';
  const yuan = (amount: string) => ({ currency: 'CNY', amount });
  const isTold = isYuan && !pending;
  return {
    result: { status: 'SUCCESS', code: 'SUCCESS' },
    payment: {
      dialect,
      paymentId: tradeNo(n),
      merchantReference: `order-${n}`,
      status: pending ? 'PENDING' : 'SUCCEEDED',
      statusRaw: wordOf(n),
      isFinal: !pending,
      wasPaid: !pending,
      amount: {
        currency: isYuan ? 'CNY' : 'USD',
        amount: amountOf(n),
        minor: String(minorOf(n)),
        raw: isYuan ? amountOf(n) : String(minorOf(n)),
      },
      fundBills: isTold
        ? [{ channel: 'ALIPAYACCOUNT', amount: yuan(amountOf(n)), realAmount: yuan(amountOf(n)) }]
        : null,
      settlement: isTold
        ? {
            unsettledAmount: yuan('0.00'),
            details: [{ type: 'replenish', serialNumber: `S${n}`, amount: yuan(amountOf(n)) }],
          }
        : null,
    },
  };
}

/** The `response` value of `payQuery`. Without the id of the request, so that it can be signed beforehand. */
export function payQueryResponse(n: number, time: string): string {
  return JSON.stringify({
    head: {
      version: '2.0.0',
      function: 'alipay.intl.acquiring.cashier.payQuery',
      clientId: '211020000000000000044',
      respTime: time,
      reserve: '{}',
    },
    body: {
      resultInfo: { resultStatus: 'S', resultCodeId: '00000000', resultCode: 'SUCCESS', resultMsg: 'success' },
      payment: {
        acquirementId: tradeNo(n),
        merchantTransId: `order-${n}`,
        payStatus: wordOf(n),
        orderAmount: { currency: 'USD', value: String(minorOf(n)) },
        ...(isPending(n) ? {} : { paymentTime: '2026-01-02T03:04:05+08:00' }),
        extendInfo: '{}',
      },
    },
  });
}

/** The body of an answer of `inquiryPayment`. */
export function inquiryPaymentBody(n: number): string {
  const pending = isPending(n);
  return JSON.stringify({
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success.' },
    paymentStatus: wordOf(n),
    paymentResultCode: pending ? 'PAYMENT_IN_PROCESS' : 'SUCCESS',
    paymentResultMessage: pending ? 'The payment is being processed.' : 'success.',
    paymentRequestId: `order-${n}`,
    paymentId: tradeNo(n),
    paymentAmount: { currency: 'USD', value: String(minorOf(n)) },
    paymentCreateTime: '2026-01-02T03:04:01+08:00',
    ...(pending ? {} : { paymentTime: '2026-01-02T03:04:05+08:00' }),
    transactions: null,
  });
}

/** The body of an answer of `alipay.trade.query`, with what was asked for by `query_options`. */
export function mixedTradeBody(n: number, options: readonly string[]): string {
  const pending = isPending(n);
  const amount = amountOf(n);
  return JSON.stringify({
    trade_no: tradeNo(n),
    out_trade_no: `order-${n}`,
    buyer_logon_id: '159****5620',
    trade_status: wordOf(n),
    total_amount: amount,
    ...(pending ? {} : { send_pay_date: '2026-01-02 03:04:05', receipt_amount: amount, buyer_pay_amount: amount }),
    ...(!pending && options.includes('fund_bill_list')
      ? { fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount, real_amount: amount }] }
      : {}),
    ...(!pending && options.includes('trade_settle_info')
      ? {
          trade_settle_info: {
            trade_unsettled_amount: '0.00',
            trade_settle_detail_list: [{ operation_type: 'replenish', operation_serial_no: `S${n}`, amount }],
          },
        }
      : {}),
  });
}
