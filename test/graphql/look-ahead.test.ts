import fc from 'fast-check';
import {
  buildSchema,
  execute,
  getNamedType,
  getOperationAST,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type DocumentNode,
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

async function run(
  executed: GraphQLSchema,
  document: DocumentNode,
  variables: Generated['variables'],
  contextValue: unknown,
): Promise<void> {
  const operation = { schema: executed, document, variableValues: variables, contextValue };
  if (getOperationAST(document)?.operation !== OperationTypeNode.SUBSCRIPTION) {
    expect((await execute(operation)).errors).toBeUndefined();
    return;
  }
  const events = await subscribe(operation);
  if (!(Symbol.asyncIterator in events)) throw new Error('no subscription');
  for await (const event of events) expect(event.errors).toBeUndefined();
}

/** Every other time the other way round: what is remembered of a document must not be of its variables. */
function switched(variables: Generated['variables'], times: number): Generated['variables'] {
  const turn = (value: unknown) => (typeof value === 'boolean' ? value !== (times % 2 === 1) : value);
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, turn(value)]));
}

test('what is demanded is what a naive executor sees run, in one lookup for each reference, time and again', async () => {
  const naive = naiveSchema();
  let [demanded, changed] = [0, 0];
  await fc.assert(
    fc.asyncProperty(documents(schema, { references: 'distinct' }), async (generated) => {
      const document = parse(generated.document);
      expect(validate(schema, document, VALID)).toEqual([]);
      let before: string | null = null;
      for (const times of [0, 1, 2]) {
        const variables = switched(generated.variables, times);
        const seen = new Map<string, Demand>();
        await run(naive, document, variables, seen);
        const lookups = new FakeLookups();
        await run(schema, document, variables, contextOf({ lookups }));
        // paymentsByReference makes one lookup per dialect, all with the same demand.
        const asked = new Map(lookups.finds.map(({ reference, demand }) => [reference.id, demand]));
        const finds = new Set(lookups.finds.map(({ reference }) => `${reference.dialect} ${reference.id}`));
        expect(finds.size).toBe(lookups.finds.length);
        expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(seen));
        demanded += [...seen.values()].filter((demand) => demand !== 0).length;
        const now = JSON.stringify([...seen]);
        if (before !== null && now !== before) changed += 1;
        before = now;
      }
    }),
    // A document found wanting is shown as it was generated: making it smaller takes too long.
    { numRuns: 300, endOnFailure: true },
  );
  // The documents must have had something to demand, and something that variables change.
  expect(demanded).toBeGreaterThan(100);
  expect(changed).toBeGreaterThan(30);
});
