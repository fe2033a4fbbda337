import { MalformedAnswerError } from '../../domain/errors.ts';
import { foreignWord } from '../../domain/foreign-word.ts';
import type { Money } from '../../domain/money.ts';
import type { AmountBreakdown, Buyer, FundBill, Payment, Settlement, Store, Voucher } from '../../domain/payment.ts';
import type { ResultInfo } from '../../domain/result.ts';
import { statusFrom, type PaymentStatus } from '../../domain/status.ts';
import { parseDateTime } from '../../domain/time.ts';
import type { Reading } from '../dialect.ts';
import { readShape } from '../wire-reader.ts';
import { readJson, readMajor } from '../wire-values.ts';
import { byHttpStatus, documentedCode, results, statuses, SUCCESS } from './codes.ts';
import { errorWire, EXT_INFOS, tradeWire, type TradeWire } from './wire.ts';

const rows = new Map(results.map((row) => [row.code, row]));

const FOUND: ResultInfo = { ...SUCCESS, message: null };

/** Reads a response body. Throws `MalformedAnswerError` and nothing else. */
export function read(content: string, httpStatus: number): Reading {
  const json = readJson(content, EXT_INFOS);
  const error = readShape(errorWire, json);
  const code = error.code?.trim() ?? '';
  if (code === '' && httpStatus !== 200) {
    throw new MalformedAnswerError(`code: expected an error code with HTTP ${httpStatus}, got none`);
  }
  return {
    result: code === '' ? FOUND : readError(code, error.message, httpStatus),
    payment: code === '' ? readPayment(readShape(tradeWire, json)) : null,
    echo: { paymentId: error.trade_no, merchantReference: error.out_trade_no },
    mismatch: null,
    respondedAt: null,
    version: null,
    reserve: null,
  };
}

/** The class follows from the code, and only for a code nobody listed from the HTTP status (MAPPING §6). */
function readError(written: string, message: string | null, httpStatus: number): ResultInfo {
  const code = documentedCode(written);
  return { ...(rows.get(code) ?? byHttpStatus(code, httpStatus)), message };
}

function readPayment(wire: TradeWire): Payment {
  const status = statusFrom(statuses, wire.trade_status);
  return {
    dialect: 'TRADE_QUERY',
    paymentId: wire.trade_no,
    merchantReference: wire.out_trade_no,
    status,
    statusRaw: wire.trade_status,
    wasPaid: wasPaid(status, wire.send_pay_date),
    outcome: null,
    amount: readTotal(wire),
    breakdown: readBreakdown(wire),
    customsDeclarationAmount: null,
    settlement: readSettlement(wire.trade_settle_info),
    fundBills: wire.fund_bill_list && wire.fund_bill_list.map(readFundBill),
    vouchers: wire.voucher_detail_list && wire.voucher_detail_list.map(readVoucher),
    createdAt: null,
    completedAt: wire.send_pay_date == null ? null : parseDateTime(wire.send_pay_date),
    authExpiresAt: null,
    buyer: readBuyer(wire),
    store: readStore(wire),
    redirect: null,
    transactions: null,
    extInfo: wire.ext_infos,
  };
}

/**
 * A trade is closed when nobody paid in time, and when all was refunded; only the latter has a payment date. Amounts
 * tell nothing: paid trades of the sandbox show "0.00" received.
 */
function wasPaid(status: PaymentStatus, sendPayDate: string | null | undefined): boolean | null {
  if (status === 'SUCCEEDED') return true;
  if (status === 'CLOSED') return sendPayDate === undefined ? null : sendPayDate !== null;
  return status === 'PENDING' ? false : null;
}

const YUAN = 'CNY';

/** The document gives the total two decimals in any currency, also in one that has none: "100.00" yen. */
const WRITTEN_PLACES = 2;

function readTotal({ total_amount, trans_currency }: TradeWire): Money | null {
  if (trans_currency === null) return readYuan('total_amount', total_amount);
  return readMajor('total_amount', total_amount, trans_currency, WRITTEN_PLACES);
}

