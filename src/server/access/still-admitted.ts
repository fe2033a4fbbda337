import type { IncomingMessage } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Access } from '../../config/config.ts';
import type { Caller } from '../../graphql/context.ts';
import type { Verdict } from '../open-streams.ts';
import { forbidden, unauthenticated, undecided } from '../refusals.ts';
import type { Admittance } from './admittance.ts';

/** Judges whoever was admitted in another way by how callers are told apart now: they may have lost all, or a part. */
export function stillAdmitted(
  now: Admittance,
  accounts: readonly string[],
  onFault: (requestId: string, error: unknown) => void,
): Verdict {
  return async ({ req, requestId, caller: before }, admittedBy) => {
    if (before === undefined) return unauthenticated();
    try {
      const caller = await callerNow(now, req, before, admittedBy);
      if (caller === null) return unauthenticated();
      return hasAllOf(caller, before, accounts) ? null : forbidden('What you may do has changed. Subscribe again.');
    } catch (error) {
      onFault(requestId, error);
      return undecided();
    }
  };
}

function callerNow(now: Admittance, request: IncomingMessage, before: Caller, admittedBy: Admittance) {
  // A token may have run out since, as it may at any time: a change that does not concern it is no reason to look.
  const isAsBefore = isDeepStrictEqual(tokensOf(now.access), tokensOf(admittedBy.access));
  return before.authentication === 'jwt' && isAsBefore ? before : now.authenticate(request);
}

function tokensOf(access: Access) {
  return access.kind === 'configured' ? access.jwt : undefined;
}

function hasAllOf(now: Caller, before: Caller, accounts: readonly string[]): boolean {
  return (
    [...before.permissions].every((permission) => now.permissions.has(permission)) &&
    (now.documents === 'any' || before.documents !== 'any') &&
    accounts.every((id) => now.mayUse(id) || !before.mayUse(id))
  );
}
