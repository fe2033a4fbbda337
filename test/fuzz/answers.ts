import { generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { PreparedInquiry, RawResponse } from '../../src/dialects/dialect.ts';
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts';
import type { Standard } from '../../src/upstream/judgement.ts';
import { STAMP } from '../dialects/conversations.ts';
import { accountAt } from '../upstream/accounts.ts';
import { readTree } from './naive/json.ts';
import type { Asked } from './naive/evidence.ts';

// Short keys sign fast, and nothing here depends on how hard they are to break.
const alipay = generateKeyPairSync('rsa', { modulusLength: 1024 });

const PATH = '/ams/api/v1/payments/inquiryPayment';
const CLIENT_ID = 'T_000000000001';
export const TOLERANCE_MS = 600_000;

/** One question in one dialect, and what its answers are held against: by the gateway, and by the naive reader. */
export interface Case {
  readonly dialect: Dialect;
  readonly inquiry: PreparedInquiry;
  readonly standard: Standard;
  readonly asked: Asked;
  /** Contents as an upstream would sign them: recorded ones, and one with everything in it. */
  readonly contents: readonly string[];
}

const MONEY = { currency: 'USD', value: '239' };
const TRANSACTION = {
  transactionResult: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success.' },
  transactionId: 'REFUND-1',
  transactionType: 'REFUND',
  transactionStatus: 'SUCCESS',
  transactionAmount: { currency: 'USD', value: '100' },
  transactionRequestId: 'REQUEST-1',
  transactionTime: '2019-06-01T12:01:01+08:30',
};

/** An answer with everything the gateway reads. */
const FULL: Readonly<Record<Dialect, string>> = {
  PAY_QUERY: JSON.stringify({
    head: {
      version: '2.0.0',
      function: 'alipay.intl.acquiring.cashier.payQuery',
      clientId: '211020000000000000044',
      respTime: new Date(STAMP.now).toISOString(),
      reqMsgId: STAMP.id,
      reserve: '{}',
    },
    body: {
      resultInfo: { resultStatus: 'S', resultCodeId: '00000000', resultCode: 'SUCCESS', resultMsg: 'success' },
      payment: {
        acquirementId: 'PAYMENT-1',
        merchantTransId: 'MERCHANT-1',
        payStatus: 'PAY_SUCCESS',
        orderAmount: MONEY,
        paymentTime: '2001-07-04T12:08:56+05:30',
        extendInfo: '{"a":"b"}',
      },
      siteBuyerId: '2088455609687485',
    },
  }),
  INQUIRY_PAYMENT: JSON.stringify({
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success.' },
    paymentStatus: 'SUCCESS',
    paymentResultCode: 'SUCCESS',
    paymentResultMessage: 'success.',
    paymentRequestId: 'MERCHANT-1',
    paymentId: 'PAYMENT-1',
    paymentAmount: MONEY,
    paymentCreateTime: '2019-06-01T12:01:01+08:30',
    paymentTime: '2019-06-01T12:01:05+08:30',
    pspCustomerInfo: { pspName: 'GCash', pspCustomerId: '20882', displayCustomerId: '2088****' },
    redirectActionForm: { method: 'GET', parameters: 'a=b&c=d', redirectUrl: 'https://pay.example' },
    transactions: [TRANSACTION, { ...TRANSACTION, transactionType: 'CAPTURE', transactionAmount: MONEY }],
    customsDeclarationAmount: { currency: 'CNY', value: '1648' },
    grossSettlementAmount: { currency: 'SGD', value: '320' },
    settlementQuote: {
      quoteId: 'Q',
      quoteCurrencyPair: 'USD/SGD',
      quotePrice: 1.34,
      quoteStartTime: '2019-06-01T00:00:00+08:00',
      quoteExpiryTime: '2019-06-02T00:00:00+08:00',
      guaranteed: true,
    },
  }),
  TRADE_QUERY: JSON.stringify({
    trade_no: 'PAYMENT-1',
    out_trade_no: 'MERCHANT-1',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '88.88',
    buyer_pay_amount: '80.00',
    receipt_amount: '88.88',
    invoice_amount: '80.00',
    point_amount: '0.00',
    discount_amount: '8.88',
    mdiscount_amount: '0.00',
    send_pay_date: '2014-11-27 15:45:57',
    buyer_user_id: '2088000000000001',
    buyer_logon_id: '159****5620',
    buyer_user_type: 'PRIVATE',
    store_id: 'S1',
    store_name: '证1',
    terminal_id: 'T1',
    ext_infos: '{"action":"cancel"}',
    fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: '10', real_amount: 11.21 }],
    voucher_detail_list: [{ id: '1', name: 'ten', amount: '8.88', merchant_contribute: '1.00', memo: 'm' }],
    trade_settle_info: {
      trade_unsettled_amount: '1.00',
      trade_settle_detail_list: [{ operation_type: 'replenish', amount: '1.00', trans_in: 'in', trans_out: 'out' }],
    },
  }),
};

