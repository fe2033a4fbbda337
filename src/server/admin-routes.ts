import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerHealth, type Health } from './health.ts';
import type { Log } from './log.ts';
import { answerMetrics, type MetricsText } from './metrics/metrics-page.ts';
import { answerFailed, answerJson } from './plain-answers.ts';
import { requestIdFrom } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** What stands behind the paths of the second port. */
export interface AdminRouteMeans {
  readonly health: () => Health | Promise<Health>;
  readonly metrics: MetricsText;
  readonly log: Pick<Log, 'failed'>;
  readonly newId: () => string;
}

/** Answers whoever runs the gateway, on a port that callers do not reach. */
export function createAdminRoutes(
  means: AdminRouteMeans,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const requestId = requestIdFrom(request.headers['x-request-id'], means.newId);
    response.setHeader('x-request-id', requestId);
    setSecurityHeaders(response);
    answer(request, response, means).catch((error: unknown) => {
      means.log.failed(requestId, error);
      answerFailed(response);
    });
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, means: AdminRouteMeans): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  switch (path) {
    case '/metrics':
      await answerMetrics(request, response, means.metrics);
      break;
    case '/health/live':
      answerHealth(request, response, 'up');
      break;
    case '/health/ready':
      answerHealth(request, response, await means.health());
      break;
    default:
      answerJson(response, 404, { error: 'Nothing is here. There are /metrics, /health/live and /health/ready.' });
  }
}
