import fc from 'fast-check';
import { execute, getVariableValues, parse, subscribe, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { referenceKey } from '../../src/domain/reference.ts';
import { PERMISSIONS, type GraphContext, type Permission } from '../../src/graphql/context.ts';
import { requestedCalls } from '../../src/graphql/cost.ts';
import { schema } from '../../src/graphql/schema.ts';
import { documents, type Generated } from './documents.ts';
import { FakeLookups } from './fake-lookups.ts';
import { ask, contextOf } from './gateway.ts';

function costOf({ document, variables }: Generated, context: GraphContext): number {
  const parsed = parse(document);
  const operation = parsed.definitions[0] as OperationDefinitionNode;
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced.errors !== undefined) throw new Error(coerced.errors.join('\n'));
  return requestedCalls(parsed, undefined, coerced.variableValues, schema, context).calls;
}

/** Runs the operation; whether it was answered, rather than given up for a required field that was refused. */
async function answered({ document, variables }: Generated, contextValue: GraphContext): Promise<boolean> {
  const operation = { schema, document: parse(document), variableValues: variables, contextValue };
  if (!document.startsWith('subscription')) return (await execute(operation)).data != null;
  const events = await subscribe(operation);
  if (!(Symbol.asyncIterator in events)) return false;
  for await (const event of events) expect(event.data).toBeDefined();
  return true;
}

const distinct = (lookups: FakeLookups) => new Set(lookups.finds.map(({ reference }) => referenceKey(reference))).size;

test('the cost is exactly the number of distinct references that running the operation looks up', async () => {
  let costs = 0;
  const permissions = fc.subarray<Permission>([...PERMISSIONS], { minLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      documents(schema, { references: 'shared' }),
      permissions,
      fc.constantFrom(2, 200),
      async (generated, held, references) => {
        const lookups = new FakeLookups();
        const context = contextOf({ lookups, permissions: held, limits: { references } });
        const cost = costOf(generated, context);
        expect(lookups.finds).toEqual([]);
        // Given up, an operation leaves fields out that would have cost.
        if (await answered(generated, context)) {
          expect(cost).toBe(distinct(lookups));
          costs += cost;
        } else {
          expect(cost).toBeGreaterThanOrEqual(distinct(lookups));
        }
      },
    ),
    { numRuns: 300, endOnFailure: true },
  );
  // The documents must have cost something.
  expect(costs).toBeGreaterThan(50);
});

const ONE = '{ dialect: TRADE_QUERY, paymentId: "1" }';

test.each([
  ['{ __typename resultCodes { code } accounts { id } }', 0],
  [`{ a: payment(ref: ${ONE}) { asOf } b: payment(ref: ${ONE}) { asOf } }`, 1],
  [
    `{ a: payment(ref: ${ONE}) { asOf } b: payment(ref: { dialect: TRADE_QUERY, merchantReference: "1" }) { asOf } }`,
    2,
  ],
  [
    `{ payments(refs: [${ONE}, ${ONE}, { dialect: PAY_QUERY }, { dialect: PAY_QUERY, account: "x", paymentId: "1" }]) { items { asOf } } }`,
    1,
  ],
  ['{ paymentsByReference(merchantReference: "m") { items { asOf } } }', 3],
  ['{ paymentsByReference(merchantReference: "m", dialects: [PAY_QUERY, PAY_QUERY]) { items { asOf } } }', 1],
  ['{ paymentsByReference(merchantReference: "") { items { asOf } } }', 0],
  [`{ payment(ref: ${ONE}) @skip(if: true) { asOf } ...F } fragment F on Query { node(id: "garbage") { id } }`, 0],
])('%s costs %d', async (query, requested) => {
  const { extensions } = await ask({}, query);
  expect(extensions.gateway['cost']).toMatchObject({ requested });
});

test('a null where none is allowed costs nothing, and the field says what is wrong', async () => {
  const lookups = new FakeLookups();
  const query = `query ($ref: PaymentRef = ${ONE}) { payment(ref: $ref) { asOf } }`;
  const { errors, extensions } = await ask({ lookups }, query, { ref: null });
  expect(errors).toHaveLength(1);
  expect(extensions.gateway['cost']).toMatchObject({ requested: 0, actual: 0 });
});
