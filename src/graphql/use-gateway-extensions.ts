import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { GraphQLError } from 'graphql';
import { objections, type Operation } from './admission.ts';
import { charge, giveBack } from './charging.ts';
import type { GraphContext } from './context.ts';
import { gatewayExtension } from './gateway-extension.ts';

type Context = Partial<GraphContext>;

/**
 * Refuses operations that must not run, and puts `extensions.gateway` on every answer and every event. What is known
 * of the context when the answer is made is told; a `requestId` in the server's context is told in any case.
 */
export function useGatewayExtensions(): Plugin<Context, Context> {
  return {
    onExecute: ({ args, context, setResultAndStopExecution }) => {
      const begin = (errors: readonly GraphQLError[]) => {
        if (errors.length > 0) setResultAndStopExecution({ errors });
        return { onExecuteDone: () => settle(context) };
      };
      const errors = objectionsTo(args, context);
      return errors instanceof Promise ? errors.then(begin) : begin(errors);
    },
    onSubscribe: async ({ args, context, setResultAndStopExecution }) => {
      const errors = await objectionsTo(args, context);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onExecutionResult: (payload) => {
      const { result, context } = payload;
      if (result === undefined) return;
      if (isAsyncIterable(result)) payload.setResult(mapAsyncIterator(result, (event) => told(event, context)));
      else payload.setResult(told(result, context));
    },
    // Requests that are refused before there is an operation only come by here.
    onResultProcess: (payload) => {
      const { result, serverContext } = payload;
      if (isAsyncIterable(result)) return;
      const whole = (answer: Answer) =>
        answer.extensions?.gateway === undefined ? told(answer, serverContext) : answer;
      payload.setResult(Array.isArray(result) ? result.map(whole) : whole(result));
    },
  };
}

interface Answer {
  readonly extensions?: { readonly [name: string]: unknown; readonly gateway?: unknown };
}

function told<Result extends Answer>(result: Result, context: Context): Result {
  return { ...result, extensions: { ...result.extensions, gateway: gatewayExtension(context) } };
}

/** A promise only where a quota has to be asked. */
function objectionsTo(
  operation: Operation,
  context: Context,
): readonly GraphQLError[] | Promise<readonly GraphQLError[]> {
  if (!isWhole(context)) return [];
  const errors = objections(operation, context);
  return errors.length > 0 || context.quota === null ? errors : charge(context, context.quota);
}

function settle(context: Context): void {
  if (isWhole(context)) giveBack(context);
}

function isWhole(context: Context): context is GraphContext {
  return context.lookups !== undefined && context.caller !== undefined;
}
