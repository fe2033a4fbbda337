import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { PERMISSIONS } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { executed } from '../../src/server/fast-path/executing.ts';
import { PreparedOperations } from '../../src/server/fast-path/prepared-operations.ts';
import { FakeLookups } from '../graphql/fake-lookups.ts';
import { contextOf } from '../graphql/gateway.ts';
import { exchange } from '../graphql/sample-payment.ts';

const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';
const RESERVE = '{"n":12345678901234567890,"a":1.10,"e":1E400,"-":[-0]}';

/** What comes of a document, whose upstream answers hold numbers no float can. */
async function outcome(text: string) {
  const prepared = new PreparedOperations();
  prepared.add('rights', text, { schema, document: parse(text) });
  const operation = prepared.get('rights', text, null);
  if (operation === undefined) throw new Error('expected an operation that can run');
  const lookups = new FakeLookups(() => ({ exchange: { ...exchange, reserve: RESERVE } }));
  const context = contextOf({ lookups, permissions: PERMISSIONS });
  return executed(operation, context, operation.execution.variableValues, {});
}

test.each([
  ['where the document is compiled', 'payment(ref: %) { payment { transactions(first: -1) { totalCount } } }'],
  ['where graphql-js runs it', 'node(id: "none") { id }'],
])('numbers of JSON are told as they came beside an error, too, %s', async (_where, failing) => {
  const result = await outcome(`{ a: payment(ref: ${REF}) { exchange { reserve } } b: ${failing.replace('%', REF)} }`);
  if (!('failed' in result)) throw new Error('expected an error');
  expect(result.failed.errors).toHaveLength(1);
  expect(Object.keys(result.failed)).toEqual(['errors', 'data']);
  expect(JSON.stringify(result.failed.data)).toContain(`{"exchange":{"reserve":${RESERVE}}}`);
});

test('numbers of JSON are told as they came without an error', async () => {
  const result = await outcome(`{ payment(ref: ${REF}) { exchange { reserve } } }`);
  expect(result).toEqual({ data: `{"payment":{"exchange":{"reserve":${RESERVE}}}}` });
});
