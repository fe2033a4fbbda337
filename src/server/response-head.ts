import type { ServerResponse } from 'node:http';
import { SECURITY_LINES, SECURITY_LINES_OVER_TLS, setSecurityHeaders } from './security-headers.ts';

/** Sets what every answer carries, unless it is set. */
export function setHead(response: ServerResponse, requestId: string): void {
  if (response.headersSent || response.hasHeader('x-request-id')) return;
  response.setHeader('x-request-id', requestId);
  setSecurityHeaders(response);
}

/**
 * Sends an answer whose own headers are names and values by turns, with what every answer carries: as one list, which
 * Node writes at half the cost of headers that are set one by one.
 */
export function writeHead(response: ServerResponse, requestId: string, own: readonly string[]): void {
  if (response.hasHeader('x-request-id')) {
    response.writeHead(200, [...own]);
    return;
  }
  const security = 'encrypted' in response.req.socket ? SECURITY_LINES_OVER_TLS : SECURITY_LINES;
  response.writeHead(200, ['x-request-id', requestId, ...security, ...own]);
}
