import type { ServerResponse } from 'node:http';

/** What every answer carries; OWASP's secure headers, but for those of cookies and of pages that load things. */
const SECURITY_HEADERS = {
  // Until an answer says otherwise of itself, as the page and answers that may be kept do.
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // GraphiQL copies to the clipboard, which is not in the list.
  'permissions-policy':
    'accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), ' +
    'gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), ' +
    'publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
} as const;

// Where TLS is terminated in front, what is in front says it. Subdomains are not ours to speak for.
const OVER_TLS = ['strict-transport-security', 'max-age=31536000'] as const;

/** What every answer carries, names and values by turns. */
export const SECURITY_LINES: readonly string[] = Object.entries(SECURITY_HEADERS).flat();
/** The same where TLS is spoken. */
export const SECURITY_LINES_OVER_TLS: readonly string[] = [...SECURITY_LINES, ...OVER_TLS];

/** Sets what every answer carries; a page overrides its own content security policy. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if ('encrypted' in response.req.socket) response.setHeader(...OVER_TLS);
}
