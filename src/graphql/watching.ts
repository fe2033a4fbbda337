import type { Demand } from '../domain/demand.ts';
import type { AskedReference } from '../domain/reference.ts';
import type { GraphContext } from './context.ts';
import type { LookupView } from './payment-view.ts';

/** A payment's answers as they change. Ends the watch at once when the reader stops, without waiting for an answer. */
export function watch(context: GraphContext, asked: AskedReference, demand: Demand): AsyncIterableIterator<LookupView> {
  // A generator's own `return` waits for the next answer, which may never come: the signal does not.
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const answers = context.lookups.watch(asked, demand, signal)[Symbol.asyncIterator]();
  return {
    async next() {
      const answer = await answers.next();
      return answer.done === true ? { done: true, value: undefined } : { value: { lookup: answer.value, demand } };
    },
    async return() {
      stopped.abort();
      await answers.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
