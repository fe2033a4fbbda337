import { builder } from '../builder.ts';
import { Dialect } from './dialect.ts';

/** How callers name a payment. */
export const PaymentRef = builder.inputType('PaymentRef', {
  description:
    'Names one payment. Give either identifier; when both are given `paymentId` is\n' +
    'used and `merchantReference` is not sent, which is the rule of all three APIs.\n' +
    "With neither, the item's `result` says so; other items are not affected.\n" +
    'After a timeout or an unknown answer from *pay*, only `merchantReference` is known\n' +
    "to work. A refund's own request id never works.",
  fields: (t) => ({
    dialect: t.field({ type: Dialect, required: true, description: 'The API to ask.' }),
    paymentId: t.string({
      description: "Alipay's identifier: `acquirementId`, `paymentId` or `trade_no`. At most 64 characters.",
    }),
    merchantReference: t.string({
      description: 'Your identifier: `merchantTransId`, `paymentRequestId` or `out_trade_no`. At most 64 characters.',
    }),
    account: t.id({
      description: "Which configured account to ask under. The dialect's default account when empty.",
    }),
  }),
});
