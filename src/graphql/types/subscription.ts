import { demandOf, union } from '../../domain/demand.ts';
import { builder } from '../builder.ts';
import { needs } from '../field-rules.ts';
import { demandBeneath } from '../look-ahead.ts';
import { watch } from '../watching.ts';
import { PaymentLookup } from './payment-lookup.ts';
import { PaymentRef } from './payment-ref.ts';
import { QueryOption } from './query-option.ts';

builder.subscriptionType({ description: 'Live answers, over Server-Sent Events.' });

builder.subscriptionField('paymentUpdates', (t) =>
  t.field({
    ...needs('payments', 'live'),
    type: PaymentLookup,
    nullable: false,
    description:
      'Sends the payment now, then again whenever its status or result changes, and\n' +
      "completes once `isFinal` is true, the lookup fails for good, or the gateway's time\n" +
      'limit is reached. Read `isFinal` in the last message to tell which.',
    args: {
      ref: t.arg({ type: PaymentRef, required: true, description: 'Which payment.' }),
      queryOptions: t.arg({
        type: [QueryOption],
        description: 'Asked for in addition to what the selection needs.',
      }),
    },
    subscribe: (_root, { ref, queryOptions }, context, info) =>
      watch(context, ref, union(demandBeneath(info), demandOf(queryOptions ?? []))),
    resolve: (answer) => answer,
  }),
);
