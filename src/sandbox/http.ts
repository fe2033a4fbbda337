import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Admin } from './admin/admin.ts';
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
}

/** Serves each path's upstream on one port, and the admin endpoint beside them; 0 picks a free port. */
export async function listen(host: string, port: number, site: Site): Promise<Listening> {
  const server = createServer((request, response) => {
    respond(request, response, site).catch((error: unknown) => {
      // Once the caller has hung up there is nobody to tell, and a delay cut short is no mistake.
      if (!response.destroyed) deliver(response, plain(500, String(error)));
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

async function respond(request: IncomingMessage, response: ServerResponse, { admin, upstreamAt }: Site): Promise<void> {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  const { method = 'GET', headers, url: target = '/', socket } = request;
  const [path = '/', query] = target.split('?', 2);
  const peer = socket.remoteAddress;
  const body = await wholeBody(request);
  if (body === undefined) {
    deliver(response, plain(413, 'The request is larger than any inquiry.'));
  } else if (path === '/admin' || path.startsWith('/admin/')) {
    deliver(response, admin({ method, path, query: new URLSearchParams(query), headers, body, peer }));
  } else {
    const upstream = upstreamAt(path);
    if (upstream === undefined) deliver(response, plain(404, 'No upstream is served at this path.'));
    else deliver(response, await upstream({ method, target, headers, body, signal: hungUp.signal }));
  }
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

function deliver(response: ServerResponse, { status, headers, body, transport }: Answer): void {
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const whole = { ...headers, 'content-length': String(bytes.length) };
  switch (transport) {
    case undefined:
      response.writeHead(status, whole).end(bytes);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncated':
      response.writeHead(status, whole).write(half, () => response.socket?.destroySoon());
      return;
    case 'stalled':
      response.writeHead(status, whole).write(half);
      return;
    case 'endless':
      pour(response.writeHead(status, headers));
  }
}

function pour(response: ServerResponse): void {
  const blank = Buffer.alloc(64 * 1024, ' ');
  const more = (): void => {
    // One piece at a time, when the last one has left: the caller sets the pace.
    if (!response.destroyed) response.write(blank, more);
  };
  more();
}
