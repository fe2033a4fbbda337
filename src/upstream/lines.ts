import type { Availability } from '../domain/availability.ts';
import type { Clock } from '../domain/clock.ts';
import type { Reference } from '../domain/reference.ts';
import { hasSettingsOf, type Account } from './account.ts';
import { Breaker } from './breaker.ts';
import type { UpstreamLimits } from './limits.ts';
import { RetryBudget } from './retry-budget.ts';
import { Slots } from './slots.ts';
import { TrustedKeys } from './trusted-keys.ts';

/** An account and what its inquiries go through. One that is under way ends with the line it began with. */
export interface Line {
  readonly account: Account;
  readonly limits: UpstreamLimits;
  readonly keys: TrustedKeys;
  readonly slots: Slots;
  readonly budget: RetryBudget;
  readonly breaker: Breaker;
}

/** What may change while the gateway runs. */
export interface UpstreamSettings {
  readonly accounts: readonly Account[];
  readonly limits: UpstreamLimits;
  /** How long Alipay public keys that were replaced verify answers. */
  readonly formerKeysMs: number;
}

/** How long the line of an account that is gone serves operations that began before: longer than any goes on asking. */
export const RETIREMENT_MS = 60_000;

/** The lines of all accounts. */
export class Lines {
  readonly #clock: Clock;
  readonly #onBreaker: (account: string, availability: Availability) => void;
  readonly #closed = new AbortController();
  #current: ReadonlyMap<string, Line> = new Map();
  /** By account and identity. */
  readonly #retired = new Map<string, Line>();

  /** `onBreaker` is told what breakers think of their upstreams, whenever that changes. */
  constructor(
    settings: UpstreamSettings,
    clock: Clock,
    onBreaker: (account: string, availability: Availability) => void,
  ) {
    this.#clock = clock;
    this.#onBreaker = onBreaker;
    this.adopt(settings);
  }

  get accounts(): readonly Account[] {
    return Array.from(this.#current.values(), ({ account }) => account);
  }

  /** The line for an account of this name and identity; undefined when there is none any more. */
  for({ account, identity }: Pick<Reference, 'account' | 'identity'>): Line | undefined {
    const line = this.#current.get(account);
    return line?.account.identity === identity ? line : this.#retired.get(keyOf(account, identity));
  }

  /** The lines of the accounts that are configured now, by the accounts' ids. */
  get current(): ReadonlyMap<string, Line> {
    return this.#current;
  }

  /** Accounts keep what they have learnt of their upstream as far as they ask for the same payments with the same settings. */
  adopt(settings: UpstreamSettings): void {
    const before = this.#current;
    const lines = settings.accounts.map((account) => this.#lineOf(account, settings));
    this.#current = new Map(lines.map((line) => [line.account.id, line]));
    for (const line of before.values()) {
      if (this.#current.get(line.account.id)?.account.identity !== line.account.identity) this.#retire(line);
    }
    for (const { id, identity } of settings.accounts) this.#retired.delete(keyOf(id, identity));
  }

  close(): void {
    this.#closed.abort();
  }

  #lineOf(account: Account, { limits, formerKeysMs }: UpstreamSettings): Line {
    const clock = this.#clock;
    const before = this.for({ account: account.id, identity: account.identity });
    if (before === undefined) {
      const keys = new TrustedKeys(account.alipayPublicKeys, clock);
      const slots = new Slots(limits.perAccount, clock);
      return { account, limits, keys, slots, budget: new RetryBudget(clock), breaker: this.#breakerOf(account) };
    }
    before.slots.adopt(limits.perAccount);
    before.keys.replace(account.alipayPublicKeys, formerKeysMs);
    // What failed under other settings says nothing of these.
    const breaker = hasSettingsOf(account, before.account) ? before.breaker : this.#breakerOf(account);
    return { ...before, account, limits, breaker };
  }

  #breakerOf({ id }: Account): Breaker {
    return new Breaker(this.#clock, (availability) => this.#onBreaker(id, availability));
  }

  #retire(line: Line): void {
    const key = keyOf(line.account.id, line.account.identity);
    this.#retired.set(key, line);
    this.#clock.sleep(RETIREMENT_MS, this.#closed.signal).then(
      () => {
        if (this.#retired.get(key) === line) this.#retired.delete(key);
      },
      // Closed before.
      () => undefined,
    );
  }
}

function keyOf(account: string, identity: string): string {
  return `${account}\u0000${identity}`;
}
