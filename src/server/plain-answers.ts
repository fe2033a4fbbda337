import type { ServerResponse } from 'node:http';

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}

/** Answers that nothing is there. */
export function answerNotFound(response: ServerResponse): void {
  answerJson(response, 404, { error: 'Nothing is here. The graph is at /graphql.' });
}

/** Answers that something failed which should not; in the middle of an answer, by breaking it off. */
export function answerFailed(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else answerJson(response, 500, { errors: [{ message: 'Unexpected error.' }] });
}

/** Answers that the path is right and the method is not. */
export function answerMethodNotAllowed(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  answerJson(response, 405, { error: `Expected ${allowed}, got another method.` });
}
