// The payments benchmarks ask for: made up from a number, so that every contender and the judge know them alike.

/** How many there are; a cold run never asks for one twice. */
export const PAYMENTS = 20_000;

/** The identifier Alipay gave the nth payment. */
export function tradeNo(n: number): string {
  return `20260101${String(n).padStart(20, '0')}`;
}

/** The nth payment's number, from its identifier. */
export function numberOf(id: string): number {
  return Number(id.slice(8));
}

/** What the graph shows of the nth payment, in the order in which `SELECTION` asks for it. */
export function shown(n: number): object {
  return {
    result: { status: 'SUCCESS', code: 'SUCCESS' },
    payment: {
      paymentId: tradeNo(n),
      merchantReference: `order-${n}`,
      status: 'SUCCEEDED',
      isFinal: true,
      amount: { currency: 'CNY', amount: amountOf(n), minor: String(minorOf(n)) },
    },
  };
}

/** What every work asks of a payment. */
export const SELECTION =
  '{ result { status code } payment { paymentId merchantReference status isFinal amount { currency amount minor } } }';

/** How the nth payment is told by `alipay.trade.query`. Finished, so that it does not change while it is measured. */
export function tradeQueryBody(n: number): string {
  return JSON.stringify({
    trade_no: tradeNo(n),
    out_trade_no: `order-${n}`,
    buyer_logon_id: '159****5620',
    trade_status: 'TRADE_FINISHED',
    total_amount: amountOf(n),
    buyer_pay_amount: amountOf(n),
    point_amount: '0.00',
    invoice_amount: amountOf(n),
    send_pay_date: '2026-01-02 03:04:05',
    receipt_amount: amountOf(n),
    store_id: 'NJ_S_001',
    terminal_id: 'NJ_T_001',
    buyer_user_id: '2088101117955611',
    discount_amount: '0.00',
    mdiscount_amount: '0.00',
  });
}

/** Its amount, in fen. */
export function minorOf(n: number): number {
  return 100 + (n % 100_000);
}

/** Its amount, in yuan. */
export function amountOf(n: number): string {
  return `${Math.trunc(minorOf(n) / 100)}.${String(minorOf(n) % 100).padStart(2, '0')}`;
}
