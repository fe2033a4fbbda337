import type { PaymentStatus as PaymentStatusName } from '../../domain/status.ts';
import { builder } from '../builder.ts';

/** Where a payment or a transaction stands. */
export const PaymentStatus = builder.enumType('PaymentStatus', {
  description:
    'Where a payment or a transaction stands. Values no dialect documents become\n' +
    '`UNKNOWN`; `statusRaw` has the original.',
  values: {
    PENDING: { description: 'Started, not ended: `PROCESSING`, `PENDING`, `WAIT_BUYER_PAY`.' },
    SUCCEEDED: {
      description: 'Paid: `PAY_SUCCESS`, `SUCCESS`, `TRADE_SUCCESS`; and `TRADE_FINISHED`, paid and past refunding.',
    },
    FAILED: { description: '`FAIL`.' },
    CANCELLED: { description: '`CANCELLED`.' },
    CLOSED: {
      description: '`TRADE_CLOSED`: never paid in time, or refunded in full. `wasPaid` tells which.',
    },
    UNKNOWN: { description: 'Not reported, or a value this gateway does not know. Treated as not final.' },
  } satisfies Record<PaymentStatusName, object>,
});
