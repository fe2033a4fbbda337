import { builder } from '../builder.ts';
import { paymentOf, type LookupView } from '../payment-view.ts';
import { totalsOf } from '../totals.ts';
import { PaymentLookup } from './payment-lookup.ts';
import { PaymentTotal } from './payment-total.ts';

/** The answers to many references. */
export const PaymentLookups = builder.objectRef<readonly LookupView[]>('PaymentLookups').implement({
  description: 'The answers to many references.',
  fields: (t) => ({
    items: t.field({
      type: [PaymentLookup],
      nullable: false,
      description: 'One per reference, in order.',
      resolve: (lookups) => lookups,
    }),
    totals: t.field({
      type: [PaymentTotal],
      nullable: false,
      description: 'The payments found, counted and summed per currency and status. A payment named twice counts once.',
      resolve: (lookups) => totalsOf(lookups.flatMap((lookup) => paymentOf(lookup) ?? [])),
    }),
  }),
});
