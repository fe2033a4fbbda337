import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type RunningGateway } from './gateway.ts';

// The samples the providers' documents print, asked for as a user would: the gateway in its own process, over HTTP.

const root = resolve(import.meta.dirname, '../..');
const shell = promisify(execFile);
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(async () => {
  expect(await gateway.stop()).toBe(0);
});

const EVERYTHING = `query ($ref: PaymentRef!) {
  payment(ref: $ref) {
    dialect account paymentId merchantReference freshness
    result { dialect status code codeId message retryable action }
    payment {
      dialect account paymentId merchantReference status statusRaw isFinal wasPaid
      outcome { code message }
      amount { ...Money }
      breakdown {
        buyerPaid { ...Money } received { ...Money } invoiceable { ...Money }
        points { ...Money } platformDiscount { ...Money } merchantDiscount { ...Money }
      }
      refundedAmount { ...Money }
      customsDeclarationAmount { ...Money }
      settlement { grossAmount { ...Money } quote { id } }
      fundBills { channel amount { ...Money } realAmount { ...Money } }
      createdAt completedAt authExpiresAt
      buyer { userId openId displayId type wallet }
      store { id name terminalId }
      redirect { url }
      transactions { totalCount }
      extInfo
    }
    exchange { operation version clientId requestId httpStatus signatureVerified reserve queryOptions cached }
  }
}
fragment Money on Money { currency amount minor raw }`;

const yuan = (amount: string, minor: string, raw: string) => ({ currency: 'CNY', amount, minor, raw });

const NOTHING = {
  outcome: null,
  breakdown: null,
  refundedAmount: null,
  customsDeclarationAmount: null,
  settlement: null,
  fundBills: null,
  createdAt: null,
  authExpiresAt: null,
  buyer: null,
  store: null,
  redirect: null,
  transactions: null,
  extInfo: null,
};

const PAY_QUERY_SAMPLE = {
  ...NOTHING,
  dialect: 'PAY_QUERY',
  account: 'intl',
  paymentId: '2015032412007101547201355678',
  merchantReference: '51051001000000001234',
  status: 'SUCCEEDED',
  statusRaw: 'PAY_SUCCESS',
  isFinal: true,
  wasPaid: true,
  amount: { currency: 'USD', amount: '2.39', minor: '239', raw: '239' },
  completedAt: '2001-07-04T12:08:56+05:30',
  extInfo: {},
};

const INQUIRY_PAYMENT_SAMPLE = {
  ...NOTHING,
  dialect: 'INQUIRY_PAYMENT',
  account: 'antom-sg',
  paymentId: '2019060811401080010018882020035XXXX',
  merchantReference: 'pay_1089760038715669_10277574507XXXX',
  status: 'SUCCEEDED',
  statusRaw: 'SUCCESS',
  isFinal: true,
  wasPaid: true,
  amount: { currency: 'USD', amount: '5.00', minor: '500', raw: '500' },
  createdAt: '2019-06-01T12:01:01+08:30',
  // The sample says 2099, the translator's remark beside it 2019; what is sent is what is shown.
  completedAt: '2099-06-01T12:01:01+08:30',
};

const TRADE_QUERY_SAMPLE = {
  ...NOTHING,
  dialect: 'TRADE_QUERY',
  account: 'mainland',
  paymentId: '2013112011001004330000121536',
  merchantReference: '6823789339978248',
  status: 'CLOSED',
  statusRaw: 'TRADE_CLOSED',
  isFinal: true,
  wasPaid: true,
  amount: yuan('88.88', '8888', '88.88'),
  breakdown: {
    buyerPaid: yuan('8.88', '888', '8.88'),
    received: yuan('15.25', '1525', '15.25'),
    invoiceable: yuan('12.11', '1211', '12.11'),
    points: yuan('10.00', '1000', '10'),
    platformDiscount: yuan('88.88', '8888', '88.88'),
    merchantDiscount: yuan('88.88', '8888', '88.88'),
  },
  fundBills: [
    { channel: 'ALIPAYACCOUNT', amount: yuan('10.00', '1000', '10'), realAmount: yuan('11.21', '1121', '11.21') },
  ],
  completedAt: '2014-11-27T15:45:57+08:00',
  buyer: {
    userId: '2088101117955611',
    openId: '01501o8f93i3njagb1jg4onxtxv25dcn3gec3uggnc4cju0',
    displayId: '159****5620',
    type: 'PRIVATE',
    wallet: null,
  },
  store: { id: 'nj_s_001', name: '证大五道口店', terminalId: 'nj_t_001' },
  extInfo: { action: 'cancel' },
};

