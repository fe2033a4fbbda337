import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { answerMethodNotAllowed } from '../plain-answers.ts';
import { isRead } from '../reading-method.ts';

/** Answers with every metric, in the text format of Prometheus. Rejects when one cannot be read. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  registry: Registry,
): Promise<void> {
  if (!isRead(request.method)) {
    answerMethodNotAllowed(response, 'GET, HEAD');
    return;
  }
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType }).end(text);
}
