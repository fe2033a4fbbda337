import { isObject } from '../json.ts';
import type { Book, Ids, KnownPayment } from '../ledger.ts';
import { beijingTime } from '../times.ts';
import { CASES } from './cases.ts';
import { generateInquiryPayment } from './generated.ts';
import { EVERYTHING } from './everything.ts';
import { inquiryPayment } from './shape.ts';

const SAMPLE_IDS: Ids = {
  paymentId: '2019060811401080010018882020035XXXX',
  merchantReference: 'pay_1089760038715669_10277574507XXXX',
};

/** The payments of INQUIRY_PAYMENT. */
export function inquiryPaymentBook(seed: number): Book {
  return {
    dialect: 'INQUIRY_PAYMENT',
    special: [SAMPLE, ...CASES, EVERYTHING, ...ODDITIES],
    generate: (index) => generateInquiryPayment(seed, index),
    settle: (ids, afterSeconds) => {
      const amount = { currency: 'HKD', value: '4200' };
      return {
        ...inquiryPayment(ids, { status: 'SUCCESS', outcome: ['SUCCESS', 'success.'], amount }),
        settling: { afterSeconds, meanwhile: inquiryPayment(ids, { status: 'PROCESSING', amount }).facts },
      };
    },
    withIds: (facts, ids) => ({ ...facts, paymentId: ids?.paymentId, paymentRequestId: ids?.merchantReference }),
    withStatus: (facts, paymentStatus) => ({ ...facts, paymentStatus }),
    withAmount: ({ paymentAmount, ...facts }, { amount, currency }) => {
      const before = isObject(paymentAmount) ? paymentAmount : {};
      const changed = { value: amount ?? before['value'], currency: currency ?? before['currency'] };
      return { ...facts, paymentAmount: changed };
    },
    paidAt: (facts, ms) => ({ ...facts, paymentTime: beijingTime(ms) }),
  };
}

/** The response sample of the Chinese document (2022-12-01), its payment time in 2099 included. */
const SAMPLE: KnownPayment = {
  ...SAMPLE_IDS,
  about: 'The response sample of the inquiryPayment document (Chinese).',
  facts: {
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: '成功' },
    paymentStatus: 'SUCCESS',
    paymentRequestId: SAMPLE_IDS.merchantReference,
    paymentId: SAMPLE_IDS.paymentId,
    paymentAmount: { value: '500', currency: 'USD' },
    paymentCreateTime: '2019-06-01T12:01:01+08:30',
    paymentTime: '2099-06-01T12:01:01+08:30',
    transactions: null,
  },
};

const ODDITIES: readonly KnownPayment[] = [
  oddity(1, 'pending', 'PENDING: the buyer is done, the bank is not.', 'PENDING', {
    paymentResultCode: 'PAYMENT_IN_PROCESS',
    paymentResultMessage: 'The payment is in process.',
  }),
  oddity(2, 'undocumented-status', 'A status no document lists.', 'ON_HOLD', {}),
  oddity(3, 'unknown-outcome', 'FAIL with UNKNOWN_EXCEPTION as its reason, as recorded: no unknown result.', 'FAIL', {
    paymentAmount: undefined,
    paymentResultCode: 'UNKNOWN_EXCEPTION',
    paymentResultMessage: 'unknown exception',
  }),
  oddity(
    4,
    'recorded-quote',
    'A quote between numeric currency codes, as recorded; the amount is a number.',
    'SUCCESS',
    {
      paymentAmount: { value: 100, currency: 'MOP' },
      paymentTime: '2026-01-02T03:05:06.789-07:00',
      grossSettlementAmount: { value: '98', currency: 'HKD' },
      settlementQuote: { quoteCurrencyPair: '446/156', quotePrice: 0.88156063, guaranteed: false },
      pspCustomerInfo: { pspName: 'AlipayCN', pspCustomerId: '20882027863621B1' },
      paymentResultInfo: {},
    },
  ),
];

function oddity(
  number: number,
  merchantReference: string,
  about: string,
  status: string,
  more: KnownPayment['facts'],
): KnownPayment {
  const ids = { paymentId: `202601021140108001001888000000001${number}`, merchantReference };
  return { ...inquiryPayment(ids, { status, amount: { currency: 'SGD', value: '10000' }, more }), about };
}
