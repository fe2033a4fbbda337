import type { GraphQLResolveInfo } from 'graphql';
import { isNotFound } from '../../domain/inquiry.ts';
import { builder } from '../builder.ts';
import type { GraphContext } from '../context.ts';
import { badUserInput, failedLookup } from '../errors.ts';
import { needs } from '../field-rules.ts';
import { demandBeneath } from '../look-ahead.ts';
import { decodeNodeId, sameTransaction } from '../node-id.ts';
import {
  askedAgain,
  find,
  paymentOf,
  transactionsOf,
  type PaymentView,
  type TransactionView,
} from '../payment-view.ts';

builder.queryFields((t) => ({
  node: t.field({
    ...needs('payments'),
    type: builder.nodeInterfaceRef(),
    description: 'Fetches a `Payment` or a `Transaction` again by its `id`. Null when it does not exist.',
    args: { id: t.arg.id({ required: true, description: 'The `id` of the object.' }) },
    resolve: (_root, { id }, context, info) => fetchNode(id, context, info),
  }),
  nodes: t.field({
    ...needs('payments'),
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'Fetches several objects by `id`, in order, null where one does not exist.',
    args: { ids: t.arg.idList({ required: true, description: 'The `id`s of the objects.' }) },
    // A list of promises: one that fails is an error at its own index.
    resolve: (_root, { ids }, context, info) => {
      const { references } = context.limits;
      if (ids.length > references) throw badUserInput(`ids: expected at most ${references}, got ${ids.length}`);
      return ids.map((id) => fetchNode(id, context, info));
    },
  }),
}));

// References no account fits name nothing: the id is of another gateway, or the account is gone or not the caller's.
const NOTHING_THERE = new Set(['GATEWAY_NOT_CONFIGURED', 'GATEWAY_INVALID_REF']);

async function fetchNode(
  id: string,
  context: GraphContext,
  info: GraphQLResolveInfo,
): Promise<PaymentView | TransactionView | null> {
  const key = decodeNodeId(id);
  if (key === null) throw badUserInput('id: expected one that this graph has given, got another text');
  const answer = await find(context, askedAgain(key.reference), demandBeneath(info, key.type));
  const payment = paymentOf(answer);
  const { result } = answer.lookup;
  if (payment === null && (isNotFound(answer.lookup) || NOTHING_THERE.has(result.code))) return null;
  if (payment === null) throw failedLookup(result);
  // Nothing here could say that it is an old answer.
  if (payment.failure !== null) throw failedLookup(payment.failure);
  const wanted = key.transaction;
  if (wanted === null) return payment;
  return transactionsOf(payment)?.find(({ key: held }) => sameTransaction(held, wanted)) ?? null;
}
