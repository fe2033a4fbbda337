import { covers, demandOf, union, type Demand, type QueryOption } from '../domain/demand.ts';
import type { Payment } from '../domain/payment.ts';
import type { AskedReference, Reference } from '../domain/reference.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Transaction } from '../domain/transaction.ts';
import type { Lookup } from '../lookup/lookup.ts';
import type { GraphContext } from './context.ts';
import { failedLookup } from './errors.ts';
import { keyed, type TransactionKey } from './node-id.ts';

/** A lookup's answer and the demand it was asked with. */
export interface LookupView {
  readonly lookup: Lookup;
  readonly demand: Demand;
}

/** A payment with what is needed to ask for more of it. */
export interface PaymentView {
  readonly __typename: 'Payment';
  readonly payment: Payment;
  readonly reference: Reference;
  /** The options the payment answers for. */
  readonly options: Demand;
  /** Why no newer answer could be had; null unless the payment is a stale one. */
  readonly failure: ResultInfo | null;
}

/** A transaction with its payment and what finds it there. */
export interface TransactionView {
  readonly __typename: 'Transaction';
  readonly transaction: Transaction;
  readonly key: TransactionKey;
  readonly payment: PaymentView;
}

/** Looks a payment up with the demand. */
export async function find(context: GraphContext, asked: AskedReference, demand: Demand): Promise<LookupView> {
  return { lookup: await context.lookups.find(asked, demand), demand };
}

/** How a caller would ask for a reference that was resolved before. */
export function askedAgain({ dialect, account, kind, id }: Omit<Reference, 'identity'>): AskedReference {
  return { dialect, account, [kind]: id };
}

/** The payment an answer brought; null for none. */
export function paymentOf({ lookup, demand }: LookupView): PaymentView | null {
  const { payment, reference, result, options } = lookup;
  if (payment === null || reference === null) return null;
  const succeeded = result.status === 'SUCCESS';
  return {
    __typename: 'Payment',
    payment,
    reference,
    // A success answers the whole demand: options its dialect does not know have nothing to bring.
    options: succeeded ? union(options, demand) : options,
    failure: succeeded ? null : result,
  };
}

/**
 * What `read` finds in the payment once it answers for the option. A payment that does not yet is asked for again;
 * throws, or rejects with, a coded error when that fails, since null would say that there is nothing.
 */
export function readWith<Value>(
  view: PaymentView,
  option: QueryOption,
  context: GraphContext,
  read: (payment: Payment) => Value | null,
): Value | null | Promise<Value | null> {
  const known = read(view.payment);
  const wanted = demandOf([option]);
  if (known !== null || covers(view.options, wanted)) return known;
  if (view.failure !== null) throw failedLookup(view.failure);
  return readAgain(view, wanted, context, read);
}

async function readAgain<Value>(
  view: PaymentView,
  wanted: Demand,
  context: GraphContext,
  read: (payment: Payment) => Value | null,
): Promise<Value | null> {
  const newer = await find(context, askedAgain(view.reference), union(view.options, wanted));
  const payment = paymentOf(newer);
  if (payment === null || !covers(payment.options, wanted)) throw failedLookup(newer.lookup.result);
  return read(payment.payment);
}

/** The global reference of a payment: Alipay's identifier when reported, else the merchant's, else the one asked for. */
export function identityOf({ payment, reference }: PaymentView): Reference {
  if (payment.paymentId !== null) return { ...reference, kind: 'paymentId', id: payment.paymentId };
  if (payment.merchantReference === null) return reference;
  return { ...reference, kind: 'merchantReference', id: payment.merchantReference };
}

/** The payment's transactions; null when none were reported. */
export function transactionsOf(payment: PaymentView): TransactionView[] | null {
  const { transactions } = payment.payment;
  return transactions && keyed(transactions).map((step) => ({ __typename: 'Transaction', ...step, payment }));
}
