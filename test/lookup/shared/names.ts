import { referenceKey, type Reference } from '../../../src/domain/reference.ts';

/** One payment, and the keys its answers are kept under. */
export const reference: Reference = {
  dialect: 'TRADE_QUERY',
  account: 'mainland',
  identity: 'i',
  kind: 'paymentId',
  id: '2026 0001',
};
export const key = referenceKey(reference);
export const otherKey = referenceKey({ ...reference, kind: 'merchantReference', id: 'order-1' });
