import { describe, expect, it } from 'vitest';
import { moneyFromMinor } from '../../src/domain/money.ts';
import { refundedAmount, type Transaction, type TransactionType } from '../../src/domain/transaction.ts';
import type { PaymentStatus } from '../../src/domain/status.ts';

const paid = moneyFromMinor('1000', 'USD');

function step(type: TransactionType, status: PaymentStatus, value: string | null, currency = 'USD'): Transaction {
  return {
    type,
    status,
    transactionId: null,
    requestId: null,
    statusRaw: null,
    amount: value === null ? null : moneyFromMinor(value, currency),
    occurredAt: null,
    result: null,
  };
}

describe('the refunded amount', () => {
  it('is the sum of the refunds that succeeded', () => {
    const steps = [
      step('REFUND', 'SUCCEEDED', '100'),
      step('REFUND', 'FAILED', '200'),
      step('REFUND', 'PENDING', null),
      step('CAPTURE', 'SUCCEEDED', '400'),
      step('REFUND', 'SUCCEEDED', '50'),
    ];
    expect(refundedAmount(steps, paid)).toEqual({ currency: 'USD', minor: 150n, raw: null });
  });

  it('is zero when there were none, in the currency of the payment', () => {
    expect(refundedAmount([], paid)).toEqual({ currency: 'USD', minor: 0n, raw: null });
  });

  it.each([
    ['no transactions were reported', null, paid],
    ['a refund has no amount', [step('REFUND', 'SUCCEEDED', null)], paid],
    [
      'refunds are in two currencies',
      [step('REFUND', 'SUCCEEDED', '1'), step('REFUND', 'SUCCEEDED', '1', 'EUR')],
      paid,
    ],
    ['nothing names a currency', [], null],
  ])('cannot be told when %s', (_, steps, payment) => {
    expect(refundedAmount(steps, payment)).toBeNull();
  });
});
