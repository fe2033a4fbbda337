import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  assertValidSchema,
  buildSchema,
  GraphQLSchema,
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  type GraphQLNamedType,
} from 'graphql';
import { expect, test } from 'vitest';
import { AVAILABILITIES } from '../../src/domain/availability.ts';
import { QUERY_OPTIONS } from '../../src/domain/demand.ts';
import { DIALECTS } from '../../src/domain/dialect.ts';
import { RECOMMENDED_ACTIONS, RESULT_STATUSES } from '../../src/domain/result.ts';
import { PAYMENT_STATUSES } from '../../src/domain/status.ts';
import { TRANSACTION_TYPES } from '../../src/domain/transaction.ts';
import { printWithDirectives } from '../../src/graphql/print.ts';
import { schema } from '../../src/graphql/schema.ts';
import { FRESHNESS } from '../../src/lookup/lookup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

test('schema/schema.graphql is the schema; if not, run npm run schema', async () => {
  expect(await readFile(`${root}schema/schema.graphql`, 'utf8')).toBe(printWithDirectives(schema));
});

// The one that runs is taken for valid.
test('the schema is valid', () => {
  assertValidSchema(new GraphQLSchema({ ...schema.toConfig(), assumeValid: false }));
});

test('the printed schema means the same as the one that runs', () => {
  const printed = lexicographicSortSchema(buildSchema(printWithDirectives(schema)));
  const complete = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true };
  expect(introspectionFromSchema(printed, complete)).toEqual(
    introspectionFromSchema(lexicographicSortSchema(schema), complete),
  );
});

test('schema/typed is what codegen makes; if not, run npm run codegen', async () => {
  const codegen = `${root}node_modules/@graphql-codegen/cli/esm/bin.js`;
  const run = promisify(execFile)(process.execPath, [codegen, '--config', 'codegen.ts', '--check'], { cwd: root });
  await expect(run).resolves.toBeDefined();
});

test('an option is marked where its data is, by the upstream’s name for it', () => {
  const marked = types
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })))
    .flatMap(({ name, field }) => {
      const directive = field.astNode?.directives?.find((one) => one.name.value === 'queryOption');
      const value = directive?.arguments?.[0]?.value;
      return value?.kind === 'StringValue' ? [[name, field.extensions['queryOption'], value.value]] : [];
    });
  expect(marked.toSorted()).toEqual([
    ['Payment.fundBills', 'FUND_BILL_LIST', 'fund_bill_list'],
    ['Payment.vouchers', 'VOUCHER_DETAIL_LIST', 'voucher_detail_list'],
    ['Settlement.details', 'TRADE_SETTLE_INFO', 'trade_settle_info'],
    ['Settlement.unsettledAmount', 'TRADE_SETTLE_INFO', 'trade_settle_info'],
  ]);
});

test.each<[string, readonly string[]]>([
  ['Dialect', DIALECTS],
  ['QueryOption', QUERY_OPTIONS],
  ['Availability', AVAILABILITIES],
  ['Freshness', FRESHNESS],
  ['ResultStatus', RESULT_STATUSES],
  ['RecommendedAction', RECOMMENDED_ACTIONS],
  ['PaymentStatus', PAYMENT_STATUSES],
  ['TransactionType', TRANSACTION_TYPES],
])('%s has the values of the domain, in their order', (name, values) => {
  const type = schema.getType(name);
  expect(isEnumType(type) && type.getValues().map((value) => value.name)).toEqual(values);
});

test('everything in the schema is described', () => {
  const described = (type: GraphQLNamedType): [string, string | null | undefined][] => {
    const self: [string, string | null | undefined] = [type.name, type.description];
    if (isEnumType(type)) {
      return [
        self,
        ...type.getValues().map(({ name, description }): [string, typeof description] => [name, description]),
      ];
    }
    if (isInputObjectType(type)) {
      return [
        self,
        ...Object.values(type.getFields()).map(({ name, description }): [string, typeof description] => [
          name,
          description,
        ]),
      ];
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [self];
    const fields = Object.values(type.getFields()).flatMap((field) => [
      [`${type.name}.${field.name}`, field.description] as [string, typeof field.description],
      ...field.args.map(({ name, description }): [string, typeof description] => [
        `${field.name}(${name})`,
        description,
      ]),
    ]);
    return [self, ...fields];
  };
  const all = types.flatMap(described);
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(([, description]) => !description)).toEqual([]);
});
