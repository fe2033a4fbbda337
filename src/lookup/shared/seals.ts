import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Account } from '../../upstream/account.ts';
import { Seal } from './seal.ts';

/** The seals of an account: the first names and encrypts, all open. Undefined for an account nobody configured. */
export type SealsOf = (account: string) => readonly [Seal, ...Seal[]] | undefined;

/**
 * Seals with the configured secrets. Without any, with the account's private key: every gateway that may ask about the
 * account has it, and whoever has it could ask Alipay for all that the entries hold.
 */
export function sealsFor(
  accounts: readonly Pick<Account, 'id' | 'privateKey'>[],
  configured: readonly KeyObject[],
): SealsOf {
  const [first, ...others] = configured.map((secret) => new Seal(secret));
  const seals = new Map(
    accounts.map(({ id, privateKey }) => [id, [first ?? new Seal(secretIn(privateKey)), ...others] as const] as const),
  );
  return (account) => seals.get(account);
}

function secretIn(privateKey: KeyObject): KeyObject {
  return createSecretKey(privateKey.export({ type: 'pkcs8', format: 'der' }));
}
