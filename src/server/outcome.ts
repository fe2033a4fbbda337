import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Arrival } from './arrival.ts';

/** What became of a request to the graph; filled in as it goes. */
export interface Outcome {
  /** What was run; `refused` as long as nothing was. */
  kind: 'query' | 'subscription' | 'refused';
  /** Of the first error; null without one. Errors within a stream do not count. */
  code: string | null;
  /** Of the registered document whose id was sent; null when a text was. */
  documentId: string | null;
}

/** Fills in the outcome. Comes after the plugins that may refuse an operation. */
export function useOutcome(): Plugin<Arrival, Arrival> {
  return {
    onExecute({ args: { contextValue } }) {
      contextValue.outcome.kind = 'query';
    },
    onSubscribe({ args: { contextValue } }) {
      contextValue.outcome.kind = 'subscription';
    },
    onResultProcess({ result, serverContext: { outcome } }) {
      if (isAsyncIterable(result)) return;
      const [answer] = Array.isArray(result) ? result : [result];
      const code = answer?.errors?.[0]?.extensions['code'];
      if (typeof code === 'string') outcome.code = code;
    },
  };
}
