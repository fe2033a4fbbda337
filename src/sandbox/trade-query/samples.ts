import type { KnownPayment } from '../ledger.ts';
import { settlement, tradeQueryPayment, voucher } from './shape.ts';

/** The response sample of the document. Its words in capitals are restored: the copy at hand is in lower case. */
export const RESPONSE_SAMPLE: KnownPayment = {
  ...tradeQueryPayment(
    { paymentId: '2013112011001004330000121536', merchantReference: '6823789339978248' },
    'TRADE_CLOSED',
    {
      buyer_logon_id: '159****5620',
      total_amount: '88.88',
      buyer_pay_amount: '8.88',
      point_amount: '10',
      invoice_amount: '12.11',
      send_pay_date: '2014-11-27 15:45:57',
      receipt_amount: '15.25',
      store_id: 'nj_s_001',
      terminal_id: 'nj_t_001',
      fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '10', real_amount: '11.21' }],
      store_name: '证大五道口店',
      buyer_user_id: '2088101117955611',
      buyer_open_id: '01501o8f93i3njagb1jg4onxtxv25dcn3gec3uggnc4cju0',
      discount_amount: '88.88',
      ext_infos: '{"action":"cancel"}',
      buyer_user_type: 'PRIVATE',
      mdiscount_amount: '88.88',
    },
  ),
  about: 'The response sample of the alipay.trade.query document.',
};

/** The payment the document's request sample asks for: its trade_no has a space in it. */
export const REQUEST_SAMPLE: KnownPayment = {
  ...tradeQueryPayment(
    { paymentId: '2014112611001004680 073956707', merchantReference: '20150320010101001' },
    'TRADE_SUCCESS',
    {
      buyer_logon_id: '159****5620',
      total_amount: '120.00',
      buyer_pay_amount: '110.00',
      receipt_amount: '120.00',
      invoice_amount: '110.00',
      point_amount: '0.00',
      send_pay_date: '2014-11-26 10:20:30',
      buyer_user_id: '2088101117955611',
      buyer_user_type: 'CORPORATE',
      trade_settle_info: settlement('202601010001', '2014-11-27 00:00:01', '100.00', '20.00'),
      fund_bill_list: [
        { fund_channel: 'ALIPAYACCOUNT', amount: '110.00', real_amount: '110.00' },
        { fund_channel: 'COUPON', amount: '10.00' },
      ],
      voucher_detail_list: [voucher('2015102600073002039000002D5O', '10.00', { merchant: '9.00', other: '1.00' })],
    },
  ),
  about: 'The payment the request sample of the alipay.trade.query document asks for; with settlement and vouchers.',
};
