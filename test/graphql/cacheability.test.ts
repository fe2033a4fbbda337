import { getNamedType, isCompositeType, isObjectType, parse, type GraphQLNamedType } from 'graphql';
import { expect, test } from 'vitest';
import { cacheabilityOf } from '../../src/graphql/cacheability.ts';
import { schema } from '../../src/graphql/schema.ts';

const judged = (document: string) => cacheabilityOf(schema, parse(document));
const REF = 'ref: {dialect: TRADE_QUERY, paymentId: "1"}';

test.each<[string, string]>([
  ['public', '{ resultCodes { code advice } }'],
  [
    'public',
    'query Q($d: Dialect) { a: resultCodes(dialect: $d) { ...C } b: resultCodes { code } } fragment C on ResultInfo { code }',
  ],
  ['private', `{ payment(${REF}) { payment { status } } }`],
  ['private', `{ resultCodes { code } payment(${REF}) { result { code } } }`],
  ['private', `{ resultCodes { code } ...P } fragment P on Query { payment(${REF}) { freshness } }`],
  ['private', `query ($no: Boolean!) { resultCodes { code } payment(${REF}) @include(if: $no) { freshness } }`],
  ['private', 'query A { resultCodes { code } } query B { accounts { id } }'],
  ['private', '{ accounts { id availability } }'],
  ['private', '{ __schema { queryType { name } } }'],
  ['private', `{ node(id: "x") { id } }`],
  ['none', `{ payment(${REF}) { payment { buyer { userId } } } }`],
  ['none', `{ payment(${REF}) { exchange { raw } } }`],
  ['none', `{ node(id: "x") { ... on Payment { buyer { ...Who } } } } fragment Who on Buyer { displayId }`],
  ['none', `query ($no: Boolean!) { payment(${REF}) { payment { buyer { openId @skip(if: $no) } } } }`],
  ['none', '{ nothing }'],
])('%s is whoever may keep the answer to %s', (cacheability, document) => {
  expect(judged(document)).toBe(cacheability);
});

/** A selection that leads from the query root to each field of each type that can be reached. */
function* paths(type: GraphQLNamedType | undefined, path: string[], seen: ReadonlySet<string>): Generator<string[]> {
  if (!isObjectType(type) || seen.has(type.name)) return;
  for (const field of Object.values(type.getFields())) {
    const below = getNamedType(field.type);
    const isPii = field.astNode?.directives?.some(({ name }) => name.value === 'pii') === true;
    if (isPii) yield [...path, field.name];
    if (isCompositeType(below)) yield* paths(below, [...path, field.name], new Set([...seen, type.name]));
  }
}

test('nobody keeps an answer with any field of personal data, wherever it is selected', () => {
  const personal = [...paths(schema.getQueryType() ?? undefined, [], new Set())];
  expect(personal.length).toBeGreaterThan(20);
  for (const path of personal)
    expect([path, judged(path.join('{').replace(/^/, '{') + '}'.repeat(path.length))]).toEqual([path, 'none']);
});
