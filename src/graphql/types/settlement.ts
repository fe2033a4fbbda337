import type { Settlement as Terms } from '../../domain/payment.ts';
import { builder } from '../builder.ts';
import { askedAs } from '../field-rules.ts';
import { readWith, type PaymentView } from '../payment-view.ts';
import { Money } from './money.ts';
import { Quote } from './quote.ts';
import { SettlementDetail } from './settlement-detail.ts';

/** What reaches the merchant of a payment; `terms` is null while the payment was not asked for them. */
export interface SettlementView {
  readonly terms: Terms | null;
  readonly payment: PaymentView;
}

/** How the money reaches the merchant. */
export const Settlement = builder.objectRef<SettlementView>('Settlement').implement({
  description: 'How the money reaches the merchant.',
  fields: (t) => ({
    grossAmount: t.field({
      type: Money,
      description:
        '`grossSettlementAmount`: the amount in the settlement currency. Null when the currencies are the same. `INQUIRY_PAYMENT`.',
      resolve: ({ terms }) => terms?.grossAmount ?? null,
    }),
    quote: t.field({
      type: Quote,
      description:
        '`settlementQuote`: the locked exchange rate. Null when the currencies are the same. `INQUIRY_PAYMENT`.',
      resolve: ({ terms }) => terms?.quote ?? null,
    }),
    unsettledAmount: t.field({
      ...askedAs('TRADE_SETTLE_INFO'),
      type: Money,
      description: 'What is not yet settled. `TRADE_QUERY`.',
      resolve: ({ payment }, _args, context) =>
        readWith(payment, 'TRADE_SETTLE_INFO', context, ({ settlement }) => settlement?.unsettledAmount ?? null),
    }),
    details: t.field({
      ...askedAs('TRADE_SETTLE_INFO'),
      type: [SettlementDetail],
      description: 'Splits and top-ups, one by one. `TRADE_QUERY`.',
      resolve: ({ payment }, _args, context) =>
        readWith(payment, 'TRADE_SETTLE_INFO', context, ({ settlement }) => settlement?.details ?? null),
    }),
  }),
});
