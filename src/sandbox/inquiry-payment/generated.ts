import { createdAt, numbered, platformId, randomFor, shopAmount } from '../generating.ts';
import type { MinorAmount } from '../generating.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Ids, KnownPayment } from '../ledger.ts';
import type { Random } from '../random.ts';
import { offsetTime } from '../times.ts';
import { inquiryPayment, money, transaction } from './shape.ts';

/** The n-th generated payment of INQUIRY_PAYMENT: `ip-0001` and so on. */
export function generateInquiryPayment(seed: number, index: number): KnownPayment {
  const random = randomFor('INQUIRY_PAYMENT', seed, index);
  const ids = { paymentId: platformId('1140108001001888', 34, index), merchantReference: numbered('ip', index) };
  const amount = shopAmount(random);
  const made = createdAt(index, random);
  const offset = random.pick([480, 480, 540, 330, 0, -420]);
  const at = (minutes: number): string => offsetTime(made + minutes * 60_000, offset);
  const payment = random.weighted<() => KnownPayment>([
    [64, () => paid(ids, amount, at, random)],
    [7, () => unfinished(ids, 'PROCESSING', amount, at)],
    [5, () => unfinished(ids, 'PENDING', amount, at)],
    [12, () => failed(ids, at, random)],
    [4, () => cancelled(ids, amount, at)],
    [4, () => cancelled(ids, undefined, at)],
    [2, () => inquiryPayment(ids, { status: 'ON_HOLD', amount, createdAt: at(0) })],
  ])();
  if (payment.facts['paymentStatus'] === 'SUCCESS' && random.chance(3)) {
    const meanwhile = unfinished(ids, 'PROCESSING', amount, at).facts;
    return { ...payment, settling: { afterSeconds: 5 + random.below(56), meanwhile } };
  }
  return random.chance(1) ? { ...payment, result: random.pick(['PROCESS_FAIL', 'USER_KYC_NOT_QUALIFIED']) } : payment;
}

type Clock = (minutes: number) => string;

function paid(ids: Ids, amount: MinorAmount, at: Clock, random: Random): KnownPayment {
  const transactions = steps(ids, amount, at, random);
  const more: JsonObject = {
    ...(random.chance(60) ? { pspCustomerInfo: customer(random) } : {}),
    ...(random.chance(20) ? settlement(amount, at, random) : {}),
    ...(random.chance(5) ? { customsDeclarationAmount: money(amount) } : {}),
    ...(random.chance(5) ? { authExpiryTime: at(7 * 1440) } : {}),
    transactions: transactions.length === 0 ? random.pick([null, []]) : transactions,
  };
  return inquiryPayment(ids, {
    status: 'SUCCESS',
    outcome: ['SUCCESS', 'success.'],
    amount,
    createdAt: at(0),
    paidAt: at(2),
    more,
  });
}

function steps(ids: Ids, amount: MinorAmount, at: Clock, random: Random): readonly Json[] {
  const share = (percent: number): MinorAmount => {
    // IDR and TWD keep their two zeros ("Currency codes").
    const unit = ['IDR', 'TWD'].includes(amount.currency) ? 100n : 1n;
    const exact = (BigInt(amount.value) * BigInt(percent)) / 100n;
    return { currency: amount.currency, value: String(exact < unit ? unit : exact - (exact % unit)) };
  };
  const step = (number: number, type: string, status: string, value: MinorAmount): Json =>
    transaction(`${ids.merchantReference}-${number}`, type, status, value, at(number * 1440));
  return random.weighted<() => readonly Json[]>([
    [76, () => []],
    [8, () => [step(1, 'REFUND', 'SUCCESS', share(50))]],
    [5, () => [step(1, 'REFUND', 'SUCCESS', amount)]],
    [
      3,
      () => [
        step(1, 'REFUND', 'SUCCESS', share(30)),
        step(2, 'REFUND', random.pick(['PROCESSING', 'PENDING', 'FAIL']), share(20)),
      ],
    ],
    [4, () => [step(0, 'AUTHORIZATION', 'SUCCESS', amount), step(1, 'CAPTURE', 'SUCCESS', amount)]],
    [2, () => [step(0, 'AUTHORIZATION', 'SUCCESS', amount), step(1, 'INCREMENTAL', 'SUCCESS', share(20))]],
    [2, () => [step(0, 'AUTHORIZATION', 'SUCCESS', amount), step(1, 'VOID', 'SUCCESS', amount)]],
  ])();
}

function unfinished(ids: Ids, status: string, amount: MinorAmount, at: Clock): KnownPayment {
  const redirectActionForm = {
    method: 'GET',
    parameters: '{"step":"1"}',
    redirectUrl: `https://cashier.example/pay?order=${ids.merchantReference}`,
  };
  return inquiryPayment(ids, {
    status,
    outcome: ['PAYMENT_IN_PROCESS', 'The payment is in process.'],
    amount,
    createdAt: at(0),
    more: status === 'PROCESSING' ? { redirectActionForm } : {},
  });
}

function failed(ids: Ids, at: Clock, random: Random): KnownPayment {
  const outcome = random.pick([
    ['USER_BALANCE_NOT_ENOUGH', 'The balance is not enough.'],
    ['PAYMENT_AMOUNT_EXCEED_LIMIT', 'The payment amount exceeds the limit.'],
    ['ORDER_IS_CLOSED', 'The order is closed.'],
    ['RISK_REJECT', 'The payment is rejected for risk.'],
    ['USER_PAYMENT_VERIFICATION_FAILED', 'The payer could not be verified.'],
    ['UNKNOWN_EXCEPTION', 'unknown exception'],
  ]);
  const [code = '', message = ''] = outcome;
  return inquiryPayment(ids, { status: 'FAIL', outcome: [code, message], createdAt: at(0) });
}

function cancelled(ids: Ids, amount: MinorAmount | undefined, at: Clock): KnownPayment {
  return inquiryPayment(ids, {
    status: 'CANCELLED',
    outcome: ['ORDER_IS_CANCELED', 'The order is canceled.'],
    createdAt: at(0),
    ...(amount === undefined ? {} : { amount, paidAt: at(2) }),
  });
}

function customer(random: Random): JsonObject {
  return {
    pspName: random.pick(['GCash', 'AlipayHK', 'TNG', 'KakaoPay', 'DANA', 'TrueMoney', 'AlipayCN']),
    pspCustomerId: `2088${random.digits(12)}`,
    displayCustomerId: `1${random.digits(2)}****${random.digits(4)}`,
  };
}

function settlement(amount: MinorAmount, at: Clock, random: Random): JsonObject {
  const currency = amount.currency === 'USD' ? 'EUR' : 'USD';
  return {
    grossSettlementAmount: { value: String(100 + random.below(100_000)), currency },
    settlementQuote: {
      quoteId: `quote-${random.digits(8)}`,
      quoteCurrencyPair: `${amount.currency}/${currency}`,
      quotePrice: (1 + random.below(99_999_999)) / 100_000_000,
      quoteStartTime: at(-60),
      quoteExpiryTime: at(1440),
      guaranteed: random.chance(50),
    },
  };
}
