import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Admittance } from './access/admittance.ts';
import type { Arrival } from './arrival.ts';
import { endingWith } from './ending-with.ts';
import type { OpenStreams } from './open-streams.ts';

/**
 * Completes every stream when the gateway stops, when its caller has left, or, with an error that says why, when its
 * caller may have it no longer; its source is stopped with it.
 */
export function useEndingStreams(stopping: AbortSignal, streams: OpenStreams, admittedBy: Admittance): Plugin<Arrival> {
  return {
    onSubscribe({ args: { contextValue } }) {
      return {
        onSubscribeResult({ result, setResult }) {
          if (!isAsyncIterable(result)) return;
          const { left } = contextValue;
          const stream = streams.open(contextValue, admittedBy);
          const signal = AbortSignal.any([stopping, left.signal, stream.revoked]);
          signal.addEventListener('abort', () => {
            stream.close();
            left.abort();
          });
          const last = (): ExecutionResult | null => {
            const fault = stream.fault();
            return fault === null ? null : { errors: [fault] };
          };
          setResult(endingWith(result, { signal, last, settled: stream.settled }));
        },
      };
    },
  };
}
