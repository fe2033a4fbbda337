import { builder } from '../builder.ts';
import type { PaymentTotal as Total } from '../totals.ts';
import { Money } from './money.ts';
import { PaymentStatus } from './payment-status.ts';

/** One line of a summary. */
export const PaymentTotal = builder.objectRef<Total>('PaymentTotal').implement({
  description: 'One line of a summary.',
  fields: (t) => ({
    currency: t.string({
      nullable: false,
      description: 'The three-letter code.',
      resolve: ({ amount }) => amount.currency,
    }),
    status: t.expose('status', {
      type: PaymentStatus,
      nullable: false,
      description: 'The status the line is for.',
    }),
    count: t.exposeInt('count', { nullable: false, description: 'How many payments.' }),
    amount: t.expose('amount', { type: Money, nullable: false, description: 'The sum of `Payment.amount`.' }),
  }),
});
