import { builder } from '../builder.ts';
import { encodeNodeId } from '../node-id.ts';
import { identityOf, type TransactionView } from '../payment-view.ts';
import { reported } from '../reported.ts';
import { Money } from './money.ts';
import { PaymentStatus } from './payment-status.ts';
import { ResultInfo } from './result-info.ts';
import { TransactionType } from './transaction-type.ts';

/** A step taken on a payment after it was made. */
export const Transaction = builder.objectRef<TransactionView>('Transaction').implement({
  description: 'A step taken on a payment after it was made.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'For `node(id:)`, caches and bookmarks.',
      resolve: ({ payment, key }) =>
        encodeNodeId({ type: 'Transaction', reference: identityOf(payment), transaction: key }),
    }),
    type: t.field({
      type: TransactionType,
      nullable: false,
      description: 'What kind of step.',
      resolve: ({ transaction }) => transaction.type,
    }),
    transactionId: t.string({
      description: "`transactionId`: Alipay's identifier, which is the capture id or the refund id.",
      resolve: ({ transaction }) => transaction.transactionId,
    }),
    requestId: t.string({
      nullable: false,
      description: '`transactionRequestId`: your identifier for the step.',
      resolve: ({ transaction }) => reported('transactionRequestId', transaction.requestId),
    }),
    status: t.field({
      type: PaymentStatus,
      nullable: false,
      description: 'Where the step stands.',
      resolve: ({ transaction }) => transaction.status,
    }),
    statusRaw: t.string({
      description: '`transactionStatus`, as received.',
      resolve: ({ transaction }) => transaction.statusRaw,
    }),
    amount: t.field({
      type: Money,
      nullable: false,
      description: '`transactionAmount`.',
      resolve: ({ transaction }) => reported('transactionAmount', transaction.amount),
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: '`transactionTime`.',
      resolve: ({ transaction }) => transaction.occurredAt,
    }),
    result: t.field({
      type: ResultInfo,
      nullable: false,
      description: '`transactionResult`.',
      resolve: ({ transaction }) => reported('transactionResult', transaction.result),
    }),
  }),
});
