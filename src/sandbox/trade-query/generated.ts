import { createdAt, numbered, platformId, randomFor } from '../generating.ts';
import type { Json, JsonObject } from '../json.ts';
import type { KnownPayment } from '../ledger.ts';
import type { Random } from '../random.ts';
import { beijingTimeWithoutOffset } from '../times.ts';
import { settlement, tradeQueryPayment, voucher, yuan } from './shape.ts';

/** The n-th generated payment of TRADE_QUERY: `tq-0001` and so on. */
export function generateTradeQuery(seed: number, index: number): KnownPayment {
  const random = randomFor('TRADE_QUERY', seed, index);
  const ids = { paymentId: platformId('22001', 28, index), merchantReference: numbered('tq', index) };
  const [status, wasPaid] = random.weighted<readonly [string, boolean]>([
    [60, ['TRADE_SUCCESS', true]],
    [12, ['TRADE_FINISHED', true]],
    [10, ['WAIT_BUYER_PAY', false]],
    [9, ['TRADE_CLOSED', false]],
    [7, ['TRADE_CLOSED', true]],
    [2, ['TRADE_ON_HOLD', false]],
  ]);
  const fen = 1 + random.below(random.chance(10) ? 10_000_000 : 50_000);
  // Some answers carry amounts as JSON numbers: 88.88 and 10, never 88.80.
  const asNumbers = random.chance(15);
  const money = (amount: number): Json => (asNumbers ? amount / 100 : yuan(amount));
  const total = { total_amount: money(fen) };
  const payment = tradeQueryPayment(ids, status, {
    ...total,
    ...(wasPaid ? paid(fen, money, beijingTimeWithoutOffset(createdAt(index, random)), random) : {}),
  });
  if (status === 'TRADE_SUCCESS' && random.chance(3)) {
    const meanwhile = tradeQueryPayment(ids, 'WAIT_BUYER_PAY', total).facts;
    return { ...payment, settling: { afterSeconds: 5 + random.below(56), meanwhile } };
  }
  return random.chance(1) ? { ...payment, result: 'ACQ.ENTERPRISE_PAY_BIZ_ERROR' } : payment;
}

function paid(fen: number, money: (amount: number) => Json, date: string, random: Random): JsonObject {
  const discount = random.chance(25) ? Math.floor(fen / 10) : 0;
  const points = random.chance(15) ? Math.floor(fen / 20) : 0;
  const rest = fen - discount - points;
  return {
    buyer_logon_id: `1${random.digits(2)}****${random.digits(4)}`,
    buyer_pay_amount: money(rest + points),
    point_amount: money(points),
    invoice_amount: money(rest),
    receipt_amount: money(fen),
    ...(discount > 0 ? { discount_amount: money(discount), mdiscount_amount: money(0) } : {}),
    send_pay_date: date,
    buyer_user_id: `2088${random.digits(12)}`,
    buyer_user_type: random.chance(10) ? 'CORPORATE' : 'PRIVATE',
    ...(random.chance(50)
      ? { store_id: `S${random.digits(4)}`, terminal_id: `T${random.digits(2)}`, store_name: '测试门店' }
      : {}),
    ...(random.chance(10) ? { ext_infos: '{"action":"cancel"}' } : {}),
    fund_bill_list: bills(rest, points, money, random),
    ...(random.chance(40)
      ? { trade_settle_info: settlement(random.digits(12), date, money(rest), money(fen - rest)) }
      : {}),
    ...(discount > 0
      ? {
          voucher_detail_list: [
            voucher(random.digits(28), money(discount), { merchant: money(0), other: money(discount) }),
          ],
        }
      : {}),
  };
}

function bills(rest: number, points: number, money: (amount: number) => Json, random: Random): readonly Json[] {
  const channel = random.pick(['ALIPAYACCOUNT', 'BANKCARD', 'PCREDIT', 'MONEYFUND']);
  return [
    { fund_channel: channel, amount: money(rest), ...(random.chance(50) ? { real_amount: money(rest) } : {}) },
    ...(points > 0 ? [{ fund_channel: 'POINT', amount: money(points) }] : []),
  ];
}