describe.each([PAY_QUERY_SAMPLE, INQUIRY_PAYMENT_SAMPLE, TRADE_QUERY_SAMPLE])('the sample of $dialect', (sample) => {
  const { dialect } = sample;
  it.each(['paymentId', 'merchantReference'] as const)('gives exactly its facts when asked by %s', async (kind) => {
    const { data, errors } = await gateway.ask(
      EVERYTHING,
      { ref: { dialect, [kind]: sample[kind] } },
      { 'cache-control': 'no-cache' },
    );
    expect(errors).toBeUndefined();
    const { payment, exchange, ...lookup } = data.payment;
    expect(payment).toEqual(sample);
    expect(lookup).toMatchObject({
      dialect,
      account: sample.account,
      freshness: 'LIVE',
      paymentId: kind === 'paymentId' ? sample.paymentId : null,
      merchantReference: kind === 'paymentId' ? null : sample.merchantReference,
      result: { dialect, status: 'SUCCESS', code: 'SUCCESS', retryable: false, action: 'NONE' },
    });
    expect(exchange.requestId).toMatch(/^[\w-]{8,64}$/);
    expect(exchange).toMatchObject({ httpStatus: 200, signatureVerified: true, cached: false });
  });
});

describe('the response cases of the inquiryPayment document', () => {
  it.each([
    ['cancelled-after-paid', { status: 'CANCELLED', isFinal: true, wasPaid: true }],
    ['partly-refunded', { status: 'SUCCEEDED', isFinal: true, wasPaid: true }],
    ['fully-refunded', { status: 'SUCCEEDED', isFinal: true, wasPaid: true }],
    ['not-paid', { status: 'PENDING', isFinal: false, wasPaid: false }],
    ['cancelled-unpaid', { status: 'CANCELLED', isFinal: true, wasPaid: false }],
    ['closed-by-timeout', { status: 'FAILED', isFinal: true, wasPaid: false }],
    ['insufficient-balance', { status: 'FAILED', isFinal: true, wasPaid: false }],
    ['over-limit', { status: 'FAILED', isFinal: true, wasPaid: false }],
  ])('%s', async (merchantReference, facts) => {
    const { data } = await gateway.ask(EVERYTHING, { ref: { dialect: 'INQUIRY_PAYMENT', merchantReference } });
    expect(data.payment.payment).toMatchObject(facts);
  });

  it('sums what was refunded, partly and in full', async () => {
    const refunded = async (merchantReference: string) => {
      const { data } = await gateway.ask(EVERYTHING, { ref: { dialect: 'INQUIRY_PAYMENT', merchantReference } });
      const { amount, refundedAmount } = data.payment.payment;
      return [BigInt(amount.minor), BigInt(refundedAmount.minor)] as const;
    };
    const [paid, part] = await refunded('partly-refunded');
    expect(part).toBeGreaterThan(0n);
    expect(part).toBeLessThan(paid);
    const [whole, all] = await refunded('fully-refunded');
    expect(all).toBe(whole);
  });

  it('missing: a result, not an error', async () => {
    const ref = { dialect: 'INQUIRY_PAYMENT', merchantReference: 'missing' };
    const { data, errors } = await gateway.ask(EVERYTHING, { ref });
    expect(errors).toBeUndefined();
    expect(data.payment).toMatchObject({
      payment: null,
      result: { status: 'FAILURE', code: 'ORDER_NOT_EXIST', retryable: false, action: 'CHECK_IDENTIFIER' },
    });
  });
});

describe('what a newcomer pastes', () => {
  it('is printed at the start and works', async () => {
    const command = /^curl .*$/m.exec(gateway.written())?.[0];
    const { stdout } = await shell('bash', ['-c', command ?? 'false']);
    expect(JSON.parse(stdout)).toMatchObject({
      data: { payment: { result: { status: 'SUCCESS' }, payment: { status: 'CLOSED' } } },
    });
  });

  it('stands in the README and works', async () => {
    const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
    const command = /^curl -s [\s\S]*?(?=\n```)/m.exec(readme)?.[0] ?? 'false';
    const { stdout } = await shell('bash', ['-c', command.replace('http://127.0.0.1:4000/graphql', gateway.url)]);
    expect(JSON.parse(stdout)).toMatchObject({
      data: { payment: { result: { action: 'NONE' }, payment: { status: 'SUCCEEDED' } } },
    });
  });
});
