import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from './access/authenticate.ts';
import { admit } from './admission.ts';
import type { GraphHandler } from './graph-handler.ts';
import type { GraphiqlHandler } from './graphiql.ts';
import type { Log } from './log.ts';
import { answerJson, answerMethodNotAllowed, answerNotFound } from './plain-answers.ts';
import { requestIdFrom } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** `degraded` answers everything as it should, without something that makes it cheaper. */
export type Health = 'up' | 'degraded' | 'down';

/** What stands behind the paths. */
export interface RouteMeans {
  readonly graph: GraphHandler;
  /** Null where it is switched off. */
  readonly graphiql: GraphiqlHandler | null;
  readonly authenticate: Authenticate;
  readonly health: () => Health;
  readonly log: Log;
  readonly newId: () => string;
  readonly now: () => number;
}

/** Answers a request by its path. */
export function createRoutes(means: RouteMeans): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const requestId = requestIdFrom(request.headers['x-request-id'], means.newId);
    const begun = means.now();
    response.setHeader('x-request-id', requestId);
    setSecurityHeaders(response);
    const [path = '', query] = splitTarget(request.url ?? '');
    switch (path) {
      case '/graphql':
        request.url = query === undefined ? '/graphql' : `/graphql?${query}`;
        answerGraph(request, response, requestId, begun, means).catch((error: unknown) => {
          means.log.failed(requestId, error);
          if (response.headersSent) response.destroy();
          else answerJson(response, 500, { errors: [{ message: 'Unexpected error.' }] });
        });
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
  { graph, graphiql, authenticate, log, now }: RouteMeans,
): Promise<void> {
  const { method = '' } = request;
  if (graphiql !== null && isRead(method) && wantsPage(request)) return graphiql(request, response);
  if (method !== 'GET' && method !== 'POST') {
    answerMethodNotAllowed(response, 'GET, POST');
    return;
  }
  const left = new AbortController();
  let client: string | null = null;
  response.once('close', () => {
    left.abort();
    const { statusCode: status, writableFinished: complete } = response;
    log.answered({ requestId, method, route: '/graphql', status, ms: Math.round(now() - begun), complete, client });
  });
  const admission = await admit(request, authenticate, (error) => log.failed(requestId, error));
  client = admission.caller?.client ?? null;
  await graph({ req: request, requestId, left, ...admission }, response);
}

function answerHealth(request: IncomingMessage, response: ServerResponse, health: Health): void {
  if (isRead(request.method)) answerJson(response, health === 'down' ? 503 : 200, { status: health });
  else answerMethodNotAllowed(response, 'GET, HEAD');
}

function answerHome(request: IncomingMessage, response: ServerResponse, hasPage: boolean): void {
  if (!hasPage || !isRead(request.method) || !wantsPage(request)) {
    answerNotFound(response);
    return;
  }
  response.writeHead(302, { location: '/graphql' }).end();
}

function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}

function wantsPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true;
}
