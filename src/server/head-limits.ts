import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from './plain-answers.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** What the head of a request may hold: browsers behind several proxies send some forty headers, in a few kilobytes. */
export const HEAD_LIMITS = { bytes: 16_384, headers: 100 } as const;

/** Whether there are more than may be. Node keeps one more than that and drops the others. */
export function hasTooManyHeaders({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.length > 2 * HEAD_LIMITS.headers;
}

/** Answers that there are too many headers, and closes the connection. */
export function refuseHead(response: ServerResponse): void {
  response.shouldKeepAlive = false;
  setSecurityHeaders(response);
  answerJson(response, 431, { error: `Expected at most ${HEAD_LIMITS.headers} headers, got more.` });
}