function readYuan(field: string, value: string | null): Money | null {
  return readMajor(field, value, YUAN);
}

/**
 * A breakdown is in the payment's currency. These amounts are documented as yuan, and for a trade in another currency
 * no document says what they are in: none is better than one that is wrong.
 */
function readBreakdown(wire: TradeWire): AmountBreakdown | null {
  if (wire.trans_currency !== null && foreignWord(wire.trans_currency) !== YUAN) return null;
  return unlessEmpty({
    buyerPaid: readYuan('buyer_pay_amount', wire.buyer_pay_amount),
    received: readYuan('receipt_amount', wire.receipt_amount),
    invoiceable: readYuan('invoice_amount', wire.invoice_amount),
    points: readYuan('point_amount', wire.point_amount),
    platformDiscount: readYuan('discount_amount', wire.discount_amount),
    merchantDiscount: readYuan('mdiscount_amount', wire.mdiscount_amount),
  });
}

function readBuyer(wire: TradeWire): Buyer | null {
  return unlessEmpty({
    userId: wire.buyer_user_id,
    openId: wire.buyer_open_id,
    displayId: wire.buyer_logon_id,
    type: wire.buyer_user_type?.toUpperCase() ?? null,
    wallet: null,
  });
}

function readStore(wire: TradeWire): Store | null {
  return unlessEmpty({ id: wire.store_id, name: wire.store_name, terminalId: wire.terminal_id });
}

/** On the wire these members lie in the trade itself, so there is none of it when none of them was reported. */
function unlessEmpty<Part extends object>(part: Part): Part | null {
  for (const value of Object.values(part)) if (value !== null) return part;
  return null;
}

function readSettlement(info: TradeWire['trade_settle_info']): Settlement | null {
  if (info === null) return null;
  const path = 'trade_settle_info';
  const details = info.trade_settle_detail_list;
  return {
    grossAmount: null,
    quote: null,
    unsettledAmount: readYuan(`${path}.trade_unsettled_amount`, info.trade_unsettled_amount),
    details:
      details &&
      details.map((detail, index) => ({
        type: detail.operation_type,
        serialNumber: detail.operation_serial_no,
        occurredAt: detail.operation_dt,
        amount: readYuan(`${path}.trade_settle_detail_list.${index}.amount`, detail.amount),
        from: detail.trans_out,
        to: detail.trans_in,
        originalFrom: detail.ori_trans_out,
        originalTo: detail.ori_trans_in,
      })),
  };
}

function readFundBill(bill: NonNullable<TradeWire['fund_bill_list']>[number], index: number): FundBill {
  const path = `fund_bill_list.${index}`;
  return {
    channel: bill.fund_channel?.toUpperCase() ?? null,
    amount: readYuan(`${path}.amount`, bill.amount),
    realAmount: readYuan(`${path}.real_amount`, bill.real_amount),
  };
}

function readVoucher(voucher: NonNullable<TradeWire['voucher_detail_list']>[number], index: number): Voucher {
  const path = `voucher_detail_list.${index}`;
  return {
    id: voucher.id,
    name: voucher.name,
    type: voucher.type,
    amount: readYuan(`${path}.amount`, voucher.amount),
    merchantContribution: readYuan(`${path}.merchant_contribute`, voucher.merchant_contribute),
    otherContribution: readYuan(`${path}.other_contribute`, voucher.other_contribute),
    purchaseBuyerContribution: readYuan(`${path}.purchase_buyer_contribute`, voucher.purchase_buyer_contribute),
    purchaseMerchantContribution: readYuan(
      `${path}.purchase_merchant_contribute`,
      voucher.purchase_merchant_contribute,
    ),
    purchasePlatformContribution: readYuan(`${path}.purchase_ant_contribute`, voucher.purchase_ant_contribute),
    templateId: voucher.template_id,
    memo: voucher.memo,
  };
}
