import { z } from 'zod';
import { list, object, text, time } from '../wire-values.ts';

/** The request body. Exactly one identifier: given both, the provider would look at `trade_no` alone. */
export type RequestWire = ({ readonly trade_no: string } | { readonly out_trade_no: string }) & {
  readonly org_pid?: string;
  readonly query_options?: readonly string[];
};

const fundBill = z.object({ fund_channel: text, amount: text, real_amount: text });

const voucher = z.object({
  id: text,
  name: text,
  type: text,
  amount: text,
  merchant_contribute: text,
  other_contribute: text,
  purchase_buyer_contribute: text,
  purchase_merchant_contribute: text,
  purchase_ant_contribute: text,
  template_id: text,
  memo: text,
});

const settlementDetail = z.object({
  operation_type: text,
  operation_serial_no: text,
  operation_dt: time,
  trans_out: text,
  trans_in: text,
  amount: text,
  ori_trans_out: text,
  ori_trans_in: text,
});

/** A successful answer, as far as we read it. By the official OpenAPI description every member may be missing. */
export const tradeWire = z.object({
  trade_no: text,
  out_trade_no: text,
  trade_status: text,
  total_amount: text,
  trans_currency: text,
  buyer_pay_amount: text,
  receipt_amount: text,
  invoice_amount: text,
  point_amount: text,
  discount_amount: text,
  mdiscount_amount: text,
  // Text, since whether it is there tells whether a closed trade had been paid (MAPPING §5).
  send_pay_date: text,
  buyer_user_id: text,
  buyer_open_id: text,
  buyer_logon_id: text,
  buyer_user_type: text,
  store_id: text,
  store_name: text,
  terminal_id: text,
  ext_infos: text,
  fund_bill_list: list(fundBill),
  voucher_detail_list: list(voucher),
  trade_settle_info: object({ trade_unsettled_amount: text, trade_settle_detail_list: list(settlementDetail) }),
});

/** A trade, as read. */
export type TradeWire = z.output<typeof tradeWire>;

/** An error, and what tells one from a trade: its code. Some errors name the trade asked for. */
export const errorWire = z.object({ code: text, message: text, trade_no: text, out_trade_no: text });
