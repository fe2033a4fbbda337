import type { ServerResponse } from 'node:http';

/** Sets what every answer carries; a page overrides its own content security policy. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  // Where TLS is terminated in front, what is in front says it.
  if ('encrypted' in response.req.socket) response.setHeader('strict-transport-security', 'max-age=31536000');
}
