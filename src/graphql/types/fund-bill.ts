import type { FundBill as Source } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { reported } from '../reported.ts';
import { Money } from './money.ts';

/** One source of the payer's money. */
export const FundBill = builder.objectRef<Source>('FundBill').implement({
  description: "One source of the payer's money.",
  fields: (t) => ({
    channel: t.string({
      nullable: false,
      description: '`fund_channel`: the source, such as ALIPAYACCOUNT.',
      resolve: ({ channel }) => reported('fund_channel', channel),
    }),
    amount: t.field({
      type: Money,
      nullable: false,
      description: '`amount`: taken from this source.',
      resolve: ({ amount }) => reported('fund_bill_list.amount', amount),
    }),
    realAmount: t.expose('realAmount', {
      type: Money,
      description: '`real_amount`: actually paid by the channel.',
    }),
  }),
});
