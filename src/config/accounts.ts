import type { Account } from '../upstream/account.ts';
import { readAccount } from './account.ts';
import { pathText, type Fault } from './faults.ts';
import { kindOf } from './got.ts';
import type { Surroundings } from './surroundings.ts';

/** The accounts that could be read, and the ids of all that have one. */
export interface AccountsRead {
  readonly accounts: readonly Account[];
  readonly ids: ReadonlySet<string>;
}

/** Reads all accounts; whatever is wrong with any of them is added to the faults. */
export function readAccounts(value: unknown, around: Surroundings, faults: Fault[]): AccountsRead {
  if (!Array.isArray(value) || value.length === 0) {
    const message = `expected a list of at least one account, got ${kindOf(value)}; add one`;
    faults.push({ path: 'accounts', message });
    return { accounts: [], ids: new Set() };
  }
  const list: readonly unknown[] = value;
  const accounts = list.flatMap((one, index) => readAccount(one, ['accounts', index], around, faults) ?? []);
  const ids = list.map((one) => property(one, 'id'));
  faultEachRepeated(ids, 'id', 'an id of its own', 'one that an earlier account has; rename it', faults);
  const defaults = list.map((one) => (property(one, 'default') === true ? property(one, 'dialect') : undefined));
  faultEachRepeated(defaults, 'default', 'one default for each dialect', 'a second one; keep one of them', faults);
  return { accounts: withSoleDefaults(accounts), ids: new Set(ids.filter((id) => typeof id === 'string')) };
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

function faultEachRepeated(values: unknown[], key: string, expected: string, got: string, faults: Fault[]): void {
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'string' || values.indexOf(value) === index) continue;
    faults.push({ path: pathText(['accounts', index, key]), message: `expected ${expected}, got ${got}` });
  }
}

function withSoleDefaults(accounts: readonly Account[]): Account[] {
  return accounts.map((account) => {
    const isSole = accounts.filter(({ dialect }) => dialect === account.dialect).length === 1;
    return isSole ? { ...account, isDefault: true } : account;
  });
}
