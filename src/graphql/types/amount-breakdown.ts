import type { AmountBreakdown as Breakdown } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { Money } from './money.ts';

/** How an amount was shared out. */
export const AmountBreakdown = builder.objectRef<Breakdown>('AmountBreakdown').implement({
  description: "How an amount was shared out. All in the payment's currency.",
  fields: (t) => ({
    buyerPaid: t.expose('buyerPaid', {
      type: Money,
      description: '`buyer_pay_amount`: what the payer actually paid.',
    }),
    received: t.expose('received', {
      type: Money,
      description: "`receipt_amount`: what the merchant's account actually receives.",
    }),
    invoiceable: t.expose('invoiceable', {
      type: Money,
      description: '`invoice_amount`: what may be invoiced to the payer.',
    }),
    points: t.expose('points', { type: Money, description: '`point_amount`: paid with points.' }),
    platformDiscount: t.expose('platformDiscount', {
      type: Money,
      description: "`discount_amount`: the platform's discount.",
    }),
    merchantDiscount: t.expose('merchantDiscount', {
      type: Money,
      description: "`mdiscount_amount`: the merchant's discount.",
    }),
  }),
});
