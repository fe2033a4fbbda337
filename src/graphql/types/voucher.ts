import type { Voucher as Coupon } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { Money } from './money.ts';

/** A voucher used in a payment. */
export const Voucher = builder.objectRef<Coupon>('Voucher').implement({
  description: 'A voucher used in a payment.',
  fields: (t) => ({
    id: t.exposeString('id', { description: "The voucher's identifier." }),
    name: t.exposeString('name', { description: 'Its name.' }),
    type: t.exposeString('type', { description: 'Its type, as received.' }),
    amount: t.expose('amount', { type: Money, description: 'Its value.' }),
    merchantContribution: t.expose('merchantContribution', {
      type: Money,
      description: 'The part the merchant bears.',
    }),
    otherContribution: t.expose('otherContribution', { type: Money, description: 'The part others bear.' }),
    purchaseBuyerContribution: t.expose('purchaseBuyerContribution', {
      type: Money,
      description: 'If it was bought: what the buyer paid for it.',
    }),
    purchaseMerchantContribution: t.expose('purchaseMerchantContribution', {
      type: Money,
      description: 'If it was bought: what the merchant added.',
    }),
    purchasePlatformContribution: t.expose('purchasePlatformContribution', {
      type: Money,
      description: 'If it was bought: what the platform added.',
    }),
    templateId: t.exposeString('templateId', { description: 'The template it was made from.' }),
    memo: t.exposeString('memo', { description: 'A remark.' }),
  }),
});
