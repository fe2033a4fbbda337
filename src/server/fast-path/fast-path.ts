import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Documents } from '../../config/manifest.ts';
import { coercedVariables, tooCostly } from '../../graphql/admission.ts';
import { charge, giveBack } from '../../graphql/charging.ts';
import type { GraphContext } from '../../graphql/context.ts';
import { forgetScopes } from '../../graphql/forget-scopes.ts';
import { gatewayExtension } from '../../graphql/gateway-extension.ts';
import type { Look } from '../../lookup/lookup.ts';
import type { AdmittedCaller } from '../access/caller.ts';
import type { Arrival } from '../arrival.ts';
import { idOf } from '../document-id.ts';
import { isJson } from '../media-type.ts';
import type { ChooseDocument, ChosenDocument } from '../registered-documents.ts';
import { acceptedType } from './accepted-type.ts';
import { isParams } from './asked.ts';
import { executed } from './executing.ts';
import type { PreparedOperations } from './prepared-operations.ts';
import type { RenderedAnswers } from './rendered-answers.ts';
import type { Asked, Runnable } from './runnable.ts';
import { sendJson } from './send-json.ts';
import type { SharedRuns, Told } from './shared-runs.ts';

/** What the fast path answers with. */
export interface FastPathMeans {
  readonly rendered: RenderedAnswers;
  readonly shared: SharedRuns;
  readonly prepared: PreparedOperations;
  readonly choose: ChooseDocument;
  readonly documents: Documents;
  readonly contextOf: (arrival: Arrival) => GraphContext;
  /** Makes an error fit for callers. */
  readonly mask: (error: unknown, arrival: Arrival) => GraphQLError;
}

/** Answers a request, or leaves it to yoga: then it gives false, and nothing of the answer has been sent. */
export type FastPath = (arrival: Arrival, response: ServerResponse) => Promise<boolean>;

/**
 * Answers queries by POST whose document yoga has found fit to run before, for a caller with the same rights. Whatever
 * is to be refused, and every error, is left to yoga, so that there is one place that words them.
 */
