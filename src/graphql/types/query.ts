import { demandOf, union } from '../../domain/demand.ts';
import { inDialects } from '../asked-references.ts';
import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { needs, sameForEveryone } from '../field-rules.ts';
import { demandBeneath } from '../look-ahead.ts';
import { find } from '../payment-view.ts';
import { Account } from './account.ts';
import { Dialect } from './dialect.ts';
import { PaymentLookup } from './payment-lookup.ts';
import { PaymentLookups } from './payment-lookups.ts';
import { PaymentRef } from './payment-ref.ts';
import { QueryOption } from './query-option.ts';
import { ResultInfo } from './result-info.ts';

builder.queryType({ description: 'Everything can be read; nothing can be changed.' });

const MORE_OPTIONS = 'Asked for in addition to what the selection needs.';

builder.queryFields((t) => ({
  payment: t.field({
    ...needs('payments'),
    type: PaymentLookup,
    nullable: false,
    description: 'Looks up one payment by either identifier.',
    args: {
      ref: t.arg({ type: PaymentRef, required: true, description: 'Which payment.' }),
      queryOptions: t.arg({ type: [QueryOption], description: MORE_OPTIONS }),
    },
    resolve: (_root, { ref, queryOptions }, context, info) =>
      find(context, ref, union(demandBeneath(info), demandOf(queryOptions ?? []))),
  }),
  payments: t.field({
    ...needs('bulk'),
    type: PaymentLookups,
    nullable: false,
    description:
      'Looks up many payments at once. One item per reference, in the order given, each\n' +
      'with its own result: an item that fails never fails the others.',
    args: {
      refs: t.arg({
        type: [PaymentRef],
        required: true,
        description: "Which payments. The gateway's limit is 200 unless configured otherwise.",
      }),
      queryOptions: t.arg({ type: [QueryOption], description: MORE_OPTIONS }),
    },
    resolve: (_root, { refs, queryOptions }, context, info) => {
      const limit = context.limits.references;
      if (refs.length > limit) throw badUserInput(`refs: expected at most ${limit} references, got ${refs.length}`);
      const demand = union(demandBeneath(info), demandOf(queryOptions ?? []));
      return Promise.all(refs.map((ref) => find(context, ref, demand)));
    },
  }),
  paymentsByReference: t.field({
    ...needs('payments'),
    type: PaymentLookups,
    nullable: false,
    description:
      'Looks for one merchant reference in several dialects. One item per dialect asked;\n' +
      "'not found' in the others is the normal case.",
    args: {
      merchantReference: t.arg.string({ required: true, description: 'Your identifier, as you sent it when paying.' }),
      dialects: t.arg({ type: [Dialect], description: 'Where to look. Every configured dialect when empty.' }),
      queryOptions: t.arg({ type: [QueryOption], description: MORE_OPTIONS }),
    },
    resolve: (_root, { merchantReference, dialects, queryOptions }, context, info) => {
      const demand = union(demandBeneath(info), demandOf(queryOptions ?? []));
      return Promise.all(inDialects(merchantReference, dialects, context).map((ref) => find(context, ref, demand)));
    },
  }),
  accounts: t.field({
    authScopes: { anyPermission: true },
    type: [Account],
    nullable: false,
    description: 'The accounts the caller may ask under, with how they are doing.',
    resolve: (_root, _args, { lookups }) => lookups.accounts(),
  }),
  resultCodes: t.field({
    ...sameForEveryone(),
    type: [ResultInfo],
    nullable: false,
    description: 'The result codes the gateway knows, and what it advises for each.',
    args: { dialect: t.arg({ type: Dialect, description: "Only this dialect's codes." }) },
    resolve: (_root, { dialect }, { results }) =>
      dialect == null ? results : results.filter((row) => row.dialect === dialect),
  }),
}));
