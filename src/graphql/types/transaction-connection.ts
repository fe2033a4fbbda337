import { builder } from '../builder.ts';
import { Transaction } from './transaction.ts';

/** A page of transactions. */
export const TransactionConnection = builder.connectionObject(
  {
    type: Transaction,
    name: 'TransactionConnection',
    description: 'A page of transactions.',
    edgesField: { description: 'Transactions with their cursors.' },
    fields: (t) => ({
      totalCount: t.exposeInt('totalCount', { nullable: false, description: 'How many match the filter in all.' }),
    }),
  },
  {
    name: 'TransactionEdge',
    description: 'A transaction and its place in the page.',
    nodeField: { description: 'The transaction.' },
  },
);
