import { readPrivateKey, readPublicKey } from '../../src/crypto/keys.ts';
import { inquiryPayment } from '../../src/dialects/inquiry-payment/adapter.ts';
import { payQuery } from '../../src/dialects/pay-query/adapter.ts';
import { tradeQuery } from '../../src/dialects/trade-query/adapter.ts';
import type { Dialect } from '../../src/domain/dialect.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Account } from '../../src/upstream/account.ts';
import { conversation } from '../dialects/conversations.ts';

const adapters = { PAY_QUERY: payQuery, INQUIRY_PAYMENT: inquiryPayment, TRADE_QUERY: tradeQuery };

/** The account of this dialect that the sandbox serves. */
export function accountOf(sandbox: Sandbox, dialect: Dialect): Account {
  const { id, privateKey, alipayPublicKey, ...settings } = sandbox.accounts.find((one) => one.dialect === dialect)!;
  const adapter = adapters[dialect];
  const own = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'dialect' && name !== 'default'));
  return {
    id,
    dialect,
    identity: 'i',
    isDefault: true,
    options: adapter.options,
    conversation: conversation(adapter, own),
    privateKey: readPrivateKey(privateKey),
    alipayPublicKeys: [readPublicKey(alipayPublicKey)],
  };
}
