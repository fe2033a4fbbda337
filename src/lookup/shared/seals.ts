import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { Account } from '../../upstream/account.ts';
import { Seal } from './seal.ts';

/** What entries are sealed by. */
export interface SealSettings {
  /** Accounts entries are kept of. */
  readonly accounts: readonly Pick<Account, 'id' | 'privateKey'>[];
  /** The first encrypts, all decrypt. None: the accounts' private keys do. */
  readonly encryptionKeys: readonly KeyObject[];
}

interface Held {
  readonly secret: KeyObject;
  readonly seal: Seal;
  readonly until: number;
}

/**
 * The seals of each account, by the configured secrets. Without any, by the account's private key: every gateway that
 * may ask about the account has it, and whoever has it could ask Alipay for all that the entries hold.
 */
export class Seals {
  readonly #clock: Clock;
  #held: ReadonlyMap<string, readonly Held[]> = new Map();

  constructor(settings: SealSettings, clock: Clock) {
    this.#clock = clock;
    this.adopt(settings, 0);
  }

  /** The account's seals: the first names and encrypts, all open. None for an account nobody configured. */
  of(account: string): readonly Seal[] {
    const now = this.#clock.now();
    return (this.#held.get(account) ?? []).filter(({ until }) => until > now).map(({ seal }) => seal);
  }

  /** Seals by other secrets from now on. Those that are replaced still open for so long. */
  adopt({ accounts, encryptionKeys }: SealSettings, formerMs: number): void {
    const before = this.#held;
    const until = this.#clock.now() + formerMs;
    this.#held = new Map(
      accounts.map(({ id, privateKey }) => {
        const known = before.get(id) ?? [];
        const secrets = encryptionKeys.length > 0 ? encryptionKeys : [secretIn(privateKey)];
        const held = secrets.map((secret) => ({ secret, seal: sealBy(secret, known), until: Infinity }));
        const former = known.filter(({ secret }) => !secrets.some((one) => one.equals(secret)));
        return [id, [...held, ...former.map((one) => ({ ...one, until: Math.min(one.until, until) }))]];
      }),
    );
  }
}

function sealBy(secret: KeyObject, known: readonly Held[]): Seal {
  return known.find((one) => one.secret.equals(secret))?.seal ?? new Seal(secret);
}

function secretIn(privateKey: KeyObject): KeyObject {
  return createSecretKey(privateKey.export({ type: 'pkcs8', format: 'der' }));
}
