import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { GraphQLError } from 'graphql';
import { objections, type Operation } from './admission.ts';
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
      const errors = objectionsTo(args, context);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe: ({ args, context, setResultAndStopExecution }) => {
      const errors = objectionsTo(args, context);
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

function objectionsTo(operation: Operation, context: Context): GraphQLError[] {
  return isWhole(context) ? objections(operation, context) : [];
}

function isWhole(context: Context): context is GraphContext {
  return context.lookups !== undefined && context.caller !== undefined;
}
