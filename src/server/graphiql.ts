import { createGunzip } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { GraphiqlPage } from './graphiql-page.ts';
import type { ExampleTab } from './graphiql-tabs.ts';

/** Answers with the GraphiQL page. */
export type GraphiqlHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Serves GraphiQL whole from this process. The page is made when it is first asked for, and kept compressed. */
export function createGraphiql(tabs: readonly ExampleTab[]): GraphiqlHandler {
  let page: Promise<GraphiqlPage> | undefined;
  return async (request, response) => {
    page ??= import('./graphiql-render.ts').then(({ renderInWorker }) =>
      renderInWorker({ title: 'paygraph', method: 'POST', defaultTabs: [...tabs] }),
    );
    page.catch(() => {
      // The next browser tries again.
      page = undefined;
    });
    const { gzip, etag, contentSecurityPolicy } = await page;
    response.setHeader('content-security-policy', contentSecurityPolicy);
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('etag', etag);
    response.setHeader('vary', 'accept, accept-encoding');
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
      response.setHeader('content-encoding', 'gzip');
      response.setHeader('content-length', gzip.length);
      response.end(gzip);
      return;
    }
    await pipeline(Readable.from([gzip]), createGunzip(), response).catch((error: unknown) => {
      // A browser that leaves before the end is no failure of ours.
      if (!request.socket.destroyed) throw error;
    });
  };
}
