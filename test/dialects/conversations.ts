import type {
  Conversation,
  DialectAdapter,
  PreparedInquiry,
  Question,
  RawResponse,
} from '../../src/dialects/dialect.ts';
import { inquiryPayment } from '../../src/dialects/inquiry-payment/adapter.ts';
import { payQuery } from '../../src/dialects/pay-query/adapter.ts';
import { tradeQuery } from '../../src/dialects/trade-query/adapter.ts';
import { NO_DEMAND, type Demand } from '../../src/domain/demand.ts';
import type { IdentifierKind } from '../../src/domain/reference.ts';

/** 2023-11-15T06:13:20.123+08:00, and an id. */
export const STAMP = { now: 1_700_000_000_123, id: '01234567-89ab-4cde-8f01-23456789abcd' };

export const PAY_QUERY_SETTINGS = {
  url: 'https://upstream.example/api/alipay/intl/acquiring/cashier/payquery.htm',
  clientId: '211020000000000000044',
  merchantId: '218820000000000000023',
};

export const INQUIRY_PAYMENT_SETTINGS = { url: 'https://upstream.example', clientId: 'T_000000000001' };

export const TRADE_QUERY_SETTINGS = { url: 'https://upstream.example', appId: '2014072300007148' };

/** Speaks a dialect with these settings. */
export function conversation(adapter: DialectAdapter, settings: unknown): Conversation {
  return adapter.conversation.parse(settings);
}

/** A question under an account named `one`. */
export function question(
  adapter: DialectAdapter,
  kind: IdentifierKind,
  id: string,
  demand: Demand = NO_DEMAND,
): Question {
  return { reference: { dialect: adapter.dialect, account: 'one', identity: 'i', kind, id }, demand };
}

/** One attempt in each dialect at the fixed moment, asking for the payment id `P`. */
export function preparedPayQuery(more: object = {}): PreparedInquiry {
  return conversation(payQuery, { ...PAY_QUERY_SETTINGS, ...more }).prepare(
    question(payQuery, 'paymentId', 'P'),
    STAMP,
  );
}

export function preparedInquiryPayment(more: object = {}): PreparedInquiry {
  return conversation(inquiryPayment, { ...INQUIRY_PAYMENT_SETTINGS, ...more }).prepare(
    question(inquiryPayment, 'paymentId', 'P'),
    STAMP,
  );
}

export function preparedTradeQuery(more: object = {}): PreparedInquiry {
  return conversation(tradeQuery, { ...TRADE_QUERY_SETTINGS, ...more }).prepare(
    question(tradeQuery, 'paymentId', 'P'),
    STAMP,
  );
}

/** An HTTP response, headers one value each unless a list is given. */
export function response(
  body: string | Buffer,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  status = 200,
): RawResponse {
  const lists = Object.entries(headers).map(
    ([name, value]) => [name, typeof value === 'string' ? [value] : value] as const,
  );
  return { status, headers: Object.fromEntries(lists), body: Buffer.from(body) };
}
