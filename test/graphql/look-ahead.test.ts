import fc from 'fast-check';
import {
  buildSchema,
  execute,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import { demandOf, union, type Demand, type QueryOption } from '../../src/domain/demand.ts';
import { decodeNodeId } from '../../src/graphql/node-id.ts';
import { printWithDirectives } from '../../src/graphql/print.ts';
import { schema } from '../../src/graphql/schema.ts';
import { documents, type Generated } from './documents.ts';
import { FakeLookups } from './fake-lookups.ts';
import { contextOf } from './gateway.ts';

const VALID = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule);

/**
 * The graph as its printed text tells it, over made-up data in which nothing is absent. It knows nothing of
 * selections: it notes each field marked `@queryOption` when it runs, under the reference it runs for.
 */
function naiveSchema(): GraphQLSchema {
  const naive = buildSchema(printWithDirectives(schema));
  for (const type of Object.values(naive.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const named = field.astNode?.directives?.find(({ name }) => name.value === 'queryOption')?.arguments?.[0]?.value;
      const option = named?.kind === 'StringValue' ? (named.value.toUpperCase() as QueryOption) : undefined;
      field.resolve = (source: Made | undefined, args: Record<string, unknown>, demands: Map<string, Demand>) => {
        const made = { for: source?.for ?? '', __typename: source?.__typename };
        if (option !== undefined) demands.set(made.for, union(demands.get(made.for) ?? 0, demandOf([option])));
        if (type !== naive.getQueryType()) return source?.given?.[field.name] ?? valueOf(field.type, made);
        return rootValue(field.name, args, demands) ?? valueOf(field.type, made);
      };
    }
  }
  const updates = naive.getSubscriptionType()!.getFields()['paymentUpdates']!;
  updates.subscribe = async function* (_source: unknown, args: Record<string, unknown>, demands: Map<string, Demand>) {
    yield await Promise.resolve(ask(args['ref'], args['queryOptions'], demands));
  };
  updates.resolve = (event: unknown) => event;
  return naive;
}

interface Made {
  readonly for: string;
  readonly __typename?: string | undefined;
  /** What fields have besides what is made up. */
  readonly given?: Readonly<Record<string, unknown>>;
}

function ask(ref: unknown, options: unknown, demands: Map<string, Demand>): Made {
  const { paymentId } = ref as { paymentId: string };
  demands.set(paymentId, union(demands.get(paymentId) ?? 0, demandOf((options ?? []) as QueryOption[])));
  return { for: paymentId };
}

function rootValue(field: string, args: Record<string, unknown>, demands: Map<string, Demand>): unknown {
  const node = (id: unknown): Made => {
    const key = decodeNodeId(String(id))!;
    demands.set(key.reference.id, demands.get(key.reference.id) ?? 0);
    return { for: key.reference.id, __typename: key.type };
  };
  switch (field) {
    case 'payment':
      return ask(args['ref'], args['queryOptions'], demands);
    case 'payments': {
      const items = (args['refs'] as unknown[]).map((ref) => ask(ref, args['queryOptions'], demands));
      return { for: '', given: { items } };
    }
    case 'paymentsByReference':
      return {
        for: '',
        given: { items: [ask({ paymentId: args['merchantReference'] }, args['queryOptions'], demands)] },
      };
    case 'node':
      return node(args['id']);
    case 'nodes':
      return (args['ids'] as unknown[]).map(node);
    default:
      return undefined;
  }
}

function valueOf(type: GraphQLOutputType, made: Made): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, made);
  if (isListType(type)) return [valueOf(type.ofType, made)];
  if (!isLeafType(type)) return { ...made, __typename: getNamedType(type).name };
  return 'getValues' in type ? type.getValues()[0]?.name : 1;
}

async function run(executed: GraphQLSchema, { document, variables }: Generated, contextValue: unknown): Promise<void> {
  const operation = { schema: executed, document: parse(document), variableValues: variables, contextValue };
  if (!document.startsWith('subscription')) {
    expect((await execute(operation)).errors).toBeUndefined();
    return;
  }
  const events = await subscribe(operation);
  if (!(Symbol.asyncIterator in events)) throw new Error('no subscription');
  for await (const event of events) expect(event.errors).toBeUndefined();
}

test('what is demanded is what a naive executor sees run, in one lookup for each reference', async () => {
  const naive = naiveSchema();
  let demanded = 0;
  await fc.assert(
    fc.asyncProperty(documents(schema, { references: 'distinct' }), async (generated) => {
      expect(validate(schema, parse(generated.document), VALID)).toEqual([]);
      const seen = new Map<string, Demand>();
      await run(naive, generated, seen);
      const lookups = new FakeLookups();
      await run(schema, generated, contextOf({ lookups }));
      // paymentsByReference makes one lookup per dialect, all with the same demand.
      const asked = new Map(lookups.finds.map(({ reference, demand }) => [reference.id, demand]));
      const finds = new Set(lookups.finds.map(({ reference }) => `${reference.dialect} ${reference.id}`));
      expect(finds.size).toBe(lookups.finds.length);
      expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(seen));
      demanded += [...seen.values()].filter((demand) => demand !== 0).length;
    }),
    // A document found wanting is shown as it was generated: making it smaller takes too long.
    { numRuns: 300, endOnFailure: true },
  );
  // The documents must have had something to demand.
  expect(demanded).toBeGreaterThan(100);
});
