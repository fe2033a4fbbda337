import type { Json, JsonObject } from '../json.ts';
import type { Ids, KnownPayment } from '../ledger.ts';

/** A payment in the words of TRADE_QUERY, with what the options add. */
export function tradeQueryPayment(ids: Ids, trade_status: string, more: JsonObject): KnownPayment {
  return { ...ids, facts: { trade_no: ids.paymentId, out_trade_no: ids.merchantReference, trade_status, ...more } };
}

/** An amount of fen as TRADE_QUERY writes it: yuan with two decimals, "88.80". */
export function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/** The settlement of a trade: one movement, and what is left. */
export function settlement(serial: string, date: string, amount: Json, unsettled: Json): JsonObject {
  return {
    trade_settle_detail_list: [
      {
        operation_type: 'replenish',
        operation_serial_no: serial,
        operation_dt: date,
        trans_out: '2088000000000101',
        trans_in: '2088000000000102',
        amount,
        ori_trans_out: '2088000000000103',
        ori_trans_in: '2088000000000104',
      },
    ],
    trade_unsettled_amount: unsettled,
  };
}

/** A voucher with every part it can have. */
export function voucher(
  id: string,
  amount: Json,
  parts: { readonly merchant: Json; readonly other: Json },
): JsonObject {
  return {
    id,
    name: '满十减一',
    type: 'ALIPAY_FIX_VOUCHER',
    amount,
    merchant_contribute: parts.merchant,
    other_contribute: parts.other,
    memo: '冬季活动',
    template_id: '20260101000730010001000000000001',
    purchase_buyer_contribute: '1.00',
    purchase_merchant_contribute: '0.50',
    purchase_ant_contribute: '0.25',
    other_contribute_detail: [{ contribute_type: 'BRAND', contribute_amount: parts.other }],
  };
}
