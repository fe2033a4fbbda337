import type { AskedReference, Reference } from '../domain/reference.ts';
import { chooseIdentifier } from '../domain/reference.ts';
import { gatewayResult } from '../domain/gateway-results.ts';
import type { ResultInfo } from '../domain/result.ts';
import type { Account } from '../upstream/account.ts';

/** The accounts a caller's references are resolved against. */
export type AccountDirectory = readonly Pick<Account, 'id' | 'dialect' | 'identity' | 'isDefault' | 'options'>[];

/**
 * The one reference that is asked for, or the result that says why there is none. An account that the caller may not
 * use is not told apart from one that does not exist.
 */
export function resolveReference(
  asked: AskedReference,
  accounts: AccountDirectory,
  mayUse: (account: string) => boolean,
): Reference | ResultInfo {
  const chosen = chooseIdentifier(asked);
  if ('fault' in chosen) return gatewayResult('GATEWAY_INVALID_REF', chosen.fault);
  const account = accounts.find(
    ({ id, dialect, isDefault }) =>
      dialect === asked.dialect && (asked.account ? id === asked.account : isDefault) && mayUse(id),
  );
  if (account !== undefined) {
    const { kind, id } = chosen;
    return { dialect: asked.dialect, account: account.id, identity: account.identity, kind, id };
  }
  const missing = asked.account
    ? `no account of that name for ${asked.dialect}`
    : `no default account for ${asked.dialect}: name one in the reference`;
  return gatewayResult('GATEWAY_NOT_CONFIGURED', missing);
}

/** Whether resolving gave a reference. */
export function isReference(resolved: Reference | ResultInfo): resolved is Reference {
  return 'kind' in resolved;
}
