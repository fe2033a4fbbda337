import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, answerMethodNotAllowed } from './plain-answers.ts';
import { isRead } from './reading-method.ts';

/** `degraded` answers everything as it should, without something that makes it cheaper. */
export type Health = 'up' | 'degraded' | 'down';

/** Answers how the gateway does. */
export function answerHealth(request: IncomingMessage, response: ServerResponse, health: Health): void {
  if (isRead(request.method)) answerJson(response, health === 'down' ? 503 : 200, { status: health });
  else answerMethodNotAllowed(response, 'GET, HEAD');
}
