import fc from 'fast-check';
import {
  execute,
  getNamedType,
  isObjectType,
  parse,
  validateExecutionArgs,
  type GraphQLField,
  type GraphQLNamedType,
} from 'graphql';
import { expect, test } from 'vitest';
import { gatewayResult } from '../../../src/domain/gateway-results.ts';
import type { Reference } from '../../../src/domain/reference.ts';
import { PERMISSIONS, type Permission } from '../../../src/graphql/context.ts';
import { CompiledQuery, type WrittenResult } from '../../../src/graphql/execution/compiled-query.ts';
import { schema } from '../../../src/graphql/schema.ts';
import type { Lookup } from '../../../src/lookup/lookup.ts';
import { documents } from '../documents.ts';
import { failing, FakeLookups } from '../fake-lookups.ts';
import { contextOf } from '../gateway.ts';
import { emptyPayment, fullPayment } from '../sample-payment.ts';

// Whatever a query asks, and whatever is found, what it comes to is what graphql-js makes of it.

const passing = gatewayResult('GATEWAY_TIMEOUT', 'too late');

/** By the identifier: all there is, nothing but what must be, an old answer, none. */
function answer({ id }: Reference): Partial<Lookup> {
  if (id === '1') return { payment: fullPayment };
  if (id === '2') return { payment: emptyPayment };
  if (id === '3') return { payment: fullPayment, result: passing, freshness: 'STALE', options: 0 };
  return failing(passing);
}

interface Outcome {
  readonly data: string;
  readonly errors: readonly unknown[];
  readonly tally: unknown;
  readonly finds: unknown;
}

interface Asked {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly permissions: readonly Permission[];
  readonly operationName?: string;
}

const compiledOnce = new Map<string, CompiledQuery>();

/** What graphql-js makes of it, and what ours does, compiled once a document; null where it is left to graphql-js. */
async function both({
  document: text,
  variables,
  permissions,
  operationName,
}: Asked): Promise<readonly [Outcome, Outcome | null]> {
  const document = parse(text);
  const asked = { schema, document, variableValues: variables, operationName };
  const operation = validateExecutionArgs(asked);
  if (!('operation' in operation)) throw new Error('expected a document that can run');
  const outcome = async (run: (context: object) => Promise<WrittenResult | null>): Promise<Outcome | null> => {
    const lookups = new FakeLookups(answer);
    const context = contextOf({ lookups, permissions });
    const written = await run(context);
    if (written === null) return null;
    const errors = written.errors.map((error) => ({ ...error.toJSON(), cause: String(error.cause) }));
    return { data: written.data, errors, tally: context.tally, finds: lookups.finds };
  };
  const theirs = await outcome(async (contextValue) => {
    const { data, errors = [] } = await execute({ ...asked, contextValue });
    return { data: JSON.stringify(data), errors };
  });
  const compiled = compiledOnce.get(text) ?? new CompiledQuery(operation);
  compiledOnce.set(text, compiled);
  const ours = await outcome(async (context) => compiled.run(context, operation.variableValues));
  return [theirs!, ours];
}

test('random queries come to the same as with graphql-js', async () => {
  let [compared, failed] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      documents(schema, { references: 'shared' }),
      fc.subarray([...PERMISSIONS]),
      async (generated, permissions) => {
        if (!generated.document.startsWith('query')) return;
        const [theirs, ours] = await both({ ...generated, permissions });
        if (ours === null) return;
        expect(ours).toEqual(theirs);
        compared += 1;
        if (ours.errors.length > 0) failed += 1;
      },
    ),
    { numRuns: 500, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(100);
  expect(failed).toBeGreaterThan(30);
});

test('which fields run is decided anew by the variables of each run', async () => {
  const document = `query ($ref: PaymentRef!, $a: Boolean = true, $b: Boolean! = false) { payment(ref: $ref) {
    dialect @include(if: $a) payment { status @skip(if: $b) ...More @include(if: $b) amount { raw @include(if: $a) minor } } } }
    fragment More on Payment { paymentId statusRaw }`;
  const ref = { dialect: 'TRADE_QUERY', paymentId: '1' };
  const told = new Set<string>();
  for (const conditions of [{}, { a: false }, { b: true }, { a: false, b: true }, { a: null }, { a: true }, {}]) {
    const [theirs, ours] = await both({ document, variables: { ref, ...conditions }, permissions: PERMISSIONS });
    if (ours === null) expect(conditions).toEqual({ a: null });
    else expect(ours).toEqual(theirs);
    told.add(theirs.data);
  }
  expect(told.size).toBe(5);
});

