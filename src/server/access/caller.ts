import { hash } from 'node:crypto';
import { kindOf, limitsOf, type CallerLimits, type LimitsSaid } from '../../config/caller-limits.ts';
import type { Rate } from '../../config/rate.ts';
import type { Quota } from '../../lookup/lookup.ts';
import type { Rates } from '../quota/rates.ts';
import { PERMISSIONS, type Caller, type Permission } from '../../graphql/context.ts';

/** Who sends a request, and how much of everything they may use. */
export interface AdmittedCaller extends Caller {
  readonly limits: CallerLimits;
  /** The same for callers who may do and see the very same things, and are held to the same limits: a hash of these. */
  readonly rights: string;
  /** Opens what one operation takes its calls from; null for a caller without a rate. */
  readonly openQuota: (() => Quota) | null;
}

/** What is configured of a caller. */
export interface CallerSettings {
  readonly client: string | null;
  readonly group: string;
  readonly authentication: Caller['authentication'];
  readonly permissions: ReadonlySet<Permission>;
  readonly accounts: readonly string[];
  readonly documents: Caller['documents'];
  readonly limits?: LimitsSaid | undefined;
  readonly rate?: Rate | undefined;
}

/** What all callers have in common. */
export interface Admission {
  readonly limits: LimitsSaid;
  /** Null where no caller has a rate. */
  readonly rates: Rates | null;
}

/** Makes callers of their settings. Those of one `name` share their rate. */
export function admitting({ limits: everybodys, rates }: Admission) {
  return (
    { client, group, authentication, permissions, accounts, documents, limits, rate }: CallerSettings,
    name: string,
  ): AdmittedCaller => {
    const own = limitsOf(kindOf(client === null, permissions), everybodys, limits);
    return {
      client,
      group,
      authentication,
      permissions,
      mayUse: accountsAllowed(accounts),
      documents,
      limits: own,
      rights: hash('sha256', JSON.stringify([[...permissions].toSorted(), accounts.toSorted(), documents, own])),
      openQuota: rate === undefined || rates === null ? null : () => rates.open({ ...rate, name }),
    };
  };
}

/** See `admitting`. */
export type Admitting = ReturnType<typeof admitting>;

/** The permissions among the words; a token's scope holds others too. */
export function permissionsAmong(words: readonly string[]): ReadonlySet<Permission> {
  const given = new Set(words);
  return new Set(PERMISSIONS.filter((permission) => given.has(permission)));
}

function accountsAllowed(ids: readonly string[]): (account: string) => boolean {
  if (ids.includes('*')) return () => true;
  const allowed = new Set(ids);
  return (account) => allowed.has(account);
}
