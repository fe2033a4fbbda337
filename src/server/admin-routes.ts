import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerHealth, type Health } from './health.ts';
import type { Log } from './log.ts';
import { answerMetrics } from './metrics/metrics-page.ts';
import type { Metrics } from './metrics/metrics.ts';
import { answerFailed, answerJson } from './plain-answers.ts';
import { requestIdFrom } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** What stands behind the paths of the second port. */
export interface AdminRouteMeans {
  readonly health: () => Health;
  readonly metrics: Metrics;
  readonly log: Log;
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
    const [path] = (request.url ?? '').split('?');
    switch (path) {
      case '/metrics':
        answerMetrics(request, response, means.metrics.registry).catch((error: unknown) => {
          means.log.failed(requestId, error);
          answerFailed(response);
        });
        break;
      case '/health/live':
        answerHealth(request, response, 'up');
        break;
      case '/health/ready':
        answerHealth(request, response, means.health());
        break;
      default:
        answerJson(response, 404, { error: 'Nothing is here. There are /metrics, /health/live and /health/ready.' });
    }
  };
}
