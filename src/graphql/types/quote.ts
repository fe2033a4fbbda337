import type { Quote as Rate } from '../../domain/payment.ts';
import { builder } from '../builder.ts';

/** An exchange rate. */
export const Quote = builder.objectRef<Rate>('Quote').implement({
  description: 'An exchange rate.',
  fields: (t) => ({
    id: t.exposeString('id', { description: "The quote's identifier." }),
    currencyPair: t.exposeString('currencyPair', { description: 'The two currencies, "EUR/USD".' }),
    price: t.expose('price', {
      type: 'Decimal',
      description: 'Units of the second currency for one of the first.',
    }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When the rate starts to hold.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ceases to hold.' }),
    guaranteed: t.exposeBoolean('guaranteed', { description: 'Whether the rate is guaranteed.' }),
  }),
});
