import type { KnownPayment } from '../ledger.ts';
import { inquiryPayment, transaction } from './shape.ts';
import type { Amount, InquiryPaymentFacts } from './shape.ts';

const CREATED = '2026-01-02T03:04:05+08:00';
const PAID = '2026-01-02T03:05:06+08:00';
const REFUNDED = '2026-01-05T12:00:00+08:00';
const PRICE: Amount = { currency: 'SGD', value: '10000' };

/**
 * The cases of "Responses for different cases" on the inquiryPayment page; the order that does not exist is found
 * nowhere. What ended without being paid has no amount and no payment time, as in recorded answers.
 */
export const CASES: readonly KnownPayment[] = [
  specialCase(1, 'cancelled-after-paid', 'Case 1: canceled after being paid, so that there is a paymentTime.', {
    status: 'CANCELLED',
    outcome: ['ORDER_IS_CANCELED', 'The order is canceled.'],
    amount: PRICE,
    createdAt: CREATED,
    paidAt: PAID,
  }),
  specialCase(2, 'partly-refunded', 'Case 2: a quarter was refunded.', {
    status: 'SUCCESS',
    outcome: ['SUCCESS', 'success.'],
    amount: PRICE,
    createdAt: CREATED,
    paidAt: PAID,
    more: {
      transactions: [transaction('refund-1', 'REFUND', 'SUCCESS', { currency: 'SGD', value: '2500' }, REFUNDED)],
    },
  }),
  specialCase(3, 'fully-refunded', 'Case 2: everything was refunded, in two steps.', {
    status: 'SUCCESS',
    outcome: ['SUCCESS', 'success.'],
    amount: PRICE,
    createdAt: CREATED,
    paidAt: PAID,
    more: {
      transactions: [
        transaction('refund-1', 'REFUND', 'SUCCESS', { currency: 'SGD', value: '2500' }, REFUNDED),
        transaction('refund-2', 'REFUND', 'SUCCESS', { currency: 'SGD', value: '7500' }, REFUNDED),
      ],
    },
  }),
  specialCase(4, 'not-paid', 'Case 4: not paid yet.', {
    status: 'PROCESSING',
    outcome: ['PAYMENT_IN_PROCESS', 'The payment is in process.'],
    amount: PRICE,
    createdAt: CREATED,
  }),
  specialCase(5, 'cancelled-unpaid', 'Case 5: canceled and never paid.', {
    status: 'CANCELLED',
    outcome: ['ORDER_IS_CANCELED', 'The order is canceled.'],
    createdAt: CREATED,
  }),
  specialCase(6, 'closed-by-timeout', 'Case 6: not paid and closed for timeout.', {
    status: 'FAIL',
    outcome: ['ORDER_IS_CLOSED', 'The order is closed.'],
    createdAt: CREATED,
  }),
  specialCase(7, 'insufficient-balance', "Case 7: failed for the insufficiency of the buyer's balance.", {
    status: 'FAIL',
    outcome: ['USER_BALANCE_NOT_ENOUGH', 'The balance is not enough.'],
    createdAt: CREATED,
  }),
  specialCase(8, 'over-limit', "Case 8: exceeds the buyer's payment limit.", {
    status: 'FAIL',
    outcome: ['PAYMENT_AMOUNT_EXCEED_LIMIT', 'The payment amount exceeds the limit.'],
    createdAt: CREATED,
  }),
];

function specialCase(
  number: number,
  merchantReference: string,
  about: string,
  facts: InquiryPaymentFacts,
): KnownPayment {
  const paymentId = `202601021140108001001888000000000${number}`;
  return { ...inquiryPayment({ paymentId, merchantReference }, facts), about };
}
