import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../graphql/context.ts';
import type { Arrival } from './arrival.ts';
import { subscriptionLimit } from './refusals.ts';
import type { SubscriptionLimits, Subscriptions } from './subscription-counts.ts';

/** Refuses one subscription more than there may be. One counts until its answer is complete or its caller has left. */
export function useSubscriptionLimits(
  limits: SubscriptionLimits,
  counted: Subscriptions,
): Plugin<Arrival & GraphContext> {
  const { subscriptions, subscriptionsPerCaller } = limits;
  return {
    async onSubscribe({ args: { contextValue }, setResultAndStopExecution }) {
      const { left, caller } = contextValue;
      const begun = await counted.begin(caller.client, limits);
      if (typeof begun === 'object') {
        if (left.signal.aborted) begun.end();
        else left.signal.addEventListener('abort', begun.end);
        return;
      }
      const error =
        begun === 'own'
          ? subscriptionLimit(subscriptionsPerCaller, 'of one caller')
          : subscriptionLimit(subscriptions, 'in all');
      setResultAndStopExecution({ errors: [error] });
    },
  };
}
