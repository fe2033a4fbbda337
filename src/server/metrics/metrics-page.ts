import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerMethodNotAllowed } from '../plain-answers.ts';
import { isRead } from '../reading-method.ts';

/** Metrics as they are shown. */
export interface MetricsText {
  /** In the text format of Prometheus. Rejects when one cannot be read. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** Answers with every metric. Rejects when one cannot be read. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: MetricsText,
): Promise<void> {
  if (!isRead(request.method)) {
    answerMethodNotAllowed(response, 'GET, HEAD');
    return;
  }
  const text = await metrics.text();
  response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
}
