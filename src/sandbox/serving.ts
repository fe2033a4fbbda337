import { AccountKeys } from './account-keys.ts';
import { identities } from './accounts.ts';
import type { AccountName, EnvelopeSignature, SandboxDialect } from './accounts.ts';
import { inquiryPaymentBook } from './inquiry-payment/payments.ts';
import { inquiryPaymentSpeaker } from './inquiry-payment/speaker.ts';
import { throwawayPair } from './keys.ts';
import { Ledger } from './ledger.ts';
import { payQueryBook } from './pay-query/payments.ts';
import { payQuerySpeaker } from './pay-query/speaker.ts';
import { tradeQueryBook } from './trade-query/payments.ts';
import { tradeQuerySpeaker } from './trade-query/speaker.ts';
import { truth, upstream } from './upstream.ts';
import type { Inquiry, Outcome, Speaker, Surroundings, Upstream } from './upstream.ts';

/** An account that is served. */
export interface Served extends AccountName {
  /** The how-manyth of its dialect it is, counted from 0. */
  readonly index: number;
  readonly keys: AccountKeys;
  readonly answer: Upstream;
  /** What an inquiry would have been answered at that moment if nothing had gone wrong. */
  readonly truth: (asked: Pick<Inquiry, 'kind' | 'id'>, ms: number) => Outcome;
}

/** The payments of each dialect. */
export type Ledgers = Readonly<Record<SandboxDialect, Ledger>>;

/** How accounts are served. */
export interface ServingOptions {
  readonly signature: EnvelopeSignature;
  readonly seed: number;
  /** Whether every account gets keys of its own. */
  readonly ownKeys: boolean;
  readonly around: Surroundings;
}

/** The payments this seed makes. */
export function ledgersFor(seed: number): Ledgers {
  return {
    PAY_QUERY: new Ledger(payQueryBook(seed)),
    INQUIRY_PAYMENT: new Ledger(inquiryPaymentBook(seed)),
    TRADE_QUERY: new Ledger(tradeQueryBook(seed)),
  };
}

/** Serves these accounts: those of one dialect have the same payments, and identities of their own. */
export async function serve(
  names: readonly AccountName[],
  ledgers: Ledgers,
  { signature, seed, ownKeys, around }: ServingOptions,
): Promise<readonly Served[]> {
  const { now } = around;
  const shared = ownKeys ? undefined : freshKeys();

  const serveOne = async (name: AccountName, at: number): Promise<Served> => {
    const index = names.slice(0, at).filter(({ dialect }) => dialect === name.dialect).length;
    const keys = await (shared ?? freshKeys());
    const ledger = ledgers[name.dialect];
    const spoken = <Context>(speaker: Speaker<Context>): Served => ({
      ...name,
      index,
      keys,
      answer: upstream(name.id, speaker, ledger, around),
      truth: (asked, ms) => truth(speaker, ledger, asked, ms),
    });
    const identity = identities(index);
    switch (name.dialect) {
      case 'PAY_QUERY':
        return spoken(payQuerySpeaker(keys, identity.PAY_QUERY, signature, seed, now));
      case 'INQUIRY_PAYMENT':
        return spoken(inquiryPaymentSpeaker(keys, identity.INQUIRY_PAYMENT, seed, now));
      case 'TRADE_QUERY':
        return spoken(tradeQuerySpeaker(keys, identity.TRADE_QUERY, seed, now));
    }
  };
  return Promise.all(names.map(serveOne));
}

async function freshKeys(): Promise<AccountKeys> {
  const [caller, alipay] = await Promise.all([throwawayPair(), throwawayPair()]);
  return new AccountKeys({ caller, alipay });
}
