import type { Money } from './money.ts';
import type { ResultInfo } from './result.ts';
import type { PaymentStatus } from './status.ts';
import type { DateTime } from './time.ts';
import type { Dialect } from './dialect.ts';
import type { Transaction } from './transaction.ts';

/**
 * One payment as an upstream reported it, in one shape for all dialects. Null means 'not reported'. Fields marked
 * personal never enter a log, a metric or an error message.
 */
export interface Payment {
  readonly dialect: Dialect;
  readonly paymentId: string | null;
  readonly merchantReference: string | null;
  readonly status: PaymentStatus;
  readonly statusRaw: string | null;
  /** Whether the payer's money was taken at some point, even if it has gone back since. */
  readonly wasPaid: boolean | null;
  readonly outcome: ResultInfo | null;
  readonly amount: Money | null;
  readonly breakdown: AmountBreakdown | null;
  readonly customsDeclarationAmount: Money | null;
  readonly settlement: Settlement | null;
  readonly fundBills: readonly FundBill[] | null;
  readonly vouchers: readonly Voucher[] | null;
  readonly createdAt: DateTime | null;
  readonly completedAt: DateTime | null;
  readonly authExpiresAt: DateTime | null;
  readonly buyer: Buyer | null;
  readonly store: Store | null;
  readonly redirect: Redirect | null;
  readonly transactions: readonly Transaction[] | null;
  /** Personal. JSON text as received, possibly not JSON at all. */
  readonly extInfo: string | null;
}

/** How an amount splits between payer, merchant and platform. */
export interface AmountBreakdown {
  readonly buyerPaid: Money | null;
  readonly received: Money | null;
  readonly invoiceable: Money | null;
  readonly points: Money | null;
  readonly platformDiscount: Money | null;
  readonly merchantDiscount: Money | null;
}

/** What reaches the merchant, and how. */
export interface Settlement {
  readonly grossAmount: Money | null;
  readonly quote: Quote | null;
  readonly unsettledAmount: Money | null;
  readonly details: readonly SettlementDetail[] | null;
}

/** One movement of a settlement. The four accounts are personal. */
export interface SettlementDetail {
  readonly type: string | null;
  readonly serialNumber: string | null;
  readonly occurredAt: DateTime | null;
  readonly amount: Money | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly originalFrom: string | null;
  readonly originalTo: string | null;
}

/** An exchange rate; `price` is a decimal number's text. */
export interface Quote {
  readonly id: string | null;
  readonly currencyPair: string | null;
  readonly price: string | null;
  readonly startsAt: DateTime | null;
  readonly expiresAt: DateTime | null;
  readonly guaranteed: boolean | null;
}

/** One source of the payer's money. */
export interface FundBill {
  readonly channel: string | null;
  readonly amount: Money | null;
  readonly realAmount: Money | null;
}

/** A voucher used in a payment. */
export interface Voucher {
  readonly id: string | null;
  readonly name: string | null;
  readonly type: string | null;
  readonly amount: Money | null;
  readonly merchantContribution: Money | null;
  readonly otherContribution: Money | null;
  readonly purchaseBuyerContribution: Money | null;
  readonly purchaseMerchantContribution: Money | null;
  readonly purchasePlatformContribution: Money | null;
  readonly templateId: string | null;
  readonly memo: string | null;
}

/** The payer. The three identifiers are personal. */
export interface Buyer {
  readonly userId: string | null;
  readonly openId: string | null;
  readonly displayId: string | null;
  readonly type: string | null;
  readonly wallet: string | null;
}

/** Where a payment was made. */
export interface Store {
  readonly id: string | null;
  readonly name: string | null;
  readonly terminalId: string | null;
}

/** An address to send the payer to. `parameters` is personal: text as received. */
export interface Redirect {
  readonly url: string | null;
  readonly method: string | null;
  readonly parameters: string | null;
}
