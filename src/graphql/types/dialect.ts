import type { Dialect as DialectName } from '../../domain/dialect.ts';
import { builder } from '../builder.ts';

/** The upstream query APIs. */
export const Dialect = builder.enumType('Dialect', {
  description: 'The upstream query API that holds a payment.',
  values: {
    PAY_QUERY: { description: '`alipay.intl.acquiring.cashier.payQuery`: the older international envelope.' },
    INQUIRY_PAYMENT: { description: '`inquiryPayment`, AMS: cross-border cashier and auto-debit payments.' },
    TRADE_QUERY: { description: '`alipay.trade.query`, OpenAPI v3: mainland China, always CNY.' },
  } satisfies Record<DialectName, object>,
});
