import { counted, inner, list, text, type Amount, type Facts, type Shown, type Step } from './facts.ts';

const STATUSES: Readonly<Record<string, string>> = {
  SUCCESS: 'SUCCEEDED',
  FAIL: 'FAILED',
  PROCESSING: 'PENDING',
  PENDING: 'PENDING',
  CANCELLED: 'CANCELLED',
};

/** What the graph must show of these facts of INQUIRY_PAYMENT. */
export function inquiryPayment(facts: Facts): Shown {
  const word = text(facts, 'paymentStatus');
  const amount = counted(inner(facts, 'paymentAmount'));
  const transactions = list(facts, 'transactions');
  return {
    dialect: 'INQUIRY_PAYMENT',
    paymentId: text(facts, 'paymentId'),
    merchantReference: text(facts, 'paymentRequestId'),
    status: STATUSES[word ?? ''] ?? 'UNKNOWN',
    statusRaw: word,
    amount,
    createdAt: text(facts, 'paymentCreateTime'),
    completedAt: text(facts, 'paymentTime'),
    refundedAmount: transactions && refunded(transactions, amount),
    fundBills: null,
    transactions: transactions && { nodes: transactions.map(step) },
  };
}

function step(facts: Facts): Step {
  return {
    type: text(facts, 'transactionType') ?? 'UNKNOWN',
    transactionId: text(facts, 'transactionId'),
    requestId: text(facts, 'transactionRequestId'),
    statusRaw: text(facts, 'transactionStatus'),
    amount: counted(inner(facts, 'transactionAmount')),
    occurredAt: text(facts, 'transactionTime'),
  };
}

/** The sum of the refunds that succeeded; it is made here, so that no text of it was ever received. */
function refunded(transactions: readonly Facts[], paid: Amount | null): Amount | null {
  const refunds = transactions.filter(
    (facts) => text(facts, 'transactionType') === 'REFUND' && text(facts, 'transactionStatus') === 'SUCCESS',
  );
  const amounts = refunds.map((facts) => counted(inner(facts, 'transactionAmount')));
  const currency = amounts[0]?.currency ?? paid?.currency;
  if (currency === undefined || amounts.some((one) => one?.currency !== currency)) return null;
  const minor = amounts.reduce((sum, one) => sum + BigInt(one?.minor ?? '0'), 0n).toString();
  const sum = counted({ currency, value: minor });
  return sum && { ...sum, raw: null };
}
