import type { Json } from '../json.ts';
import type { KnownPayment } from '../ledger.ts';
import { inquiryPayment, money, transaction } from './shape.ts';

const hkd = (value: string): { currency: string; value: string } => ({ currency: 'HKD', value });

const STEPS: readonly (readonly [type: string, status: string, value: string])[] = [
  ['AUTHORIZATION', 'SUCCESS', '10000'],
  ['INCREMENTAL', 'SUCCESS', '2000'],
  ['CAPTURE', 'SUCCESS', '12000'],
  ['PAYMENT', 'SUCCESS', '12000'],
  ['REFUND', 'SUCCESS', '1500'],
  ['REFUND', 'FAIL', '500'],
  ['REFUND', 'PENDING', '700'],
  ['VOID', 'PROCESSING', '300'],
  ['CANCEL', 'CANCELLED', '12000'],
];

const TRANSACTIONS: readonly Json[] = STEPS.map(([type, status, value], index) =>
  transaction(`step-${index + 1}`, type, status, hkd(value), `2026-01-0${index + 1}T10:00:00+08:00`),
);

/** A payment with every response field of both documents, and some of the later ones they do not have. */
export const EVERYTHING: KnownPayment = {
  ...inquiryPayment(
    { paymentId: '2026010211401080010018880000000009', merchantReference: 'everything' },
    {
      status: 'SUCCESS',
      outcome: ['SUCCESS', 'success.'],
      amount: hkd('12000'),
      createdAt: '2026-01-02T03:04:05+08:00',
      paidAt: '2026-01-02T03:05:06+08:00',
      more: {
        authExpiryTime: '2026-01-09T03:04:05+08:00',
        pspCustomerInfo: {
          pspName: 'AlipayCN',
          pspCustomerId: '2088000000000009',
          displayCustomerId: '159****5620',
        },
        redirectActionForm: {
          actionFormType: 'RedirectActionForm',
          method: 'POST',
          parameters: '{"token":"t/9","step":"2"}',
          redirectUrl: 'https://cashier.example/pay?order=everything&lang=en',
        },
        transactions: TRANSACTIONS,
        customsDeclarationAmount: money({ currency: 'CNY', value: '11000' }),
        grossSettlementAmount: money({ currency: 'USD', value: '1540' }),
        settlementQuote: {
          quoteId: 'quote-0001',
          quoteCurrencyPair: 'HKD/USD',
          quotePrice: 0.12833333,
          quoteStartTime: '2026-01-02T00:00:00+08:00',
          quoteExpiryTime: '2026-01-03T00:00:00+08:00',
          guaranteed: true,
        },
        actualPaymentAmount: money({ currency: 'CNY', value: '11000' }),
        acquirerReferenceNo: 'ref-0001',
        paymentMethodType: 'ALIPAY_CN',
        paymentResultInfo: {},
        promotionResults: [
          { promotionType: 'DISCOUNT', discount: { discountName: 'Winter', savingsAmount: hkd('1') } },
        ],
        retryInfo: { availableRetries: 2, orderId: 'order-1' },
        metadata: '{"shop":"central"}',
        extendInfo: '{}',
      },
    },
  ),
  about: 'Every documented field; transactions of every type and status.',
};