test('variables that decide nothing but in another operation of the document are not taken for those that do', async () => {
  const document = `
    query One($id: Boolean!) { __typename @skip(if: $id) }
    query Two($id: String!, $less: Boolean!, $account: ID!) {
      payment(ref: { dialect: TRADE_QUERY, paymentId: $id, account: $account }) { dialect @skip(if: $less) account } }
    query Three($account: Boolean!) { __typename @skip(if: $account) }`;
  for (const variables of [
    { id: '1,true,2', less: false, account: '3' },
    { id: '1', less: true, account: '2,false,3' },
  ]) {
    const [theirs, ours] = await both({ document, variables, permissions: PERMISSIONS, operationName: 'Two' });
    expect(ours).toEqual(theirs);
  }
});

test('more combinations than a few, and documents that come to more than their text, are left to graphql-js', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const declared = names.map((name) => `$${name}: Boolean!`).join(' ');
  const document = `query (${declared}) { ${names.map((name) => `${name}: __typename @include(if: $${name})`).join(' ')} }`;
  let left = 0;
  for (let bits = 0; bits < 40; bits += 1) {
    const variables = Object.fromEntries(names.map((name, at) => [name, ((bits >> at) & 1) === 1]));
    if ((await both({ document, variables, permissions: PERMISSIONS }))[1] === null) left += 1;
  }
  expect(left).toBe(36);
  const fragments = names.map((name) => `fragment ${name} on Payment { amount { raw minor currency amount } status }`);
  const pairs = names.flatMap((one) => names.filter((other) => one < other).map((other) => [one, other]));
  const merged = pairs.map(([one, other], at) => `r${at}: payment(ref: $r) { payment { ...${one} ...${other} } }`);
  const many = `query ($r: PaymentRef!) { ${merged.join(' ')} } ${fragments.join(' ')}`;
  const variables = { r: { dialect: 'TRADE_QUERY', paymentId: '1' } };
  expect((await both({ document: many, variables, permissions: PERMISSIONS }))[1]).toBeNull();
});

/** Everything that can be asked of a type without arguments, some levels deep. */
function all(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(({ type: of }) => depth > 0 || !isObjectType(getNamedType(of)));
  return `{ __typename ${fields.map((field) => `${field.name} ${all(getNamedType(field.type), depth - 1)}`).join(' ')} }`;
}

test.each([
  ['by whoever may see all', PERMISSIONS],
  ['by whoever may see little', ['payments', 'bulk']],
  ['by whoever may see nothing', []],
] as const)('every field is told as graphql-js tells it, asked %s', async (_by, permissions) => {
  const refs = ['1', '2', '3', '4'].map((id) => ({ dialect: 'TRADE_QUERY', paymentId: id }));
  const root = getNamedType(schema.getQueryType()!.getFields()['payments']!.type);
  const list = `query ($refs: [PaymentRef!]!) { payments(refs: $refs) ${all(root, 7)} }`;
  const others = '{ accounts { id dialect isDefault availability } resultCodes { code advice message } }';
  const [theirs, ours] = await both({ document: list, variables: { refs }, permissions });
  expect(ours).toEqual(theirs);
  const [othersTheirs, othersOurs] = await both({ document: others, variables: {}, permissions });
  expect(othersOurs).toEqual(othersTheirs);
});

test('what graphql-js alone runs is left to it', async () => {
  const asking = (document: string) => both({ document, variables: {}, permissions: PERMISSIONS });
  expect((await asking('{ __schema { queryType { name } } }'))[1]).toBeNull();
  expect((await asking('{ node(id: "x") { id } }'))[1]).toBeNull();
  expect((await asking('{ __typename }'))[1]).toMatchObject({ data: '{"__typename":"Query"}' });
});

test('resolvers that declare no info do not read it in another way', () => {
  const fields = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type): GraphQLField<unknown, unknown>[] => (isObjectType(type) ? Object.values(type.getFields()) : []));
  expect(fields.filter(({ resolve }) => resolve !== undefined && resolve.length > 3).length).toBeGreaterThan(5);
  for (const { name, resolve } of fields) {
    if (resolve === undefined || resolve.length > 3) continue;
    // Rest parameters, defaults and `arguments` are what `length` does not tell of.
    expect([name, /\.\.\.\w+\)\s*(=>|\{)|\barguments\b/.test(String(resolve).slice(0, 300))]).toEqual([name, false]);
  }
});
