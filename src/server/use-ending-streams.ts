import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Arrival } from './arrival.ts';
import { endingWith } from './ending-with.ts';

/** Completes every stream when the gateway stops, or its caller has left; its source is stopped with it. */
export function useEndingStreams(stopping: AbortSignal): Plugin<Arrival> {
  return {
    onSubscribe({ args: { contextValue } }) {
      return {
        onSubscribeResult({ result, setResult }) {
          if (!isAsyncIterable(result)) return;
          const { left } = contextValue;
          const end = AbortSignal.any([stopping, left.signal]);
          end.addEventListener('abort', () => left.abort(), { once: true });
          setResult(endingWith(result, end));
        },
      };
    },
  };
}
