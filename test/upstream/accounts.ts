import { inquiryPayment } from '../../src/dialects/inquiry-payment/adapter.ts';
import { payQuery } from '../../src/dialects/pay-query/adapter.ts';
import { tradeQuery } from '../../src/dialects/trade-query/adapter.ts';
import type { Dialect } from '../../src/domain/dialect.ts';
import type { Reference } from '../../src/domain/reference.ts';
import type { Account } from '../../src/upstream/account.ts';
import { conversation } from '../dialects/conversations.ts';
import { alipay, merchant } from '../dialects/keys.ts';

const settings = {
  PAY_QUERY: [payQuery, (origin: string) => ({ url: `${origin}/payquery.htm`, clientId: 'C', merchantId: 'M' })],
  INQUIRY_PAYMENT: [inquiryPayment, (origin: string) => ({ url: origin, clientId: 'T_000000000001' })],
  TRADE_QUERY: [tradeQuery, (origin: string) => ({ url: origin, appId: '2014072300007148' })],
} as const;

/** An account at this origin with the keys of this run. */
export function accountAt(origin: string, dialect: Dialect = 'TRADE_QUERY', id = 'one'): Account {
  const [adapter, at] = settings[dialect];
  return {
    id,
    dialect,
    identity: 'i',
    isDefault: true,
    options: adapter.options,
    conversation: conversation(adapter, at(origin)),
    privateKey: merchant.privateKey,
    alipayPublicKeys: [alipay.publicKey],
  };
}

/** A payment by Alipay's identifier. */
export function reference(id: string, account = 'one', dialect: Dialect = 'TRADE_QUERY'): Reference {
  return { dialect, account, identity: 'i', kind: 'paymentId', id };
}
