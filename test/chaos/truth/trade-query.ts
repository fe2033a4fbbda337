import { list, text, yuan, type Facts, type Shown } from './facts.ts';

const STATUSES: Readonly<Record<string, string>> = {
  WAIT_BUYER_PAY: 'PENDING',
  TRADE_SUCCESS: 'SUCCEEDED',
  TRADE_FINISHED: 'SUCCEEDED',
  TRADE_CLOSED: 'CLOSED',
};

/** What the graph must show of these facts of TRADE_QUERY, whose times are Beijing's. */
export function tradeQuery(facts: Facts): Shown {
  const word = text(facts, 'trade_status');
  const bills = list(facts, 'fund_bill_list');
  return {
    dialect: 'TRADE_QUERY',
    paymentId: text(facts, 'trade_no'),
    merchantReference: text(facts, 'out_trade_no'),
    status: STATUSES[word ?? ''] ?? 'UNKNOWN',
    statusRaw: word,
    amount: yuan(text(facts, 'total_amount')),
    createdAt: null,
    completedAt: text(facts, 'send_pay_date')?.replace(/^(\S+) (\S+)$/, '$1T$2+08:00') ?? null,
    refundedAmount: null,
    fundBills:
      bills &&
      bills.map((bill) => ({
        channel: text(bill, 'fund_channel') ?? '',
        amount: yuan(text(bill, 'amount')),
        realAmount: yuan(text(bill, 'real_amount')),
      })),
    transactions: null,
  };
}
