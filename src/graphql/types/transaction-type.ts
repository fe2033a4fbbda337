import type { TransactionType as TransactionTypeName } from '../../domain/transaction.ts';
import { builder } from '../builder.ts';

/** The kinds of step. */
export const TransactionType = builder.enumType('TransactionType', {
  description: 'The kinds of step.',
  values: {
    PAYMENT: { description: 'A payment.' },
    REFUND: { description: 'Money returned.' },
    CANCEL: { description: 'The payment called off.' },
    AUTHORIZATION: { description: 'Funds held.' },
    CAPTURE: { description: 'Held funds taken.' },
    VOID: { description: 'Held funds released.' },
    INCREMENTAL: { description: 'More funds held on top of an authorization.' },
    UNKNOWN: { description: 'A type this gateway does not know.' },
  } satisfies Record<TransactionTypeName, object>,
});
