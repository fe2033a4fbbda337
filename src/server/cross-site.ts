import type { IncomingMessage } from 'node:http';
import { isJson } from './media-type.ts';

/**
 * Whether a browser sent it on behalf of another site's page, or may have: browsers ask nobody before they send what
 * a form or an image could send too. No answer allows other origins, so that nothing else comes from them.
 */
export function isSimpleFromBrowser({ method, headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return method === 'GET' && headers.origin !== undefined && !isJson(headers['content-type']);
}