export function createFastPath({
  rendered,
  shared,
  prepared,
  choose,
  documents,
  contextOf,
  mask,
}: FastPathMeans): FastPath {
  return async (arrival, response) => {
    const { req, caller } = arrival;
    if (caller === undefined || !isJsonPost(req)) return false;
    const type = acceptedType(req.headers.accept);
    if (type === null) return false;
    const text = await textOf(arrival, caller);
    if (text === null) return false;
    const mayRepeat = isRepeatable(arrival, caller);
    // Made once, since a text is hashed anew each time it is put together.
    const key = `${caller.rights}\n${type}\n${text}`;
    if (mayRepeat && rendered.repeat(arrival, key, type, response)) return true;
    const plan = mayRepeat && arrival.record === undefined ? shared.planOf(key) : undefined;
    const send = (context: GraphContext, told: Told, runnable: Runnable): true => {
      const answer = answerOf(told, context);
      if (mayRepeat) {
        const { lookups } = context;
        rendered.keep(arrival, key, { answer, basis: lookups.basis() });
        const others = plan === undefined && lookups.statistics().deduplicated > 0;
        if (others) shared.learn(key, runnable, lookups.looks());
      }
      sendJson(response, arrival.requestId, type, answer);
      return true;
    };
    const known = plan ?? (await askedIn(arrival, caller));
    const runnable = known && runnableOf(known, caller);
    if (runnable === null) return false;
    const context = contextOf(arrival);
    const told = await (plan === undefined
      ? run(runnable, arrival, context)
      : sharedRun(runnable, plan.looks, arrival, context, key));
    return told !== null && send(context, told, runnable);
  };

  async function askedIn({ req, body }: Arrival, caller: AdmittedCaller): Promise<Asked | null> {
    const params = await body.json(caller.limits.bodyBytes).catch(() => null);
    if (!isParams(params)) return null;
    const document = chosen(() => choose(params, caller, req.method));
    return document && { params, document };
  }

  function runnableOf({ params, document }: Asked, { rights }: AdmittedCaller): Runnable | null {
    const operation = prepared.get(rights, document.text, params.operationName);
    return operation === undefined ? null : { params, document, operation };
  }

  /** Runs it, unless somebody does who is given the same; null where it is left to yoga. */
  async function sharedRun(
    runnable: Runnable,
    looks: readonly Look[],
    arrival: Arrival,
    context: GraphContext,
    key: string,
  ): Promise<Told | null> {
    // Whoever has left is told so by the operation itself.
    const lookups = await context.lookups.ahead(looks).catch(() => null);
    if (lookups === null) return run(runnable, arrival, context);
    const joined = shared.join(key, lookups);
    if ('tell' in joined) {
      const told = await run(runnable, arrival, context).catch((error: unknown) => {
        joined.tell(null);
        throw error;
      });
      joined.tell(told);
      return told;
    }
    const told = await joined;
    if (told === null) return run(runnable, arrival, context);
    arrival.outcome.documentId = runnable.document.id;
    arrival.outcome.kind = 'query';
    arrival.tally.redacted = told.redacted;
    arrival.tally.requested = told.requested;
    return told;
  }

  /** Runs it; null where it is left to yoga. */
  async function run({ params, document, operation }: Runnable, arrival: Arrival, context: GraphContext) {
    const { record } = arrival;
    const { execution } = operation;
    const { schema } = execution;
    const coerced = coercedVariables({ schema, variableValues: params.variables }, execution.operation, context);
    if (coerced.errors !== undefined) return null;
    const { variableValues } = coerced;
    if (tooCostly({ ...execution, operationName: params.operationName }, variableValues, context).length > 0)
      return null;

    arrival.outcome.documentId = document.id;
    arrival.outcome.kind = 'query';
    const id = document.id ?? (record && idOf(document.text));
    if (id !== undefined) record?.asked(id, documents.has(id));
    record?.read(execution.document, params.operationName);
    const refusals = context.quota === null ? [] : await charge(context, context.quota);
    if (refusals.length > 0) return toldByYoga({ errors: refusals });
    const outcome = await executed(operation, context, variableValues, params.variables).finally(() => {
      giveBack(context);
      forgetScopes(context);
    });
    if ('failed' in outcome) return toldByYoga(outcome.failed);
    record?.answered(undefined);
    const { redacted, requested } = context.tally;
    return { data: outcome.data, redacted, requested };

    function toldByYoga(result: ExecutionResult): null {
      const errors = result.errors?.map((error) => mask(error, arrival)) ?? [];
      // Yoga tells what it finds in its context beside the result.
      Object.assign(arrival, context, { executed: { ...result, errors } });
      return null;
    }
  }
}

function answerOf({ data }: Told, context: GraphContext): string {
  return `{"data":${data},"extensions":${JSON.stringify({ gateway: gatewayExtension(context) })}}`;
}

async function textOf({ body }: Arrival, { limits }: AdmittedCaller): Promise<string | null> {
  try {
    return await body.text(limits.bodyBytes);
  } catch {
    // Too long, or a part of one: yoga says so.
    return null;
  }
}

function isJsonPost({ method, headers }: IncomingMessage): boolean {
  return method === 'POST' && headers['content-encoding'] === undefined && isJson(headers['content-type']);
}

function chosen(choose: () => ChosenDocument): ChosenDocument | null {
  try {
    return choose();
  } catch {
    // Refused: yoga comes to the same, and says why.
    return null;
  }
}

/**
 * Whether another request with this body may be given the same answer: where its caller has a rate, or sees what became
 * of each lookup, or asks for answers of a certain age, it may not. How much time it has does not matter to what is known.
 */
function isRepeatable({ req: { headers } }: Arrival, { permissions, openQuota }: AdmittedCaller): boolean {
  return openQuota === null && !permissions.has('explain') && headers['cache-control'] === undefined;
}
