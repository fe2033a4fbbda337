import { describe, expect, it } from 'vitest';
import type { DialectAdapter } from '../../src/dialects/dialect.ts';
import { settings as inquiryPaymentSettings } from '../../src/dialects/inquiry-payment/account.ts';
import { inquiryPayment } from '../../src/dialects/inquiry-payment/adapter.ts';
import { settings as payQuerySettings } from '../../src/dialects/pay-query/account.ts';
import { payQuery } from '../../src/dialects/pay-query/adapter.ts';
import { settings as tradeQuerySettings } from '../../src/dialects/trade-query/account.ts';
import { tradeQuery } from '../../src/dialects/trade-query/adapter.ts';
import { conversation, INQUIRY_PAYMENT_SETTINGS, PAY_QUERY_SETTINGS, TRADE_QUERY_SETTINGS } from './conversations.ts';

interface Case {
  readonly adapter: DialectAdapter;
  readonly base: Readonly<Record<string, unknown>>;
  readonly known: readonly string[];
  /** Another value for each setting that decides whose payments are asked for, or how they read. */
  readonly decisive: Readonly<Record<string, unknown>>;
  /** And for each that only says how the question is put. */
  readonly formal: Readonly<Record<string, unknown>>;
}

const CASES: readonly Case[] = [
  {
    adapter: payQuery,
    base: PAY_QUERY_SETTINGS,
    known: Object.keys(payQuerySettings.shape),
    decisive: {
      url: 'https://elsewhere.example/payquery.htm',
      clientId: '9',
      merchantId: '9',
      amountUnit: 'major',
      reserve: '{"a":1}',
    },
    formal: { signature: { hash: 'SHA1', base64: 'twice' } },
  },
  {
    adapter: inquiryPayment,
    base: INQUIRY_PAYMENT_SETTINGS,
    known: Object.keys(inquiryPaymentSettings.shape),
    decisive: { url: 'https://elsewhere.example', clientId: '9', agentToken: 't', merchantAccountId: '9' },
    formal: { keyVersion: 2, requestTime: 'iso' },
  },
  {
    adapter: tradeQuery,
    base: TRADE_QUERY_SETTINGS,
    known: Object.keys(tradeQuerySettings.shape),
    decisive: { url: 'https://elsewhere.example', appId: '9', appAuthToken: 't', orgPid: '9' },
    formal: { appCertSn: '9', expiredSeconds: 60 },
  },
];

describe.each(CASES)('the identity of an account of $adapter.dialect', ({ adapter, base, known, decisive, formal }) => {
  const whose = (more: object = {}) => conversation(adapter, { ...base, ...more });

  it('changes with whatever decides whose payments are asked for and how they read, and with nothing else', () => {
    expect([...Object.keys(decisive), ...Object.keys(formal)].toSorted()).toEqual(known.toSorted());
    const identities = Object.entries(decisive).map(([name, value]) => whose({ [name]: value }).identity);
    expect(new Set([...identities, whose().identity]).size).toBe(identities.length + 1);
    for (const [name, value] of Object.entries(formal))
      expect(whose({ [name]: value }).identity).toBe(whose().identity);
  });

  it('is not all there is to compare', () => {
    for (const [name, value] of Object.entries({ ...decisive, ...formal })) {
      expect(whose({ [name]: value }).settings).not.toEqual(whose().settings);
    }
    expect(whose().settings).toEqual(whose().settings);
  });
});
