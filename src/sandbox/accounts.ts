import type { Hash } from './keys.ts';

/** The upstreams emulated, by the gateway's names for them. */
export const SANDBOX_DIALECTS = ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'] as const;

/** One of them. */
export type SandboxDialect = (typeof SANDBOX_DIALECTS)[number];

/** How the envelope of PAY_QUERY is signed: its provider's pages disagree on both. */
export interface EnvelopeSignature {
  readonly hash: Hash;
  readonly base64: 'once' | 'twice';
}

/** What a caller's configuration says about an account, apart from its keys. */
export type AccountSettings =
  | {
      readonly id: 'intl';
      readonly dialect: 'PAY_QUERY';
      /** The whole URL. */
      readonly url: string;
      readonly clientId: string;
      readonly merchantId: string;
      readonly signature: EnvelopeSignature;
    }
  | {
      readonly id: 'antom-sg';
      readonly dialect: 'INQUIRY_PAYMENT';
      readonly default: true;
      /** The origin. */
      readonly url: string;
      readonly clientId: string;
      readonly keyVersion: string;
    }
  | {
      readonly id: 'mainland';
      readonly dialect: 'TRADE_QUERY';
      /** The origin. */
      readonly url: string;
      readonly appId: string;
    };

/** An account of the sandbox as its caller knows it; both keys are PEM. */
export type SandboxAccount = AccountSettings & { readonly privateKey: string; readonly alipayPublicKey: string };

/** The identities the sandbox knows its callers by: those of the providers' samples where they give one. */
export const IDENTITIES = {
  payQueryClient: '211020000000000000044',
  payQueryMerchant: '218820000000000000023',
  inquiryClient: 'SANDBOX_5Y00000000000000',
  inquiryKeyVersion: '1',
  tradeApp: '2014072300007148',
} as const;

/** Where each upstream is served; a `SANDBOX_` client of INQUIRY_PAYMENT must use the sandbox path. */
export const PATHS = {
  PAY_QUERY: '/api/alipay/intl/acquiring/cashier/payquery.htm',
  INQUIRY_PAYMENT: '/ams/sandbox/api/v1/payments/inquiryPayment',
  TRADE_QUERY: '/v3/alipay/trade/query',
} as const satisfies Record<SandboxDialect, string>;

/** The path of INQUIRY_PAYMENT that is not for sandbox clients: served, to refuse them. */
export const LIVE_INQUIRY_PATH = '/ams/api/v1/payments/inquiryPayment';

/** The account each upstream is served for. */
export const ACCOUNT_IDS = {
  PAY_QUERY: 'intl',
  INQUIRY_PAYMENT: 'antom-sg',
  TRADE_QUERY: 'mainland',
} as const satisfies Record<SandboxDialect, string>;

/** What a caller must be told to reach the sandbox at this origin. */
export function accountSettings(origin: string, signature: EnvelopeSignature): readonly AccountSettings[] {
  return [
    {
      id: 'intl',
      dialect: 'PAY_QUERY',
      url: `${origin}${PATHS.PAY_QUERY}`,
      clientId: IDENTITIES.payQueryClient,
      merchantId: IDENTITIES.payQueryMerchant,
      signature,
    },
    {
      id: 'antom-sg',
      dialect: 'INQUIRY_PAYMENT',
      default: true,
      url: origin,
      clientId: IDENTITIES.inquiryClient,
      keyVersion: IDENTITIES.inquiryKeyVersion,
    },
    { id: 'mainland', dialect: 'TRADE_QUERY', url: origin, appId: IDENTITIES.tradeApp },
  ];
}
