import { setTimeout as sleep } from 'node:timers/promises';

import type { AccountKeys } from './account-keys.ts';
import { accountSettings, FIRST_ACCOUNTS } from './accounts.ts';
import type { AccountName, EnvelopeSignature, SandboxAccount, SandboxDialect } from './accounts.ts';
import { createAdmin } from './admin/admin.ts';
import { writeConfiguration } from './configuration.ts';
import type { AccountConfiguration } from './configuration.ts';
import type { IdKind, KnownPayment } from './ledger.ts';
import { Listeners } from './listeners.ts';
import type { RuleInput } from './reading-rules.ts';
import { Recent } from './recent.ts';
import { Requests } from './requests.ts';
import { Rules } from './rules.ts';
import { ledgersFor, serve } from './serving.ts';
import type { Served } from './serving.ts';
import type { Outcome } from './upstream.ts';

/** How to run a sandbox; everything has a default. */
export interface SandboxOptions {
  /** Where to listen; 127.0.0.1. */
  readonly host?: string;
  /** One port serves all three upstreams by path, and the admin endpoint; 0, the default, picks a free one. */
  readonly port?: number;
  /**
   * Whether each account is reached at a free port of its own, so that one of them can be out of reach. The shared port
   * serves them all the same.
   */
  readonly ownPorts?: boolean;
  /** Further accounts of the three dialects, each at a port of its own; none. */
  readonly accounts?: readonly AccountName[];
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
  /** The origin of the port that is shared. */
  readonly url: string;
  /** One per dialect, then the further ones. */
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
  /**
   * Resets every connection and refuses new ones, as while an upstream is restarted: for one account, which must have a
   * port of its own, or for all of them and the admin endpoint.
   */
  stopListening(account?: string): Promise<void>;
  /** Listens again, at the same port. */
  listenAgain(account?: string): Promise<void>;
  /** The keys of an account, the same for all of them without `ownKeys`. Throws for one that is not served. */
  keys(account: string): AccountKeys;
  /** Writes the keys into the directory, readable by its owner alone, and returns the configuration's `accounts`. */
  writeConfiguration(directory: string): Promise<{ accounts: AccountConfiguration[] }>;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/**
 * Starts the upstreams, with keys made for this run alone. Throws `RuleError` for rules that cannot be used, and rejects
 * when it cannot listen.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, seed = 1, now = Date.now, delay = wait, faultSeed = seed } = options;
  const { signature = { hash: 'SHA256', base64: 'once' }, ownKeys = false, ownPorts = false } = options;
  const names = [...FIRST_ACCOUNTS, ...(options.accounts ?? [])];
  checkNames(names);
  const rules = new Rules(faultSeed, names);
  const initial = [options.rules ?? []].flat();
  if (initial.length > 0) rules.add(initial);
  const requests = new Requests(options.keptRequests ?? 10_000);
  const tries = new Recent<number>(10_000);
  const around = { now, delay, requests, rules, tries };
  const ledgers = ledgersFor(seed);
  const served = await serve(names, ledgers, { signature, seed, ownKeys, around });
  const truth: Sandbox['truth'] = (dialect, kind, id, at = now()) => firstOf(served, dialect).truth({ kind, id }, at);
  const view = {
    requests,
    payments: (dialect: SandboxDialect) => ledgers[dialect].all(),
    truth,
    reset: () => {
      rules.clear();
      requests.reset();
      tries.clear();
      for (const ledger of Object.values(ledgers)) ledger.reset();
      for (const { keys } of served) keys.reset();
    },
  };
  const admin = createAdmin({ ...view, accounts: names, rules, listeners: () => listeners });
  const listeners = await Listeners.open(served, admin, { host, port, ownPorts }, delay);
  const accounts = served.map(({ keys, index, ...name }) => {
    const several = names.filter(({ dialect }) => dialect === name.dialect).length > 1;
    const isDefault = index === 0 && (several || name.dialect === 'INQUIRY_PAYMENT');
    return {
      ...accountSettings(name, listeners.of(name.id).origin, { isDefault, index, signature }),
      privateKey: keys.first.caller.privatePem,
      alipayPublicKey: keys.first.alipay.publicPem,
    };
  });
  return {
    ...view,
    url: listeners.shared.origin,
    adminUrl: `${listeners.shared.localOrigin}/admin`,
    accounts,
    faults: rules,
    stopListening: async (account) => {
      await Promise.all(listeners.chosen(account).map((listening) => listening.stop()));
    },
    listenAgain: async (account) => {
      await Promise.all(listeners.chosen(account).map((listening) => listening.again()));
    },
    keys: (account) => named(served, account).keys,
    writeConfiguration: (directory) => writeConfiguration(accounts, directory),
    close: () => listeners.close(),
  };
}

function checkNames(names: readonly AccountName[]): void {
  for (const [index, { id }] of names.entries()) {
    // It becomes a file's name.
    if (!/^[\w-]{1,40}$/.test(id)) throw new Error('expected an account id of 1 to 40 letters, digits, "_" and "-"');
    if (names.findIndex((other) => other.id === id) !== index)
      throw new Error(`expected different ids, got ${id} twice`);
  }
}

function named(served: readonly Served[], account: string): Served {
  const found = served.find(({ id }) => id === account);
  if (found === undefined) throw new Error(`no account ${account} is served`);
  return found;
}

function firstOf(served: readonly Served[], dialect: SandboxDialect): Served {
  const first = served.find((account) => account.dialect === dialect);
  if (first === undefined) throw new Error(`no account of ${dialect} is served`);
  return first;
}

async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal });
}
