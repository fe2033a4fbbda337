import { getNamedType, isInterfaceType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { everythingPersonal } from './personal.ts';

/** Where the payments to ask for are. */
export interface Place {
  readonly trade: string;
  readonly inquiry: string;
  /** Where `paymentsByReference` looks. */
  readonly dialects: string;
  readonly nodes: Readonly<Record<'trade' | 'inquiry' | 'transaction', string>>;
}

/** A way to a payment. */
export interface Path {
  /** The root field it begins at. */
  readonly root: string;
  readonly what: string;
  readonly needs: readonly string[];
  readonly document: (place: Place) => string;
  /** Whether it is asked for by the id of a document that is registered. */
  readonly isRegistered?: boolean;
}

/** What `isRegistered` asks for. */
export const registered = (schema: GraphQLSchema) =>
  `query Registered($t: PaymentRef!, $i: PaymentRef!) { t: payment(ref: $t) ${lookup(schema)} i: payment(ref: $i) ${lookup(schema)} }`;

const lookup = (schema: GraphQLSchema) =>
  `{ dialect account result { code message } ${everythingPersonal(schema.getType('PaymentLookup')!)} }`;

/** Every way to a payment, as far as it is known here. */
export function paths(schema: GraphQLSchema): Path[] {
  const LOOKUP = lookup(schema);
  const ITEMS = `{ items ${LOOKUP} totals { count amount { amount } } }`;
  const PAYMENT = `{ id __typename ... on Payment { ${everythingPersonal(schema.getType('Payment')!)} } }`;
  const STEP = '{ id __typename ... on Transaction { type amount { amount currency } result { code } } }';
  return [
    {
      ...{ root: 'Query.payment', what: 'payment', needs: ['payments'] },
      document: ({ trade, inquiry }) => `{ t: payment(ref: ${trade}) ${LOOKUP} i: payment(ref: ${inquiry}) ${LOOKUP} }`,
    },
    {
      ...{ root: 'Query.payment', what: 'payment, by a registered id', needs: ['payments'], isRegistered: true },
      document: () => registered(schema),
    },
    {
      ...{ root: 'Query.payments', what: 'payments', needs: ['bulk'] },
      document: ({ trade, inquiry }) => `{ payments(refs: [${trade}, ${inquiry}]) ${ITEMS} }`,
    },
    {
      ...{ root: 'Query.paymentsByReference', what: 'paymentsByReference', needs: ['payments'] },
      document: ({ dialects }) =>
        `{ paymentsByReference(merchantReference: "everything", dialects: [${dialects}]) ${ITEMS} }`,
    },
    {
      ...{ root: 'Query.node', what: 'node', needs: ['payments'] },
      document: ({ nodes }) =>
        `{ t: node(id: "${nodes.trade}") ${PAYMENT} i: node(id: "${nodes.inquiry}") ${PAYMENT} }`,
    },
    {
      ...{ root: 'Query.node', what: 'node of a transaction', needs: ['payments'] },
      document: ({ nodes }) => `{ node(id: "${nodes.transaction}") ${STEP} }`,
    },
    {
      ...{ root: 'Query.nodes', what: 'nodes', needs: ['payments'] },
      document: ({ nodes }) => `{ nodes(ids: ["${nodes.trade}", "${nodes.inquiry}"]) ${PAYMENT} }`,
    },
    {
      ...{ root: 'Query.nodes', what: 'nodes of transactions', needs: ['payments'] },
      document: ({ nodes }) => `{ nodes(ids: ["${nodes.transaction}", "${nodes.transaction}"]) ${STEP} }`,
    },
    {
      ...{ root: 'Subscription.paymentUpdates', what: 'paymentUpdates', needs: ['payments', 'live'] },
      document: ({ trade }) => `subscription { paymentUpdates(ref: ${trade}) ${LOOKUP} }`,
    },
  ];
}

const TELLING = ['Payment', 'Transaction'];

/** The root fields from which a payment or a step of one can be reached, by walking the schema. */
export function rootsOfPayments(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {})
      .filter(({ type }) => reachable(schema, getNamedType(type)).has('Payment'))
      .map(({ name }) => `${root?.name ?? ''}.${name}`),
  );
}

/** The fields, anywhere, whose value is a payment, a step of one, or may be. */
export function entrances(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ type: of }) => possible(schema, getNamedType(of)).some(({ name }) => TELLING.includes(name)))
        .map(({ name }) => `${type.name}.${name}`),
    );
}

function possible(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  return isInterfaceType(type) ? schema.getPossibleTypes(type) : [type];
}

function reachable(schema: GraphQLSchema, type: GraphQLNamedType, found = new Set<string>()): Set<string> {
  for (const one of possible(schema, type)) {
    if (found.has(one.name)) continue;
    found.add(one.name);
    if (!isObjectType(one)) continue;
    for (const field of Object.values(one.getFields())) reachable(schema, getNamedType(field.type), found);
  }
  return found;
}
