import type { DialectAdapter } from './dialect.ts';
import { inquiryPayment } from './inquiry-payment/adapter.ts';
import { payQuery } from './pay-query/adapter.ts';
import { tradeQuery } from './trade-query/adapter.ts';

/** Every dialect the gateway speaks. */
export const dialects: readonly DialectAdapter[] = [payQuery, inquiryPayment, tradeQuery];
