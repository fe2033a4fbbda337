import { readFileSync } from 'node:fs';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../../src/graphql/context.ts';
import { CANARY, CANARY_NUMBER, nearMisses, type NearMiss } from './near-misses.ts';
import { as, WorldOfCallers, type Heard } from './world-of-callers.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

/** Every name of the schema that is not one of GraphQL's own. */
const NAMES = new Set(
  Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => {
      if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => name)];
      if (isInputObjectType(type)) return [type.name, ...Object.keys(type.getFields())];
      if (!isObjectType(type) && !isInterfaceType(type)) return [type.name];
      return [
        type.name,
        ...Object.values(type.getFields()).flatMap(({ name, args }) => [
          name,
          ...args.map((argument) => argument.name),
        ]),
      ];
    }),
);
// Words of plain English that error messages need; in quotation marks they are names.
const ENGLISH = new Set(['operation', 'type', 'id', 'to', 'from', 'last', 'first', 'before', 'after', 'name', 'code']);

const misses = nearMisses(schema);
let world: WorldOfCallers;

beforeAll(async () => {
  const without = PERMISSIONS.filter((permission) => permission !== 'introspection');
  world = await WorldOfCallers.start({
    callers: { knowing: { permissions: PERMISSIONS }, unknowing: { permissions: without } },
  });
});
afterAll(async () => {
  expect(await world.close()).toBe(0);
});

async function* answers(
  who: string,
  misses: readonly NearMiss[],
): AsyncGenerator<readonly [NearMiss, Heard, readonly string[]]> {
  for (let done = 0; done < misses.length; done += 8) {
    const some = misses.slice(done, done + 8);
    const heard = await Promise.all(some.map(({ query, variables }) => world.ask(query, variables, as(who))));
    for (const [index, miss] of some.entries()) yield [miss, heard[index]!, messagesIn(heard[index]!.body)];
  }
}

/** The messages of an answer, or of the events of a stream. */
function messagesIn(body: string): string[] {
  const parts = body.startsWith('{') ? [body] : [...body.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => data);
  return parts.flatMap((part) => {
    const { errors = [] } = JSON.parse(part) as { errors?: { message: string }[] };
    return errors.map(({ message }) => message);
  });
}

/** The schema's names in a message that the request itself does not hold. */
function leakedBy(message: string, { query, variables }: NearMiss): string[] {
  const written = new Set(`${query} ${JSON.stringify(variables)}`.match(/\w+/g));
  const quoted = new Set(
    [...message.matchAll(/["`]([^"`]*)["`]/g)].flatMap(([, text = '']) => text.match(/\w+/g) ?? []),
  );
  return (message.match(/\w+/g) ?? []).filter(
    (word) => NAMES.has(word) && !written.has(word) && (quoted.has(word) || !ENGLISH.has(word)),
  );
}

const repeatsValue = (body: string) =>
  [CANARY, 'canary-jane', String(CANARY_NUMBER), '0.71717', 'CANARY_JANE_DOE'].some((value) => body.includes(value));

describe(`${misses.length} requests that miss the schema by a little`, () => {
  test(
    'are told nothing of it without the permission `introspection`, and no value',
    { timeout: 120_000 },
    async () => {
      const leaks: unknown[] = [];
      let refused = 0;
      for await (const [miss, { status, body }, messages] of answers('unknowing', misses)) {
        const leaked = messages.flatMap((message) => leakedBy(message, miss));
        if (leaked.length > 0 || repeatsValue(messages.join('\n')) || status >= 500)
          leaks.push({ ...miss, leaked, body });
        if (messages.length > 0) refused += 1;
      }
      expect(leaks.slice(0, 5)).toEqual([]);
      expect(refused).toBeGreaterThan(misses.length * 0.9);
    },
  );

  test('are told what may be meant with the permission, and no value', { timeout: 120_000 }, async () => {
    const some = misses.filter((_miss, index) => index % 3 === 0);
    const repeated: unknown[] = [];
    let helped = 0;
    let named = 0;
    for await (const [miss, { status }, messages] of answers('knowing', some)) {
      if (repeatsValue(messages.join('\n')) || status >= 500) repeated.push({ ...miss, messages });
      if (messages.some((message) => message.includes('Did you mean'))) helped += 1;
      if (messages.some((message) => leakedBy(message, miss).length > 0)) named += 1;
    }
    expect(repeated.slice(0, 5)).toEqual([]);
    expect(helped).toBeGreaterThan(some.length * 0.1);
    expect(named).toBeGreaterThan(some.length * 0.3);
  });
});

describe('what is told instead', () => {
  const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';
  test.each<[string, unknown, string, string]>([
    [
      '{ paymint { result } }',
      {},
      'Cannot query field "paymint" here.',
      'Cannot query field "paymint" on type "Query". Did you mean "payment" or "payments"?',
    ],
    [
      '{ accounts }',
      {},
      'Field "accounts" must have a selection.',
      'Field "accounts" of type "[Account!]!" must have a selection of subfields. Did you mean "accounts { ... }"?',
    ],
    [
      '{ payment { dialect } }',
      {},
      'A required argument is missing.',
      'Argument "Query.payment(ref:)" of type "PaymentRef!" is required, but it was not provided.',
    ],
    [
      `{ payment(reff: 1, ref: ${REF}) { dialect } }`,
      {},
      'Unknown argument "reff".',
      'Unknown argument "reff" on field "Query.payment". Did you mean "ref"?',
    ],
    [
      '{ payment(ref: { dialect: TRADE_QUERI }) { dialect } }',
      {},
      'This value does not fit.',
      'Expected a value of the enum "Dialect". Did you mean the enum value "TRADE_QUERY" or "PAY_QUERY"?',
    ],
    [
      'query($v: PaymentRef!) { payment(ref: $v) { dialect } }',
      { v: { dialect: 'x', account: ['a'] } },
      'Variable "$v" has a value that does not fit at .dialect.',
      'Variable "$v" has invalid value at .dialect: Expected a value of the enum "Dialect".',
    ],
    [
      'query($v: PaymentRef!) { payment(ref: $v) { dialect } }',
      { v: { merchantReferenc: 'x', dialect: 'TRADE_QUERY' } },
      'Variable "$v" has a value that does not fit.',
      'Variable "$v" has invalid value: Expected value of type "PaymentRef" not to include unknown field "merchantReferenc". Did you mean "merchantReference"?',
    ],
    [
      'query($v: Int!) { payment(ref: $v) { dialect } }',
      { v: 1 },
      'Variable "$v" does not fit where it is used.',
      'Variable "$v" of type "Int!" used in position expecting type "PaymentRef!".',
    ],
    [
      '{ payment(ref: "secret" "other") { dialect } }',
      {},
      'Syntax Error: Expected Name, found String.',
      'Syntax Error: Expected Name, found String.',
    ],
  ])('of %s', async (query, variables, unknowing, knowing) => {
    const [first] = messagesIn((await world.ask(query, variables, as('unknowing'))).body);
    const [second] = messagesIn((await world.ask(query, variables, as('knowing'))).body);
    expect([first, second]).toEqual([unknowing, knowing]);
  });
});
