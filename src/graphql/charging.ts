import type { GraphQLError } from 'graphql';
import type { Quota } from '../lookup/lookup.ts';
import type { GraphContext } from './context.ts';
import { rateLimited } from './errors.ts';

/** Takes what the operation may cost from its caller's quota, or says why it must not run. */
export async function charge({ tally }: GraphContext, quota: Quota): Promise<readonly GraphQLError[]> {
  const calls = tally.requested ?? 0;
  if (calls === 0) return [];
  if (!(await quota.take(calls))) return [rateLimited(calls, quota.state)];
  tally.charged = calls;
  return [];
}

/**
 * Gives back what a query that is done has not cost. What it does not wait for any more, since it has failed, may still be
 * sent; and one whose caller has left is not given anything back: what it sent is sent, whether or not it was counted.
 */
export function giveBack({ quota, tally, lookups, signal }: GraphContext): void {
  const { calls, unanswered } = lookups.statistics();
  const unneeded = tally.charged - calls - unanswered;
  tally.charged = 0;
  if (quota !== null && unneeded > 0 && !signal.aborted) quota.giveBack(unneeded);
}
