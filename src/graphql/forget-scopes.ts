import { RequestCache } from '@pothos/plugin-scope-auth';
import type { GraphContext } from './context.ts';

/**
 * Lets go of what was found out about an operation's caller, when nothing is left to run. What a WeakMap holds outlives
 * collections of the young generation, and with it would all that the operation has looked up.
 */
export function forgetScopes(context: GraphContext): void {
  RequestCache.clearForContext(context);
}
