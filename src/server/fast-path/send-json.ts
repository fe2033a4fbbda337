import type { ServerResponse } from 'node:http';

/** Sends an answer as JSON of the given type. */
export function sendJson(response: ServerResponse, type: string, answer: string): void {
  const length = Buffer.byteLength(answer);
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-length': length });
  // One write for head and body together, which node:http makes of texts in the same encoding.
  if (length === answer.length) response.end(answer, 'latin1');
  else response.end(answer);
}
