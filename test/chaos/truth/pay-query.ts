import { counted, inner, text, type Facts, type Shown } from './facts.ts';

const STATUSES: Readonly<Record<string, string>> = {
  PAY_SUCCESS: 'SUCCEEDED',
  TRADE_SUCCESS: 'SUCCEEDED',
  TRADE_FINISHED: 'SUCCEEDED',
  SUCCESS: 'SUCCEEDED',
  WAIT_BUYER_PAY: 'PENDING',
  PAYING: 'PENDING',
  INIT: 'PENDING',
  MERCHANT_ACCEPT: 'PENDING',
  TRADE_CLOSED: 'CLOSED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};

/** What the graph must show of these facts of PAY_QUERY. */
export function payQuery(facts: Facts): Shown {
  const payment = inner(facts, 'payment') ?? {};
  const word = text(payment, 'payStatus');
  return {
    dialect: 'PAY_QUERY',
    paymentId: text(payment, 'acquirementId'),
    merchantReference: text(payment, 'merchantTransId'),
    status: STATUSES[word ?? ''] ?? 'UNKNOWN',
    statusRaw: word,
    amount: counted(inner(payment, 'orderAmount')),
    createdAt: null,
    completedAt: text(payment, 'paymentTime'),
    refundedAmount: null,
    fundBills: null,
    transactions: null,
  };
}
