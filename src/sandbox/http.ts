import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Admin } from './admin/admin.ts';
import { deliver, isGivenUp } from './delivering.ts';
import type { Delay } from './delivering.ts';
import type { Answer, Upstream } from './upstream.ts';

const MOST_BYTES = 64 * 1024;

/** A listening server. */
export interface Listening {
  /** http://host:port */
  readonly origin: string;
  /** The same as this machine reaches it. */
  readonly localOrigin: string;
  close(): Promise<void>;
}

/** What is served. */
export interface Site {
  readonly admin: Admin;
  readonly upstreamAt: (path: string) => Upstream | undefined;
  readonly delay: Delay;
}

/** Serves each path's upstream on one port, and the admin endpoint beside them; 0 picks a free port. */
export async function listen(host: string, port: number, site: Site): Promise<Listening> {
  const server = createServer((request, response) => {
    respond(request, response, site).catch((error: unknown) => {
      // Once the caller has hung up there is nobody to tell, and a delay cut short is no mistake.
      if (response.destroyed) return;
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    origin: originOf(host, bound),
    localOrigin: originOf(LOOPBACK_FOR[host] ?? host, bound),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// What listens on no address in particular is reached on every one.
const LOOPBACK_FOR: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function originOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function respond(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  if (isGivenUp(request.socket)) {
    request.socket.resetAndDestroy();
    return;
  }
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  const answer = await answerTo(request, site, hungUp.signal);
  await deliver(response, answer, site.delay, hungUp.signal);
}

async function answerTo(request: IncomingMessage, { admin, upstreamAt }: Site, signal: AbortSignal): Promise<Answer> {
  const { method = 'GET', headers, url: target = '/', socket } = request;
  const [path = '/', query] = target.split('?', 2);
  const peer = socket.remoteAddress;
  const body = await wholeBody(request);
  if (body === undefined) return plain(413, 'The request is larger than any inquiry.');
  if (path === '/admin' || path.startsWith('/admin/')) {
    return admin({ method, path, query: new URLSearchParams(query), headers, body, peer });
  }
  const upstream = upstreamAt(path);
  if (upstream === undefined) return plain(404, 'No upstream is served at this path.');
  return upstream({ method, target, headers, body, signal });
}

async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    // Read to the end all the same: a caller still writing would see a reset instead of the answer.
    if (length <= MOST_BYTES) chunks.push(chunk);
  }
  return length > MOST_BYTES ? undefined : Buffer.concat(chunks);
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
