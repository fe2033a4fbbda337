import { setTimeout as sleep } from 'node:timers/promises';

import { accountSettings, LIVE_INQUIRY_PATH, PATHS } from './accounts.ts';
import type { EnvelopeSignature, SandboxAccount, SandboxDialect } from './accounts.ts';
import { writeConfiguration } from './configuration.ts';
import type { AccountConfiguration } from './configuration.ts';
import { listen } from './http.ts';
import { inquiryPaymentSpeaker } from './inquiry-payment/speaker.ts';
import { throwawayPair } from './keys.ts';
import type { AccountKeys } from './keys.ts';
import { Ledger } from './ledger.ts';
import type { KnownPayment } from './ledger.ts';
import { payQuerySpeaker } from './pay-query/speaker.ts';
import { Requests } from './requests.ts';
import { tradeQuerySpeaker } from './trade-query/speaker.ts';
import { upstream } from './upstream.ts';
import type { Upstream } from './upstream.ts';

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
  /** The truth: every payment that can be listed. */
  payments(dialect: SandboxDialect): readonly KnownPayment[];
  /** Writes the keys into the directory, readable by its owner alone, and returns the configuration's `accounts`. */
  writeConfiguration(directory: string): Promise<{ accounts: AccountConfiguration[] }>;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/** Starts the three upstreams, with keys made for this run alone. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, seed = 1, now = Date.now, delay = wait } = options;
  const { signature = { hash: 'SHA256', base64: 'once' }, ownKeys = false } = options;
  const keys = await accountKeys(ownKeys);
  const requests = new Requests();
  const around = { now, delay, requests };
  const payQuery = payQuerySpeaker(keys.PAY_QUERY, signature, seed, now);
  const inquiryPayment = inquiryPaymentSpeaker(keys.INQUIRY_PAYMENT, seed, now);
  const tradeQuery = tradeQuerySpeaker(keys.TRADE_QUERY, seed, now);
  const ledgers: Record<SandboxDialect, Ledger> = {
    PAY_QUERY: new Ledger(payQuery.book, now),
    INQUIRY_PAYMENT: new Ledger(inquiryPayment.book, now),
    TRADE_QUERY: new Ledger(tradeQuery.book, now),
  };
  const inquiries = upstream(inquiryPayment, ledgers.INQUIRY_PAYMENT, around);
  const upstreams = new Map<string, Upstream>([
    [PATHS.PAY_QUERY, upstream(payQuery, ledgers.PAY_QUERY, around)],
    [PATHS.INQUIRY_PAYMENT, inquiries],
    [LIVE_INQUIRY_PATH, inquiries],
    [PATHS.TRADE_QUERY, upstream(tradeQuery, ledgers.TRADE_QUERY, around)],
  ]);
  const server = await listen(host, port, (path) => upstreams.get(path));
  const accounts = accountSettings(server.origin, signature).map((settings) => ({
    ...settings,
    privateKey: keys[settings.dialect].caller.privatePem,
    alipayPublicKey: keys[settings.dialect].alipay.publicPem,
  }));
  return {
    url: server.origin,
    accounts,
    requests,
    payments: (dialect) => ledgers[dialect].all(),
    writeConfiguration: (directory) => writeConfiguration(accounts, directory),
    close: () => server.close(),
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
