import type { HeldJson } from '../source-text.ts';
import { list, object, presence, strictText, text, time } from '../wire-values.ts';
import { required } from '../wire-reader.ts';

/** The request body. Exactly one identifier: given both, the provider would look at `trade_no` alone. */
export type RequestWire = ({ readonly trade_no: string } | { readonly out_trade_no: string }) & {
  readonly org_pid?: string;
  readonly query_options?: readonly string[];
};

const fundBill = required({ fund_channel: text, amount: strictText, real_amount: strictText });

const voucher = required({
  id: text,
  name: text,
  type: text,
  amount: strictText,
  merchant_contribute: strictText,
  other_contribute: strictText,
  purchase_buyer_contribute: strictText,
  purchase_merchant_contribute: strictText,
  purchase_ant_contribute: strictText,
  template_id: text,
  memo: text,
});

const settlementDetail = required({
  operation_type: text,
  operation_serial_no: text,
  operation_dt: time,
  trans_out: text,
  trans_in: text,
  amount: strictText,
  ori_trans_out: text,
  ori_trans_in: text,
});

/** A successful answer, as far as we read it. By the official OpenAPI description every member may be missing. */
export const tradeWire = required({
  trade_no: strictText,
  out_trade_no: strictText,
  trade_status: text,
  total_amount: strictText,
  trans_currency: strictText,
  buyer_pay_amount: strictText,
  receipt_amount: strictText,
  invoice_amount: strictText,
  point_amount: strictText,
  discount_amount: strictText,
  mdiscount_amount: strictText,
  // Whether it is there tells whether a closed trade had been paid (MAPPING §5).
  send_pay_date: presence,
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
  trade_settle_info: object({ trade_unsettled_amount: strictText, trade_settle_detail_list: list(settlementDetail) }),
});

/** Where text stands that holds JSON. */
export const EXT_INFOS: HeldJson = { path: ['ext_infos'] };

/** A trade, as read. */
export type TradeWire = ReturnType<typeof tradeWire>;

/** An error, and what tells one from a trade: its code. Some errors name the trade asked for. */
export const errorWire = required({ code: strictText, message: text, trade_no: strictText, out_trade_no: strictText });
