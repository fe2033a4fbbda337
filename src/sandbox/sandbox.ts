import { setTimeout as sleep } from 'node:timers/promises';

import { ACCOUNT_IDS, accountSettings, LIVE_INQUIRY_PATH, PATHS, SANDBOX_DIALECTS } from './accounts.ts';
import type { EnvelopeSignature, SandboxAccount, SandboxDialect } from './accounts.ts';
import { createAdmin } from './admin/admin.ts';
import { writeConfiguration } from './configuration.ts';
import type { AccountConfiguration } from './configuration.ts';
import { listen } from './http.ts';
import { inquiryPaymentSpeaker } from './inquiry-payment/speaker.ts';
import { throwawayPair } from './keys.ts';
import type { AccountKeys } from './keys.ts';
import { Ledger } from './ledger.ts';
import type { IdKind, KnownPayment } from './ledger.ts';
import { payQuerySpeaker } from './pay-query/speaker.ts';
import type { RuleInput } from './reading-rules.ts';
import { Recent } from './recent.ts';
import { Requests } from './requests.ts';
import { Rules } from './rules.ts';
import { tradeQuerySpeaker } from './trade-query/speaker.ts';
import { truth, upstream } from './upstream.ts';
import type { Inquiry, Outcome, Speaker, Surroundings, Upstream } from './upstream.ts';

/** How to run a sandbox; everything has a default. */
export interface SandboxOptions {
  /** Where to listen; 127.0.0.1. */
  readonly host?: string;
  /** One port serves all three upstreams by path; 0, the default, picks a free one. */
  readonly port?: number;
  /** What the generated payments are made from; 1. */
  readonly seed?: number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  /** Waits; a delayed answer is given up when the signal is aborted. */
  readonly delay?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How PAY_QUERY's envelopes are signed; SHA256, Base64 once. */
  readonly signature?: EnvelopeSignature;
  /** The rules by which faults befall inquiries from the start; none. */
  readonly rules?: RuleInput | readonly RuleInput[];
  /** What decides whom a rule with a rate befalls; the seed. */
  readonly faultSeed?: number;
  /** How many of the latest requests are kept at least; 10000. */
  readonly keptRequests?: number;
  /** Whether every account gets keys of its own, so that mixing them up shows. Takes longer to start. */
  readonly ownKeys?: boolean;
}

/** Three emulated upstreams, listening. */
export interface Sandbox {
  /** The origin all three share. */
  readonly url: string;
  /** One per dialect. */
  readonly accounts: readonly SandboxAccount[];
  /** What arrived. */
  readonly requests: Requests;
  /** The rules by which faults befall inquiries. */
  readonly faults: Rules;
  /** Where the rules and everything else can be looked at and changed, from this machine alone. */
  readonly adminUrl: string;
  /** The truth: every payment that can be listed. */
  payments(dialect: SandboxDialect): readonly KnownPayment[];
  /**
   * What an inquiry for the payment would be answered if nothing went wrong: its facts with everything every option
   * adds, or a result code; as of now, or of another moment. Looking starts nothing.
   */
  truth(dialect: SandboxDialect, kind: IdKind, id: string, at?: number): Outcome;
  /** Everything as it was at the start, without rules. */
  reset(): void;
  /** Writes the keys into the directory, readable by its owner alone, and returns the configuration's `accounts`. */
  writeConfiguration(directory: string): Promise<{ accounts: AccountConfiguration[] }>;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/** Starts the three upstreams, with keys made for this run alone. Throws `RuleError` for rules that cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, seed = 1, now = Date.now, delay = wait, rules: initial } = options;
  const { signature = { hash: 'SHA256', base64: 'once' }, ownKeys = false, faultSeed = seed } = options;
  const served = SANDBOX_DIALECTS.map((dialect) => ({ id: ACCOUNT_IDS[dialect], dialect }));
  const rules = new Rules(faultSeed, served);
  if (initial !== undefined) rules.add(initial);
  const keys = await accountKeys(ownKeys);
  const requests = new Requests(options.keptRequests ?? 10_000);
  const tries = new Recent<number>(10_000);
  const around = { now, delay, requests, rules, tries };
  const upstreams = {
    PAY_QUERY: serve(payQuerySpeaker(keys.PAY_QUERY, signature, seed, now), around),
    INQUIRY_PAYMENT: serve(inquiryPaymentSpeaker(keys.INQUIRY_PAYMENT, seed, now), around),
    TRADE_QUERY: serve(tradeQuerySpeaker(keys.TRADE_QUERY, seed, now), around),
  };
  const byPath = new Map<string, Upstream>([
    [PATHS.PAY_QUERY, upstreams.PAY_QUERY.answer],
    [PATHS.INQUIRY_PAYMENT, upstreams.INQUIRY_PAYMENT.answer],
    [LIVE_INQUIRY_PATH, upstreams.INQUIRY_PAYMENT.answer],
    [PATHS.TRADE_QUERY, upstreams.TRADE_QUERY.answer],
  ]);
  const view = {
    requests,
    payments: (dialect: SandboxDialect) => upstreams[dialect].ledger.all(),
    truth: (dialect: SandboxDialect, kind: IdKind, id: string, at = now()) =>
      upstreams[dialect].truth({ kind, id }, at),
    reset: () => {
      rules.clear();
      requests.reset();
      tries.clear();
      for (const dialect of SANDBOX_DIALECTS) upstreams[dialect].ledger.reset();
    },
  };
  const admin = createAdmin({ ...view, accounts: served, rules });
  const server = await listen(host, port, { admin, upstreamAt: (path) => byPath.get(path), delay });
  const accounts = accountSettings(server.origin, signature).map((settings) => ({
    ...settings,
    privateKey: keys[settings.dialect].caller.privatePem,
    alipayPublicKey: keys[settings.dialect].alipay.publicPem,
  }));
  return {
    ...view,
    url: server.origin,
    adminUrl: `${server.localOrigin}/admin`,
    accounts,
    faults: rules,
    writeConfiguration: (directory) => writeConfiguration(accounts, directory),
    close: () => server.close(),
  };
}

function serve<Context>(speaker: Speaker<Context>, around: Surroundings) {
  const ledger = new Ledger(speaker.book);
  const account = ACCOUNT_IDS[speaker.book.dialect];
  return {
    ledger,
    answer: upstream(account, speaker, ledger, around),
    truth: (asked: Pick<Inquiry, 'kind' | 'id'>, at: number) => truth(speaker, ledger, asked, at),
  };
}

async function accountKeys(own: boolean): Promise<Record<SandboxDialect, AccountKeys>> {
  const pairs = async (): Promise<AccountKeys> => {
    const [caller, alipay] = await Promise.all([throwawayPair(), throwawayPair()]);
    return { caller, alipay };
  };
  const shared = pairs();
  const [payQuery, inquiryPayment, tradeQuery] = await Promise.all([
    shared,
    own ? pairs() : shared,
    own ? pairs() : shared,
  ]);
  return { PAY_QUERY: payQuery, INQUIRY_PAYMENT: inquiryPayment, TRADE_QUERY: tradeQuery };
}

async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal });
}
