// What callers select. Answers are compared with the truth field by field, as far as they were selected.

const MONEY = '{ currency amount minor raw }';
const ABOUT = 'result { code status retryable action } freshness asOf exchange { requestedAt }';

const BRIEF = `id dialect paymentId merchantReference status statusRaw amount ${MONEY}`;
const TIMES = `${BRIEF} createdAt completedAt`;
const STEPS = `transactions { nodes { type transactionId requestId statusRaw amount ${MONEY} occurredAt } }`;
const WHOLE = `${TIMES} refundedAmount ${MONEY} fundBills { channel amount ${MONEY} realAmount ${MONEY} } ${STEPS}`;

/** Selections of a payment, from the shortest to one that needs a query option. */
export const SELECTIONS: readonly string[] = [BRIEF, TIMES, WHOLE];

const item = (selection: string) => `dialect account paymentId merchantReference ${ABOUT} payment { ${selection} }`;

/** One payment. */
export const single = (selection: string) => `query ($ref: PaymentRef!) { payment(ref: $ref) { ${item(selection)} } }`;

/** Many, with their sums. */
export const bulk = (selection: string) => `query ($refs: [PaymentRef!]!) {
  payments(refs: $refs) { items { ${item(selection)} } totals { status count amount { currency minor } } }
}`;

/** One merchant reference in every dialect. */
export const byReference = (selection: string) =>
  `query ($id: String!) { paymentsByReference(merchantReference: $id) { items { ${item(selection)} } } }`;

/** Payments by their global ids. */
export const nodes = (selection: string) =>
  `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Payment { ${selection} } } }`;

/** One payment until it is final. */
export const updates = (selection: string) =>
  `subscription ($ref: PaymentRef!) { paymentUpdates(ref: $ref) { ${item(selection)} } }`;
