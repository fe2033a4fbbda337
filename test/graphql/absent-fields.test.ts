import fc from 'fast-check';
import { getNamedType, isObjectType, type GraphQLNamedType } from 'graphql';
import { expect, test } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import { schema } from '../../src/graphql/schema.ts';
import { FakeLookups } from './fake-lookups.ts';
import { ask } from './gateway.ts';
import { emptyPayment, fullPayment, refund } from './sample-payment.ts';

const REF = '{ dialect: TRADE_QUERY, paymentId: "1" }';

function leaves(type: GraphQLNamedType, above: string[] = []): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(({ type: of }) => !above.includes(getNamedType(of).name));
  return `{ ${fields.map((field) => `${field.name} ${leaves(getNamedType(field.type), [...above, type.name])}`).join(' ')} }`;
}

const payment = (lookups: FakeLookups, selection: string) =>
  ask({ lookups }, `{ payment(ref: ${REF}) { result { code } payment ${selection} } }`);

/** The full payment with any of its values, at any depth, not reported. */
const thinned: fc.Arbitrary<Payment> = fc.gen().map((gen) => {
  const thin = (value: unknown, name: string): unknown => {
    // What the domain always knows.
    if (['status', 'type', 'dialect', 'currency', 'minor', 'text', 'epochMs', 'result', 'outcome'].includes(name)) {
      return ['result', 'outcome'].includes(name) && gen(fc.boolean) ? null : value;
    }
    if (gen(fc.integer, { min: 0, max: 5 }) === 0) return null;
    if (Array.isArray(value)) return value.map((item) => (item === null ? null : inner(item)));
    return typeof value === 'object' && value !== null ? inner(value) : value;
  };
  const inner = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([name, held]) => [name, thin(held, name)]));
  return inner(fullPayment) as Payment;
});

test('whatever was not reported, the answer stands, and only a promised field is an error', async () => {
  const selection = leaves(schema.getType('Payment')!);
  await fc.assert(
    fc.asyncProperty(thinned, async (thin) => {
      const { data, errors = [] } = await payment(new FakeLookups(() => ({ payment: thin })), selection);
      expect(data.payment.payment.status).toBe('SUCCEEDED');
      for (const { extensions, message } of errors) {
        expect(extensions).toEqual({ code: 'GATEWAY_MALFORMED_RESPONSE', retryable: false, action: 'CONTACT_SUPPORT' });
        expect(message).toMatch(/: was not reported$/);
      }
    }),
  );
});

test('a payment of which nothing was reported is nulls all over, without an error', async () => {
  const lookups = new FakeLookups(() => ({ payment: emptyPayment }));
  const { data, errors } = await payment(lookups, leaves(schema.getType('Payment')!));
  expect(errors).toBeUndefined();
  const { id, dialect, account, status, isFinal, ...rest } = data.payment.payment;
  expect({ dialect, account, status, isFinal }).toEqual({
    dialect: 'TRADE_QUERY',
    account: 'mainland',
    status: 'UNKNOWN',
    isFinal: false,
  });
  expect(id).toEqual(expect.any(String));
  expect(new Set(Object.values(rest as object))).toEqual(new Set([null]));
});

const bill = { channel: null, amount: null, realAmount: null };
const bare = { ...refund, amount: null, requestId: null, result: null };
const address = { url: null, method: null, parameters: null };

test.each<[string, Partial<Payment>, string, string]>([
  ['fundBills', { fundBills: [bill] }, 'fundBills { channel }', 'fund_channel'],
  ['fundBills', { fundBills: [bill] }, 'fundBills { amount { minor } }', 'fund_bill_list.amount'],
  ['transactions', { transactions: [bare] }, 'transactions { nodes { amount { minor } } }', 'transactionAmount'],
  ['transactions', { transactions: [bare] }, 'transactions { nodes { requestId } }', 'transactionRequestId'],
  [
    'transactions',
    { transactions: [bare] },
    'transactions { edges { node { result { code } } } }',
    'transactionResult',
  ],
  ['redirect', { redirect: address }, 'redirect { url }', 'redirectActionForm.redirectUrl'],
  ['redirect', { redirect: address }, 'redirect { method }', 'redirectActionForm.method'],
])('only %s is null when a promised field below it was not reported: %j', async (branch, reports, selection, field) => {
  const lookups = new FakeLookups(() => ({ payment: { ...fullPayment, ...reports } }));
  const { data, errors } = await payment(lookups, `{ status ${selection} }`);
  expect(data.payment).toEqual({ result: { code: 'SUCCESS' }, payment: { status: 'SUCCEEDED', [branch]: null } });
  expect(errors).toMatchObject([
    { message: `${field}: was not reported`, extensions: { code: 'GATEWAY_MALFORMED_RESPONSE' } },
  ]);
});

test('what was not reported of a transaction does not matter to who does not ask for it', async () => {
  const lookups = new FakeLookups(() => ({ payment: { ...fullPayment, transactions: [bare] } }));
  const { data, errors } = await payment(lookups, '{ refundedAmount { minor } transactions { nodes { id type } } }');
  expect(errors).toBeUndefined();
  expect(data.payment.payment).toMatchObject({ refundedAmount: null, transactions: { nodes: [{ type: 'REFUND' }] } });
});
