import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, Tally } from '../graphql/context.ts';
import type { Authenticate } from './access/authenticate.ts';
import { admit } from './admission.ts';
import type { Audit } from './audit/audit.ts';
import { RequestBody } from './body.ts';
import type { Cors } from './cors.ts';
import { ANSWERED, Departure, LEFT } from './departure.ts';
import type { GraphHandler } from './graph-handler.ts';
import type { GraphiqlHandler } from './graphiql.ts';
import type { Log } from './log.ts';
import { answerHealth, type Health } from './health.ts';
import { isLocal } from './metrics/local-scrape.ts';
import type { Metrics } from './metrics/metrics.ts';
import { answerMetrics } from './metrics/metrics-page.ts';
import type { Outcome } from './outcome.ts';
import { answerFailed, answerMethodNotAllowed, answerNotFound } from './plain-answers.ts';
import { isRead } from './reading-method.ts';
import { unavailable } from './refusals.ts';
import { requestIdFrom } from './request-id.ts';
import { setHead } from './response-head.ts';

/** What stands behind the paths. */
export interface RouteMeans {
  readonly graph: GraphHandler;
  /** Null where it is switched off. */
  readonly graphiql: GraphiqlHandler | null;
  readonly authenticate: Authenticate;
  readonly cors: Cors;
  readonly health: () => Health;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Absent where nothing is recorded. */
  readonly audit?: Audit | undefined;
  /** Whether the metrics are shown here, to whoever is on this machine. */
  readonly showsMetrics: boolean;
  readonly newId: () => string;
  readonly now: () => number;
}

/** Answers a request by its path. */
export function createRoutes(means: RouteMeans): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const requestId = requestIdFrom(request.headers['x-request-id'], means.newId);
    const begun = means.now();
    const fail = (error: unknown): void => {
      means.log.failed(requestId, error);
      setHead(response, requestId);
      answerFailed(response);
    };
    const [path = '', query] = splitTarget(request.url ?? '');
    // Whoever answers queries by POST sends it with the answer.
    if (path !== '/graphql' || request.method !== 'POST') setHead(response, requestId);
    switch (path) {
      case '/graphql':
        request.url = query === undefined ? '/graphql' : `/graphql?${query}`;
        answerGraph(request, response, requestId, begun, means).catch(fail);
        break;
      case '/metrics':
        if (!means.showsMetrics || !isLocal(request)) answerNotFound(response);
        else answerMetrics(request, response, means.metrics).catch(fail);
        break;
      case '/health/live':
        answerHealth(request, response, 'up');
        break;
      case '/health/ready':
        answerHealth(request, response, means.health());
        break;
      case '/':
        answerHome(request, response, means.graphiql !== null);
        break;
      default:
        answerNotFound(response);
    }
  };
}

// Absolute targets (`GET http://host/graphql`) are for proxies, which this is not.
function splitTarget(target: string): string[] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target] : [target.slice(0, mark), target.slice(mark + 1)];
}

async function answerGraph(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  begun: number,
  { graph, graphiql, authenticate, cors, log, metrics, audit, now }: RouteMeans,
): Promise<void> {
  const { method = '' } = request;
  if (graphiql !== null && isRead(method) && wantsPage(request)) return graphiql(request, response);
  if (cors.answersPreflight(request, response)) return;
  cors.setHeaders(request, response);
  if (method !== 'GET' && method !== 'POST') {
    answerMethodNotAllowed(response, 'GET, POST');
    return;
  }
  const left = new Departure();
  const tally: Tally = { redacted: 0, requested: null, charged: 0, used: new Set() };
  const record = audit?.begin({ requestId, peer: request.socket.remoteAddress ?? null, tally });
  const outcome: Outcome = { kind: 'refused', code: null, documentId: null };
  let caller: Caller | null = null;
  response.on('close', () => {
    const { statusCode: status, writableFinished: complete } = response;
    left.abort(complete ? ANSWERED : LEFT);
    const ms = Math.round(now() - begun);
    log.answered({ requestId, method, route: '/graphql', status, ms, complete, client: caller?.client ?? null });
    metrics.request({ ...outcome, status, ms, complete, client: caller?.group ?? null, redacted: tally.redacted });
    if (record !== undefined) audit?.end(record, { status, ms, complete });
  });
  const admission = await admit(request, authenticate, cors, (error) => log.failed(requestId, error));
  caller = admission.caller ?? null;
  record?.admitted(caller);
  const admitted = audit?.refuses === true ? { refusal: unavailable() } : admission;
  const body = new RequestBody(request);
  await graph(
    { req: request, requestId, body, tally, outcome, left, ...admitted, ...(record && { record }) },
    response,
  );
}

function answerHome(request: IncomingMessage, response: ServerResponse, hasPage: boolean): void {
  if (!hasPage || !isRead(request.method) || !wantsPage(request)) {
    answerNotFound(response);
    return;
  }
  response.writeHead(302, { location: '/graphql' }).end();
}

function wantsPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}
