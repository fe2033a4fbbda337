import type { ServerResponse } from 'node:http';
import { writeHead } from '../response-head.ts';

/** Sends the answer to a request as JSON of the given type. */
export function sendJson(response: ServerResponse, requestId: string, type: string, answer: string): void {
  const length = Buffer.byteLength(answer);
  writeHead(response, requestId, ['content-type', `${type}; charset=utf-8`, 'content-length', String(length)]);
  // One write for head and body together, which node:http makes of texts in the same encoding.
  if (length === answer.length) response.end(answer, 'latin1');
  else response.end(answer);
}
