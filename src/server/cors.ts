import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CorsSettings } from '../config/cors.ts';

/** Which pages of other origins may ask the graph, and how they are told so. */
export interface Cors {
  /** Whether the request comes from a page that may. An origin is the whole of it or another one. */
  allows(request: IncomingMessage): boolean;
  /** Says on an answer whose pages may read it. */
  setHeaders(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a browser that asks whether a page may send a request. False when nobody asks, or the page may not. */
  answersPreflight(request: IncomingMessage, response: ServerResponse): boolean;
}

// Credentials are in a header that the page itself sets: cookies and the like need no permission.
const REQUEST_HEADERS = 'content-type, authorization, x-timeout-ms, x-request-id, cache-control, last-event-id';
const RESPONSE_HEADERS = 'x-request-id, retry-after';

/** The rules for pages of other origins; without settings there are none that may. */
export function createCors(settings: CorsSettings | undefined): Cors {
  if (settings === undefined) {
    return { allows: () => false, setHeaders: () => undefined, answersPreflight: () => false };
  }
  const origins = new Set(settings.origins);
  const allows = ({ headers: { origin } }: IncomingMessage): boolean => origin !== undefined && origins.has(origin);
  const setOrigin = (request: IncomingMessage, response: ServerResponse): boolean => {
    // Whatever the origin: a cache must not give one origin’s answer to another.
    response.setHeader('vary', 'Origin');
    if (!allows(request)) return false;
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '');
    return true;
  };
  return {
    allows,
    setHeaders(request, response) {
      if (setOrigin(request, response)) response.setHeader('access-control-expose-headers', RESPONSE_HEADERS);
    },
    answersPreflight(request, response) {
      if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
      if (!setOrigin(request, response)) return false;
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader('access-control-allow-headers', REQUEST_HEADERS);
      response.setHeader('access-control-max-age', settings.maxAgeSeconds);
      response.writeHead(204).end();
      return true;
    },
  };
}
