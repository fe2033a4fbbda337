import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessSettings } from '../../config/access.ts';
import type { Caller } from '../../graphql/context.ts';
import { accountsAllowed } from './caller.ts';

/** Finds the caller a key belongs to. Takes as long for a key that is nearly right as for any other. */
export function apiKeyCaller(keys: AccessSettings['apiKeys']): (key: string) => Caller | null {
  const known = keys.map(({ client, sha256, permissions, accounts, documents }) => ({
    digest: Buffer.from(sha256, 'hex'),
    caller: {
      client,
      group: client,
      authentication: 'api-key' as const,
      permissions: new Set(permissions),
      mayUse: accountsAllowed(accounts),
      documents,
    },
  }));
  return (key) => {
    const digest = createHash('sha256').update(key).digest();
    // Every digest is compared, whether or not an earlier one was equal.
    const [match] = known.filter((one) => timingSafeEqual(one.digest, digest));
    return match?.caller ?? null;
  };
}
