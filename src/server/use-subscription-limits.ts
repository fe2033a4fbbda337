import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../graphql/context.ts';
import type { Arrival } from './arrival.ts';
import { subscriptionLimit } from './refusals.ts';

/** How many subscriptions there may be at once. */
export interface SubscriptionLimits {
  readonly subscriptions: number;
  /** All anonymous callers count as one. */
  readonly subscriptionsPerCaller: number;
}

/** The subscriptions there are. */
export interface SubscriptionCounts {
  all: number;
  readonly perCaller: Map<string | null, number>;
}

/** Refuses one subscription more than there may be. One counts until its answer is complete or its caller has left. */
export function useSubscriptionLimits(
  limits: SubscriptionLimits,
  counts: SubscriptionCounts,
): Plugin<Arrival & GraphContext> {
  const { subscriptions, subscriptionsPerCaller } = limits;
  const { perCaller } = counts;
  return {
    onSubscribe({ args: { contextValue }, setResultAndStopExecution }) {
      const { left, caller } = contextValue;
      const own = perCaller.get(caller.client) ?? 0;
      if (own >= subscriptionsPerCaller || counts.all >= subscriptions) {
        const isOwn = own >= subscriptionsPerCaller;
        const error = isOwn
          ? subscriptionLimit(subscriptionsPerCaller, 'of one caller')
          : subscriptionLimit(subscriptions, 'in all');
        setResultAndStopExecution({ errors: [error] });
        return;
      }
      if (left.signal.aborted) return;
      counts.all += 1;
      perCaller.set(caller.client, own + 1);
      left.signal.addEventListener('abort', () => {
        counts.all -= 1;
        const still = (perCaller.get(caller.client) ?? 1) - 1;
        if (still === 0) perCaller.delete(caller.client);
        else perCaller.set(caller.client, still);
      });
    },
  };
}
