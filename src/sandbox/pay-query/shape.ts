import type { Ids, KnownPayment } from '../ledger.ts';

/** The facts one payment of PAY_QUERY differs from another by. */
export interface PayQueryFacts {
  readonly payStatus: string;
  readonly currency: string;
  /** In the smallest unit. */
  readonly value: string;
  readonly paymentTime?: string;
  readonly siteBuyerId?: string;
  readonly extendInfo?: string;
}

/** A payment in the words of PAY_QUERY. */
export function payQueryPayment(ids: Ids, facts: PayQueryFacts): KnownPayment {
  const { payStatus, currency, value, paymentTime, siteBuyerId, extendInfo = '{}' } = facts;
  return {
    ...ids,
    facts: {
      payment: {
        acquirementId: ids.paymentId,
        merchantTransId: ids.merchantReference,
        payStatus,
        orderAmount: { currency, value },
        ...(paymentTime === undefined ? {} : { paymentTime }),
        extendInfo,
      },
      ...(siteBuyerId === undefined ? {} : { siteBuyerId }),
    },
  };
}
