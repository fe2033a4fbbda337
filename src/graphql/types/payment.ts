import { covers } from '../../domain/demand.ts';
import { presentJson } from '../../domain/json.ts';
import { isFinal } from '../../domain/status.ts';
import { refundedAmount } from '../../domain/transaction.ts';
import { builder } from '../builder.ts';
import { askedAs, personal } from '../field-rules.ts';
import { demandBeneath } from '../look-ahead.ts';
import { encodeNodeId } from '../node-id.ts';
import { pageOf } from '../paging.ts';
import { identityOf, readWith, transactionsOf, type PaymentView } from '../payment-view.ts';
import { AmountBreakdown } from './amount-breakdown.ts';
import { Buyer } from './buyer.ts';
import { Dialect } from './dialect.ts';
import { FundBill } from './fund-bill.ts';
import { Money } from './money.ts';
import { PaymentStatus } from './payment-status.ts';
import { Redirect } from './redirect.ts';
import { ResultInfo } from './result-info.ts';
import { Settlement } from './settlement.ts';
import { Store } from './store.ts';
import { TransactionConnection } from './transaction-connection.ts';
import { TransactionType } from './transaction-type.ts';
import { Voucher } from './voucher.ts';

/** One payment, in one shape for all dialects. */
export const Payment = builder.objectRef<PaymentView>('Payment').implement({
  description:
    'One payment. Each field says which dialects report it; the others leave it null.\n' +
    "A null list means 'not reported', an empty one 'none'.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'For `node(id:)`, caches and bookmarks.',
      resolve: (view) => encodeNodeId({ type: 'Payment', reference: identityOf(view), transaction: null }),
    }),
    dialect: t.field({
      type: Dialect,
      nullable: false,
      description: 'The API the payment came from.',
      resolve: ({ payment }) => payment.dialect,
    }),
    account: t.id({
      nullable: false,
      description: 'The account it was asked under.',
      resolve: ({ reference }) => reference.account,
    }),
    paymentId: t.string({
      description: '`acquirementId`, `paymentId` or `trade_no`.',
      resolve: ({ payment }) => payment.paymentId,
    }),
    merchantReference: t.string({
      description: '`merchantTransId`, `paymentRequestId` or `out_trade_no`.',
      resolve: ({ payment }) => payment.merchantReference,
    }),
    status: t.field({
      type: PaymentStatus,
      nullable: false,
      description: 'Where the payment stands, in one vocabulary.',
      resolve: ({ payment }) => payment.status,
    }),
    statusRaw: t.string({
      description: '`payStatus`, `paymentStatus` or `trade_status`, as received.',
      resolve: ({ payment }) => payment.statusRaw,
    }),
    isFinal: t.boolean({
      nullable: false,
      description: 'Whether `status` is an end of the payment. Refunds may still follow.',
      resolve: ({ payment }) => isFinal(payment.status),
    }),
    wasPaid: t.boolean({
      description:
        "Whether the payer's money was taken at some point, even if it has gone back since:\n" +
        'tells a `CLOSED` or `CANCELLED` payment that was never paid from one that was refunded.\n' +
        'Null when the dialect does not say.',
      resolve: ({ payment }) => payment.wasPaid,
    }),
    outcome: t.field({
      type: ResultInfo,
      description:
        '`paymentResultCode` and `paymentResultMessage`: why the payment ended as it did. `INQUIRY_PAYMENT`.',
      resolve: ({ payment }) => payment.outcome,
    }),
    amount: t.field({
      type: Money,
      description:
        '`orderAmount`, `paymentAmount` or `total_amount`: what the merchant asked for. Null when the\n' +
        'answer has none, as happens for failed and cancelled payments of `INQUIRY_PAYMENT`.',
      resolve: ({ payment }) => payment.amount,
    }),
    breakdown: t.field({
      type: AmountBreakdown,
      description: 'How `amount` splits between payer, merchant and platform. `TRADE_QUERY`.',
      resolve: ({ payment }) => payment.breakdown,
    }),
    refundedAmount: t.field({
      type: Money,
      description: 'Refunds that succeeded, summed. `INQUIRY_PAYMENT`.',
      resolve: ({ payment }) => refundedAmount(payment.transactions, payment.amount),
    }),
    customsDeclarationAmount: t.field({
      type: Money,
      description: '`customsDeclarationAmount`. `INQUIRY_PAYMENT`, Alipay CN wallets.',
      resolve: ({ payment }) => payment.customsDeclarationAmount,
    }),
    settlement: t.field({
      type: Settlement,
      description: 'What reaches the merchant, and how. `INQUIRY_PAYMENT`, `TRADE_QUERY`.',
      resolve: (view, _args, _context, info) => {
        const terms = view.payment.settlement;
        // Without it, but not asked for what is selected beneath: the fields beneath ask, and fail, for themselves.
        return terms === null && covers(view.options, demandBeneath(info)) ? null : { terms, payment: view };
      },
    }),
    fundBills: t.field({
      ...askedAs('FUND_BILL_LIST'),
      type: [FundBill],
      description: "`fund_bill_list`: the sources the payer's money came from. `TRADE_QUERY`.",
      resolve: (view, _args, context) => readWith(view, 'FUND_BILL_LIST', context, ({ fundBills }) => fundBills),
    }),
    vouchers: t.field({
      ...askedAs('VOUCHER_DETAIL_LIST'),
      type: [Voucher],
      description: '`voucher_detail_list`: the vouchers used. `TRADE_QUERY`.',
      resolve: (view, _args, context) => readWith(view, 'VOUCHER_DETAIL_LIST', context, ({ vouchers }) => vouchers),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: '`paymentCreateTime`. `INQUIRY_PAYMENT`.',
      resolve: ({ payment }) => payment.createdAt,
    }),
    completedAt: t.field({
      type: 'DateTime',
      description:
        '`paymentTime` or `send_pay_date`: when the payment ended, well or badly. The time\n' +
        'allowed for cancelling and refunding runs from here.',
      resolve: ({ payment }) => payment.completedAt,
    }),
    authExpiresAt: t.field({
      type: 'DateTime',
      description: '`authExpiryTime`. `INQUIRY_PAYMENT`.',
      resolve: ({ payment }) => payment.authExpiresAt,
    }),
    buyer: t.field({ type: Buyer, description: 'Who paid.', resolve: ({ payment }) => payment.buyer }),
    store: t.field({
      type: Store,
      description: 'Where it was paid. `TRADE_QUERY`.',
      resolve: ({ payment }) => payment.store,
    }),
    redirect: t.field({
      type: Redirect,
      description: '`redirectActionForm`: where to send a payer who has not finished. `INQUIRY_PAYMENT`.',
      resolve: ({ payment }) => payment.redirect,
    }),
    transactions: t.field({
      type: TransactionConnection,
      description: '`transactions`: what happened after paying, such as captures and refunds. `INQUIRY_PAYMENT`.',
      args: {
        types: t.arg({ type: [TransactionType], description: 'Only these types.' }),
        statuses: t.arg({ type: [PaymentStatus], description: 'Only these statuses.' }),
        first: t.arg.int({ description: 'At most this many, from the start or after `after`.' }),
        after: t.arg.string({ description: 'Continue after this cursor.' }),
        last: t.arg.int({ description: 'At most this many, from the end or before `before`.' }),
        before: t.arg.string({ description: 'Continue before this cursor.' }),
      },
      resolve: (view, { types, statuses, ...page }) => {
        const transactions = transactionsOf(view);
        if (transactions === null) return null;
        // An empty list restricts nothing, as for `paymentsByReference(dialects:)`.
        const isOf = <Value>(wanted: readonly Value[] | null | undefined, value: Value) =>
          wanted == null || wanted.length === 0 || wanted.includes(value);
        return pageOf(
          transactions,
          ({ transaction }) => isOf(types, transaction.type) && isOf(statuses, transaction.status),
          page,
        );
      },
    }),
    extInfo: t.field({
      ...personal('pii'),
      type: 'JSON',
      description: 'PII. `extendInfo` or `ext_infos`, decoded. `PAY_QUERY`, `TRADE_QUERY`.',
      resolve: ({ payment }) => (payment.extInfo === null ? null : presentJson(payment.extInfo)),
    }),
  }),
});
