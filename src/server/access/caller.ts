import { PERMISSIONS, type Permission } from '../../graphql/context.ts';

/** Which accounts a list of ids allows; "*" allows all. */
export function accountsAllowed(ids: readonly string[]): (account: string) => boolean {
  if (ids.includes('*')) return () => true;
  const allowed = new Set(ids);
  return (account) => allowed.has(account);
}

/** The permissions among the words; a token's scope holds others too. */
export function permissionsAmong(words: readonly string[]): ReadonlySet<Permission> {
  const given = new Set(words);
  return new Set(PERMISSIONS.filter((permission) => given.has(permission)));
}
