import type { JsonObject } from '../json.ts';
import type { Book, KnownPayment } from '../ledger.ts';
import { beijingTimeWithoutOffset } from '../times.ts';
import { generateTradeQuery } from './generated.ts';
import { REQUEST_SAMPLE, RESPONSE_SAMPLE } from './samples.ts';
import { settlement, tradeQueryPayment, voucher } from './shape.ts';

const PAID = '2026-01-02 03:05:06';

/** The payments of TRADE_QUERY. */
export function tradeQueryBook(seed: number): Book {
  return {
    dialect: 'TRADE_QUERY',
    special: SPECIAL,
    generate: (index) => generateTradeQuery(seed, index),
    settle: (ids, afterSeconds) => ({
      ...tradeQueryPayment(ids, 'TRADE_SUCCESS', { total_amount: '42.00', receipt_amount: '42.00' }),
      settling: {
        afterSeconds,
        meanwhile: tradeQueryPayment(ids, 'WAIT_BUYER_PAY', { total_amount: '42.00' }).facts,
      },
    }),
    // What has no trade_no keeps having none: recorded answers lack it at times.
    withIds: (facts, ids) => ({
      ...facts,
      trade_no: facts['trade_no'] === undefined ? undefined : ids?.paymentId,
      out_trade_no: ids?.merchantReference,
    }),
    withStatus: (facts, trade_status) => ({ ...facts, trade_status }),
    withAmount: (facts, { amount, currency }) => ({
      ...facts,
      ...(amount === undefined ? {} : { total_amount: amount }),
      ...(currency === undefined ? {} : { trans_currency: currency }),
    }),
    paidAt: (facts, ms) => ({ ...facts, send_pay_date: beijingTimeWithoutOffset(ms) }),
  };
}

const SPECIAL: readonly KnownPayment[] = [
  RESPONSE_SAMPLE,
  REQUEST_SAMPLE,
  special(
    1,
    'everything',
    'Every documented field, all three options, some amounts as JSON numbers.',
    'TRADE_SUCCESS',
    {
      buyer_logon_id: '159****5620',
      total_amount: 88.88,
      buyer_pay_amount: '8.88',
      point_amount: 10,
      invoice_amount: '12.11',
      receipt_amount: '15.25',
      discount_amount: '60.00',
      mdiscount_amount: '10.00',
      send_pay_date: PAID,
      store_id: 'NJ_S_001',
      terminal_id: 'NJ_T_001',
      store_name: '证大五道口店',
      buyer_user_id: '2088101117955611',
      buyer_open_id: '01501o8f93I3nJAGB1jG4ONXtxV25DCN3Gec3uggNC4CJU0',
      buyer_user_type: 'PRIVATE',
      ext_infos: '{"action":"cancel","path":"a/b"}',
      subject: 'Iphone6 16G',
      enterprise_pay_info: { is_use_enterprise_pay: false },
      industry_sepc_detail: '{"registration_order_pay":{"brlx":"1"}}',
      req_goods_detail: [{ goods_id: 'apple-01', quantity: 1, price: 2000 }],
      trade_settle_info: settlement('202601020001', '2026-01-03 00:00:01', 8.8, '80.08'),
      fund_bill_list: [
        { fund_channel: 'BANKCARD', bank_code: 'CEB', amount: 10, real_amount: 11.21, fund_type: 'DEBIT_CARD' },
        { fund_channel: 'ALIPAYACCOUNT', amount: '78.88' },
      ],
      voucher_detail_list: [voucher('2026010200073002039000002D5O', 10, { merchant: '9.00', other: '1.00' })],
    },
  ),
  special(2, 'waiting', 'WAIT_BUYER_PAY.', 'WAIT_BUYER_PAY', { total_amount: '10.00' }),
  special(3, 'finished', 'TRADE_FINISHED.', 'TRADE_FINISHED', { total_amount: '10.00', send_pay_date: PAID }),
  special(4, 'closed-unpaid', 'TRADE_CLOSED without send_pay_date: never paid.', 'TRADE_CLOSED', {
    total_amount: '10.00',
  }),
  special(5, 'closed-refunded', 'TRADE_CLOSED with send_pay_date: refunded in full.', 'TRADE_CLOSED', {
    total_amount: '10.00',
    send_pay_date: PAID,
  }),
  special(6, 'undocumented-status', 'A status no document lists.', 'TRADE_ON_HOLD', { total_amount: '10.00' }),
  special(
    7,
    'zero-receipt',
    "Paid, yet nothing received or paid, as recorded in the provider's sandbox.",
    'TRADE_SUCCESS',
    {
      total_amount: '70.00',
      receipt_amount: '0.00',
      buyer_pay_amount: '0.00',
      send_pay_date: PAID,
    },
  ),
  {
    paymentId: '2026010222001000000000000008',
    merchantReference: 'sparse',
    about: 'Hardly any field, not even the trade_no.',
    facts: { out_trade_no: 'sparse', trade_status: 'TRADE_SUCCESS' },
  },
];

function special(
  number: number,
  merchantReference: string,
  about: string,
  status: string,
  more: JsonObject,
): KnownPayment {
  const paymentId = `202601022200100000000000000${number}`;
  return { ...tradeQueryPayment({ paymentId, merchantReference }, status, more), about };
}
