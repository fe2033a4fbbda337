import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';
import { dialectOf, MIXED, whole } from './mixed-payments.ts';
import { SELECTION, tradeNo } from './payments.ts';
import type { Asking } from './works.ts';

// What those ask who share a gateway: five documents over payments that come up one after another, each asked for about
// ten times while it is new. Two of the documents want what only `query_options` bring.

const SELECTIONS = {
  Poll: '{ result { status code } payment { status isFinal } }',
  Order: SELECTION,
  Details:
    '{ result { code } payment { dialect paymentId status statusRaw isFinal wasPaid amount { currency minor raw } } }',
  Funds:
    '{ payment { paymentId status fundBills { channel amount { currency amount } realAmount { currency amount } } } }',
  Settled:
    '{ payment { paymentId isFinal settlement { unsettledAmount { currency amount } ' +
    'details { type serialNumber amount { currency amount } } } } }',
} as const;

const DOCUMENTS = Object.entries(SELECTIONS).map(([name, selection]) => {
  const query = `query ${name}($ref: PaymentRef!) { payment(ref: $ref) ${selection} }`;
  return { query, fields: fieldsOf(parse(query)) };
});

const TIMES_ASKED = 10;
// How many younger payments there are, on average, when one is asked for.
const AGE = 40;

/** How many payments so many requests ask for. */
export function mixedPayments(requests: number): number {
  return Math.ceil(requests / TIMES_ASKED);
}

/** The nth request. The same number asks for the same. */
export function mixed(n: number): Asking {
  const [one, other] = [unit(2 * n), unit(2 * n + 1)];
  const age = Math.floor(-AGE * Math.log(1 - one));
  const payment = MIXED + Math.max(0, Math.floor(n / TIMES_ASKED) - age);
  const document = DOCUMENTS[Math.floor(other * DOCUMENTS.length)];
  if (document === undefined) throw new Error('expected a document');
  const ref = { dialect: dialectOf(payment), paymentId: tradeNo(payment) };
  return {
    body: JSON.stringify({ query: document.query, variables: { ref } }),
    data: JSON.stringify(picked({ payment: whole(payment) }, document.fields)),
  };
}

/** What a selection shows of a value, in the order in which it asks. */
function picked(value: unknown, fields: readonly FieldNode[]): unknown {
  if (Array.isArray(value)) return value.map((item) => picked(item, fields));
  if (typeof value !== 'object' || value === null || fields.length === 0) return value;
  const members = new Map(Object.entries(value));
  return Object.fromEntries(
    fields.map((field) => [field.name.value, picked(members.get(field.name.value), inside(field.selectionSet))]),
  );
}

function inside(selection: SelectionSetNode | undefined): FieldNode[] {
  return (selection?.selections ?? []).filter((one) => one.kind === Kind.FIELD);
}

function fieldsOf(document: ReturnType<typeof parse>): FieldNode[] {
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('expected an operation');
  return inside(operation.selectionSet);
}

/** From 0 to under 1, the same for the same number: a mixing of its bits. */
function unit(n: number): number {
  let bits = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
