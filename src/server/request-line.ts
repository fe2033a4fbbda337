import type { AnsweredRequest } from './log.ts';

/**
 * The line of an answered request as pino would write it, which takes several times as long; `begin` is what every line
 * says, its time first. Numbers and names of ours, in which there is nothing to look for; the id, the method and the route
 * are of letters that JSON leaves as they are.
 */
export function requestLine(begin: string, request: AnsweredRequest): string {
  const { requestId, client, method, route, status, ms, complete } = request;
  return (
    `{"level":"info"${begin},"requestId":"${requestId}","client":${JSON.stringify(client)},"method":"${method}",` +
    `"route":"${route}","status":${status},"ms":${ms},"complete":${complete},"msg":"request"}\n`
  );
}
