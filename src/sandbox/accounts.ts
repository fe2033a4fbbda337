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
  | ({
      readonly id: string;
      readonly dialect: 'PAY_QUERY';
      readonly default?: true;
      /** The whole URL. */
      readonly url: string;
      readonly signature: EnvelopeSignature;
    } & Identities['PAY_QUERY'])
  | ({
      readonly id: string;
      readonly dialect: 'INQUIRY_PAYMENT';
      readonly default?: true;
      /** The origin. */
      readonly url: string;
    } & Identities['INQUIRY_PAYMENT'])
  | ({
      readonly id: string;
      readonly dialect: 'TRADE_QUERY';
      readonly default?: true;
      /** The origin. */
      readonly url: string;
    } & Identities['TRADE_QUERY']);

/** An account of the sandbox as its caller knows it; both keys are PEM. */
export type SandboxAccount = AccountSettings & { readonly privateKey: string; readonly alipayPublicKey: string };

/** What the sandbox knows a caller by, in the words of each dialect. */
export interface Identities {
  readonly PAY_QUERY: { readonly clientId: string; readonly merchantId: string };
  readonly INQUIRY_PAYMENT: { readonly clientId: string; readonly keyVersion: string };
  readonly TRADE_QUERY: { readonly appId: string };
}

/** The identities of the n-th account of each dialect, counted from 0: at first those of the providers' samples. */
export function identities(index: number): Identities {
  const nth = (text: string): string => (index === 0 ? text : text.slice(0, -3) + String(900 + index));
  return {
    PAY_QUERY: { clientId: nth('211020000000000000044'), merchantId: nth('218820000000000000023') },
    INQUIRY_PAYMENT: { clientId: nth('SANDBOX_5Y00000000000000'), keyVersion: '1' },
    TRADE_QUERY: { appId: nth('2014072300007148') },
  };
}

/** Where each upstream is served; a `SANDBOX_` client of INQUIRY_PAYMENT must use the sandbox path. */
export const PATHS = {
  PAY_QUERY: '/api/alipay/intl/acquiring/cashier/payquery.htm',
  INQUIRY_PAYMENT: '/ams/sandbox/api/v1/payments/inquiryPayment',
  TRADE_QUERY: '/v3/alipay/trade/query',
} as const satisfies Record<SandboxDialect, string>;

/** The path of INQUIRY_PAYMENT that is not for sandbox clients: served, to refuse them. */
export const LIVE_INQUIRY_PATH = '/ams/api/v1/payments/inquiryPayment';

/** An account, by its name. */
export interface AccountName {
  readonly id: string;
  readonly dialect: SandboxDialect;
}

/** The account of each dialect that every sandbox serves. */
export const FIRST_ACCOUNTS: readonly AccountName[] = [
  { id: 'intl', dialect: 'PAY_QUERY' },
  { id: 'antom-sg', dialect: 'INQUIRY_PAYMENT' },
  { id: 'mainland', dialect: 'TRADE_QUERY' },
];

/** What a caller must be told to reach an account at this origin. */
export function accountSettings(
  { id, dialect }: AccountName,
  origin: string,
  {
    isDefault,
    index,
    signature,
  }: { readonly isDefault: boolean; readonly index: number; readonly signature: EnvelopeSignature },
): AccountSettings {
  const marked = isDefault ? { default: true as const } : {};
  const own = identities(index);
  switch (dialect) {
    case 'PAY_QUERY':
      return { id, dialect, ...marked, url: `${origin}${PATHS.PAY_QUERY}`, ...own.PAY_QUERY, signature };
    case 'INQUIRY_PAYMENT':
      return { id, dialect, ...marked, url: origin, ...own.INQUIRY_PAYMENT };
    case 'TRADE_QUERY':
      return { id, dialect, ...marked, url: origin, ...own.TRADE_QUERY };
  }
}
