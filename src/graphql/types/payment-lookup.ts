import { builder } from '../builder.ts';
import { paymentOf, type LookupView } from '../payment-view.ts';
import { Dialect } from './dialect.ts';
import { Exchange } from './exchange.ts';
import { Freshness } from './freshness.ts';
import { Payment } from './payment.ts';
import { ResultInfo } from './result-info.ts';

/** The answer to one reference. */
export const PaymentLookup = builder.objectRef<LookupView>('PaymentLookup').implement({
  description:
    'The answer to one reference. `result` says how the *inquiry* went; `payment` says\n' +
    'how the *payment* went. They are different things: an inquiry can succeed for a\n' +
    'payment that failed.',
  fields: (t) => ({
    dialect: t.field({
      type: Dialect,
      nullable: false,
      description: 'The API that was asked.',
      resolve: ({ lookup }) => lookup.dialect,
    }),
    account: t.id({
      description: 'The account it was asked under; null when none fits the reference.',
      resolve: ({ lookup }) => lookup.account,
    }),
    paymentId: t.string({
      description: 'The Alipay identifier sent, if that is what was sent.',
      resolve: ({ lookup: { reference } }) => (reference?.kind === 'paymentId' ? reference.id : null),
    }),
    merchantReference: t.string({
      description: 'The merchant identifier sent, if that is what was sent.',
      resolve: ({ lookup: { reference } }) => (reference?.kind === 'merchantReference' ? reference.id : null),
    }),
    result: t.field({
      type: ResultInfo,
      nullable: false,
      description: 'How the inquiry went. Never null, whatever went wrong.',
      resolve: ({ lookup }) => lookup.result,
    }),
    payment: t.field({
      type: Payment,
      description:
        'The payment. Null unless `result.status` is `SUCCESS`, with one exception: when the\n' +
        'inquiry failed for a passing reason and an earlier answer is known, it is that answer,\n' +
        '`freshness` is `STALE`, and `result` says why no newer one could be had.',
      resolve: paymentOf,
    }),
    freshness: t.field({
      type: Freshness,
      nullable: false,
      description: 'Where the answer comes from.',
      resolve: ({ lookup }) => lookup.freshness,
    }),
    asOf: t.field({
      type: 'DateTime',
      description: 'When Alipay gave the answer in `payment`; null without one.',
      resolve: ({ lookup }) => lookup.asOf,
    }),
    exchange: t.field({
      type: Exchange,
      description: 'What was said on the wire; null when nothing was sent.',
      resolve: ({ lookup: { exchange, freshness } }) => (exchange === null ? null : { exchange, freshness }),
    }),
  }),
});