export const CASES: readonly Case[] = DIALECTS.map((dialect) => {
  const account = { ...accountAt('http://upstream.example', dialect), alipayPublicKeys: [alipay.publicKey] };
  const reference = { dialect, account: 'one', identity: 'i', kind: 'paymentId', id: 'PAYMENT-1' } as const;
  const inquiry = account.conversation.prepare({ reference, demand: 0 }, STAMP);
  return {
    dialect,
    inquiry,
    standard: {
      account,
      publicKeys: account.alipayPublicKeys,
      reference,
      now: STAMP.now,
      clockToleranceMs: TOLERANCE_MS,
    },
    asked: {
      dialect,
      alipay: alipay.publicKey,
      now: STAMP.now,
      toleranceMs: TOLERANCE_MS,
      paymentId: 'PAYMENT-1',
      requestId: inquiry.requestId ?? '',
      path: PATH,
      clientId: CLIENT_ID,
    },
    contents: [FULL[dialect], ...recorded(dialect, inquiry.requestId ?? '')],
  };
});

/** The answer with a good signature over this content, as the dialect's document says. */
export function signedAnswer({ dialect }: Case, content: string | Buffer, time = String(STAMP.now)): RawResponse {
  const bytes = Buffer.from(content);
  const over = (before: string, after = '') =>
    sign('SHA256', Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]), alipay.privateKey).toString(
      'base64',
    );
  switch (dialect) {
    case 'PAY_QUERY':
      return response(
        Buffer.concat([Buffer.from('{"response":'), bytes, Buffer.from(`,"signature":"${over('')}"}`)]),
        {},
      );
    case 'INQUIRY_PAYMENT': {
      const base64 = encodeURIComponent(over(`POST ${PATH}\n${CLIENT_ID}.${time}.`));
      return response(bytes, {
        'response-time': time,
        signature: `algorithm=RSA256,keyVersion=1,signature=${base64}`,
      });
    }
    case 'TRADE_QUERY':
      return response(bytes, {
        'alipay-timestamp': time,
        'alipay-nonce': 'nonce',
        'alipay-signature': over(`${time}\nnonce\n`, '\n'),
      });
  }
}

function response(body: Buffer, headers: Readonly<Record<string, string>>): RawResponse {
  const lists = Object.entries(headers).map(([name, value]) => [name, [value]] as const);
  return { status: 200, headers: Object.fromEntries(lists), body };
}

/** The signed parts of the recorded answers, as far as they are JSON. */
function recorded(dialect: Dialect, requestId: string): string[] {
  const folder = `test/fixtures/${dialect.toLowerCase().replace('_', '-')}`;
  const values: Readonly<Record<string, string>> = {
    now: String(STAMP.now),
    time: new Date(STAMP.now).toISOString(),
    'request-id': requestId,
    padding: 'x'.repeat(100),
  };
  return readdirSync(folder).flatMap((name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    const body = text.slice(text.indexOf('\n\n') + 2);
    const signed = (/\{\{from\}\}([^]*)\{\{to\}\}/.exec(body)?.[1] ?? body)
      .replaceAll(/\{\{signed (\S+) sent \S+\}\}/g, '$1')
      .replaceAll(/\{\{([a-z-]+)\}\}/g, (_, key: string) => values[key] ?? '');
    return isJson(signed) ? [signed] : [];
  });
}

function isJson(text: string): boolean {
  try {
    readTree(text);
    return true;
  } catch {
    return false;
  }
}
