import { sumMoney, type Money } from '../domain/money.ts';
import { referenceKey } from '../domain/reference.ts';
import { PAYMENT_STATUSES, type PaymentStatus } from '../domain/status.ts';
import { identityOf, type PaymentView } from './payment-view.ts';

/** One line of a summary: how many payments of a currency have a status, and what they come to. */
export interface PaymentTotal {
  readonly status: PaymentStatus;
  readonly count: number;
  readonly amount: Money;
}

// ISO 4217's code for 'no currency': where payments without an amount are counted, with a sum of zero.
const NO_CURRENCY = 'XXX';

/** The payments per currency and status, ordered by both; a payment named twice counts once. */
export function totalsOf(payments: Iterable<PaymentView>): PaymentTotal[] {
  const distinct = new Map<string, PaymentView>();
  for (const view of payments) {
    const identity = identityOf(view);
    const key = `${identity.dialect}\u0000${referenceKey(identity)}`;
    if (!distinct.has(key)) distinct.set(key, view);
  }
  const byCurrency = Map.groupBy(distinct.values(), ({ payment }) => payment.amount?.currency ?? NO_CURRENCY);
  const currencies = [...byCurrency].sort(([one], [other]) => (one < other ? -1 : 1));
  return currencies.flatMap(([currency, ofCurrency]) => {
    const byStatus = Map.groupBy(ofCurrency, ({ payment }) => payment.status);
    return PAYMENT_STATUSES.flatMap((status) => {
      const ofStatus = byStatus.get(status);
      if (ofStatus === undefined) return [];
      const amounts = ofStatus.flatMap(({ payment }) => payment.amount ?? []);
      return [{ status, count: ofStatus.length, amount: sumMoney(currency, amounts) }];
    });
  });
}
