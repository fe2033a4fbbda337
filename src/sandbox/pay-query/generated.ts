import { createdAt, numbered, platformId, randomFor, shopAmount } from '../generating.ts';
import type { KnownPayment } from '../ledger.ts';
import { beijingTime } from '../times.ts';
import { payQueryPayment } from './shape.ts';

const PAID = ['PAY_SUCCESS', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'SUCCESS'];

/** The n-th generated payment of PAY_QUERY: `pq-0001` and so on. */
export function generatePayQuery(seed: number, index: number): KnownPayment {
  const random = randomFor('PAY_QUERY', seed, index);
  const ids = { paymentId: platformId('12007101', 28, index), merchantReference: numbered('pq', index) };
  const payStatus = random.weighted([
    [62, 'PAY_SUCCESS'],
    [5, 'TRADE_SUCCESS'],
    [3, 'TRADE_FINISHED'],
    [3, 'SUCCESS'],
    [6, 'WAIT_BUYER_PAY'],
    [3, 'PAYING'],
    [2, 'INIT'],
    [2, 'MERCHANT_ACCEPT'],
    [5, 'TRADE_CLOSED'],
    [3, 'CLOSED'],
    [4, 'CANCELLED'],
    [2, 'PAY_ON_HOLD'],
  ]);
  const amount = shopAmount(random);
  const payment = payQueryPayment(ids, {
    ...amount,
    payStatus,
    ...(PAID.includes(payStatus) ? { paymentTime: beijingTime(createdAt(index, random)) } : {}),
    ...(random.chance(80) ? { siteBuyerId: `2088${random.digits(12)}` } : {}),
    ...(random.chance(20) ? { extendInfo: `{"channel":"a/${random.below(9)}","topupAndPay":"false"}` } : {}),
  });
  if (payStatus === 'PAY_SUCCESS' && random.chance(3)) {
    const meanwhile = payQueryPayment(ids, { ...amount, payStatus: 'WAIT_BUYER_PAY' }).facts;
    return { ...payment, settling: { afterSeconds: 5 + random.below(56), meanwhile } };
  }
  return random.chance(1) ? { ...payment, result: random.pick(['PROCESS_FAIL', 'ACCESS_DENIED']) } : payment;
}
