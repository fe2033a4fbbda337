import type { IncomingMessage } from 'node:http';
import type { Cors } from './cors.ts';
import { isJson } from './media-type.ts';

/**
 * Whether a browser sent it on behalf of another site's page that may not ask, or may have: browsers ask nobody before
 * they send what a form or an image could send too. Nothing else comes from pages that no answer allows. Of a page that
 * may ask, links and images are refused too, which do not name their origin.
 */
export function isSimpleFromBrowser(request: IncomingMessage, { allows }: Pick<Cors, 'allows'>): boolean {
  if (allows(request)) return false;
  const { method, headers } = request;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return method === 'GET' && headers.origin !== undefined && !isJson(headers['content-type']);
}
