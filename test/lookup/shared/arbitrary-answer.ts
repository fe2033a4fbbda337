import fc from 'fast-check';
import { DIALECTS } from '../../../src/domain/dialect.ts';
import type { Answer, Exchange } from '../../../src/domain/inquiry.ts';
import type { Money } from '../../../src/domain/money.ts';
import type { Payment } from '../../../src/domain/payment.ts';
import { RECOMMENDED_ACTIONS, RESULT_STATUSES, type ResultInfo } from '../../../src/domain/result.ts';
import { PAYMENT_STATUSES } from '../../../src/domain/status.ts';
import type { DateTime } from '../../../src/domain/time.ts';
import { TRANSACTION_TYPES } from '../../../src/domain/transaction.ts';

// Any text at all, half a surrogate pair included: what is stored is what comes back.
const word = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('\ud800 half'));
const text = fc.option(word);
const flag = fc.option(fc.boolean());
const time: fc.Arbitrary<DateTime> = fc.record({ text: word, epochMs: fc.maxSafeInteger() });
const someTime = fc.option(time);
const money: fc.Arbitrary<Money> = fc.record({
  currency: word,
  minor: fc.bigInt({ min: -(10n ** 50n), max: 10n ** 50n }),
  raw: text,
});
const someMoney = fc.option(money);
const dialect = fc.constantFrom(...DIALECTS);

const result: fc.Arbitrary<ResultInfo> = fc.record({
  dialect: fc.option(dialect),
  status: fc.constantFrom(...RESULT_STATUSES),
  code: word,
  codeId: text,
  message: text,
  retryable: fc.boolean(),
  action: fc.constantFrom(...RECOMMENDED_ACTIONS),
  advice: word,
});

const payment: fc.Arbitrary<Payment> = fc.record({
  dialect,
  paymentId: text,
  merchantReference: text,
  status: fc.constantFrom(...PAYMENT_STATUSES),
  statusRaw: text,
  wasPaid: flag,
  outcome: fc.option(result),
  amount: someMoney,
  breakdown: fc.option(
    fc.record({
      buyerPaid: someMoney,
      received: someMoney,
      invoiceable: someMoney,
      points: someMoney,
      platformDiscount: someMoney,
      merchantDiscount: someMoney,
    }),
  ),
  customsDeclarationAmount: someMoney,
  settlement: fc.option(
    fc.record({
      grossAmount: someMoney,
      quote: fc.option(
        fc.record({
          id: text,
          currencyPair: text,
          price: text,
          startsAt: someTime,
          expiresAt: someTime,
          guaranteed: flag,
        }),
      ),
      unsettledAmount: someMoney,
      details: fc.option(
        fc.array(
          fc.record({
            type: text,
            serialNumber: text,
            occurredAt: someTime,
            amount: someMoney,
            from: text,
            to: text,
            originalFrom: text,
            originalTo: text,
          }),
          { maxLength: 3 },
        ),
      ),
    }),
  ),
  fundBills: fc.option(
    fc.array(fc.record({ channel: text, amount: someMoney, realAmount: someMoney }), { maxLength: 3 }),
  ),
  vouchers: fc.option(
    fc.array(
      fc.record({
        id: text,
        name: text,
        type: text,
        amount: someMoney,
        merchantContribution: someMoney,
        otherContribution: someMoney,
        purchaseBuyerContribution: someMoney,
        purchaseMerchantContribution: someMoney,
        purchasePlatformContribution: someMoney,
        templateId: text,
        memo: text,
      }),
      { maxLength: 3 },
    ),
  ),
  createdAt: someTime,
  completedAt: someTime,
  authExpiresAt: someTime,
  buyer: fc.option(fc.record({ userId: text, openId: text, displayId: text, type: text, wallet: text })),
  store: fc.option(fc.record({ id: text, name: text, terminalId: text })),
  redirect: fc.option(fc.record({ url: text, method: text, parameters: text })),
  transactions: fc.option(
    fc.array(
      fc.record({
        type: fc.constantFrom(...TRANSACTION_TYPES),
        transactionId: text,
        requestId: text,
        status: fc.constantFrom(...PAYMENT_STATUSES),
        statusRaw: text,
        amount: someMoney,
        occurredAt: someTime,
        result: fc.option(result),
      }),
      { maxLength: 3 },
    ),
  ),
  extInfo: text,
});

const exchange: fc.Arbitrary<Exchange> = fc.record({
  operation: word,
  version: text,
  clientId: text,
  requestId: text,
  requestedAt: time,
  respondedAt: someTime,
  reserve: text,
  httpStatus: fc.option(fc.integer({ min: 100, max: 599 })),
  signatureVerified: flag,
  options: fc.nat(7),
  body: text,
});

/** Any answer the types allow, most of which no upstream would give. */
export const anyAnswer: fc.Arbitrary<Answer> = fc
  .record({
    reference: fc.record({
      dialect,
      account: fc.constantFrom('intl', 'antom-sg', 'mainland'),
      identity: word,
      kind: fc.constantFrom('paymentId' as const, 'merchantReference' as const),
      id: word,
    }),
    result,
    payment: fc.option(payment),
    exchange: fc.option(exchange),
    retries: fc.nat(9),
  })
  .map((answer) => structuredClone(answer));
