import type { IncomingMessage, ServerResponse } from 'node:http';
import { executeRootSelectionSet, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Documents } from '../../config/manifest.ts';
import { coercedVariables, tooCostly } from '../../graphql/admission.ts';
import { charge, giveBack } from '../../graphql/charging.ts';
import type { GraphContext } from '../../graphql/context.ts';
import { gatewayExtension } from '../../graphql/gateway-extension.ts';
import type { AdmittedCaller } from '../access/caller.ts';
import type { Arrival } from '../arrival.ts';
import { idOf } from '../document-id.ts';
import { isJson } from '../media-type.ts';
import type { ChooseDocument, ChosenDocument } from '../registered-documents.ts';
import { acceptedType } from './accepted-type.ts';
import { isParams } from './asked.ts';
import type { PreparedOperations } from './prepared-operations.ts';
import type { RenderedAnswers } from './rendered-answers.ts';
import { sendJson } from './send-json.ts';

/** What the fast path answers with. */
export interface FastPathMeans {
  readonly rendered: RenderedAnswers;
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
export function createFastPath({ rendered, prepared, choose, documents, contextOf, mask }: FastPathMeans): FastPath {
  return async (arrival, response) => {
    const { req, caller, record } = arrival;
    if (caller === undefined || !isJsonPost(req)) return false;
    const type = acceptedType(req.headers.accept);
    if (type === null) return false;
    const text = await textOf(arrival, caller);
    if (text === null) return false;
    const mayRepeat = isRepeatable(arrival, caller);
    if (mayRepeat && rendered.repeat(arrival, caller.rights, type, text, response)) return true;
    const params = await arrival.body.json(caller.limits.bodyBytes).catch(() => null);
    if (!isParams(params)) return false;
    const document = chosen(() => choose(params, caller, req.method));
    if (document === null) return false;
    const operation = prepared.get(caller.rights, document.text, params.operationName);
    if (operation === undefined) return false;

    const context = contextOf(arrival);
    const coerced = coercedVariables(
      { schema: operation.schema, variableValues: params.variables },
      operation.operation,
      context,
    );
    if (coerced.errors !== undefined) return false;
    const { variableValues } = coerced;
    if (tooCostly({ ...operation, operationName: params.operationName }, variableValues, context).length > 0)
      return false;

    arrival.outcome.documentId = document.id;
    arrival.outcome.kind = 'query';
    const id = document.id ?? (record && idOf(document.text));
    if (id !== undefined) record?.asked(id, documents.has(id));
    record?.read(operation.document, params.operationName);
    const refusals = context.quota === null ? [] : await charge(context, context.quota);
    const result =
      refusals.length > 0
        ? { errors: refusals }
        : await run({ ...operation, contextValue: context, variableValues, rawVariableValues: params.variables });
    giveBack(context);
    if (result.errors !== undefined) {
      const errors = result.errors.map((error) => mask(error, arrival));
      // Yoga tells what it finds in its context beside the result.
      Object.assign(arrival, context, { executed: { ...result, errors } });
      return false;
    }
    record?.answered(undefined);
    const answer = JSON.stringify({ data: result.data, extensions: { gateway: gatewayExtension(context) } });
    if (mayRepeat) rendered.keep(arrival, caller.rights, type, text, { answer, basis: context.lookups.basis() });
    sendJson(response, arrival.requestId, type, answer);
    return true;
  };
}

async function textOf({ body }: Arrival, { limits }: AdmittedCaller): Promise<string | null> {
  try {
    return await body.text(limits.bodyBytes);
  } catch {
    // Too long, or a part of one: yoga says so.
    return null;
  }
}

async function run(execution: Parameters<typeof executeRootSelectionSet>[0]): Promise<ExecutionResult> {
  return executeRootSelectionSet(execution);
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
