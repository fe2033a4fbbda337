import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Admin } from './admin/admin.ts';
import { deliver, isGivenUp } from './delivering.ts';
import type { Delay } from './delivering.ts';
import type { Answer, Upstream } from './upstream.ts';

const MOST_BYTES = 64 * 1024;

/** A server with a port of its own, which it keeps while it does not listen. */
export interface Listening {
  /** http://host:port */
  readonly origin: string;
  /** The same as this machine reaches it. */
  readonly localOrigin: string;
  readonly isListening: () => boolean;
  /** Resets every connection and refuses new ones. */
  stop(): Promise<void>;
  /** Listens again. Rejects when somebody else took the port meanwhile. */
  again(): Promise<void>;
  /** Stops for good; connections are closed. */
  close(): Promise<void>;
}

/** What is served. */
export interface Site {
  readonly admin?: Admin;
  readonly upstreamAt: (path: string) => Upstream | undefined;
  readonly delay: Delay;
}

/** Serves each path's upstream on one port, and the admin endpoint beside them if there is one; 0 picks a free port. */
export async function listen(host: string, port: number, site: Site): Promise<Listening> {
  const server = createServer((request, response) => {
    respond(request, response, site).catch((error: unknown) => {
      // Once the caller has hung up there is nobody to tell, and a delay cut short is no mistake.
      if (response.destroyed) return;
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error));
    });
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listening(server, host, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    origin: originOf(host, bound),
    localOrigin: originOf(LOOPBACK_FOR[host] ?? host, bound),
    isListening: () => server.listening,
    stop: async () => {
      // First of all: closing the server would part from idle connections politely.
      for (const socket of sockets) socket.resetAndDestroy();
      await closed(server);
    },
    again: async () => {
      if (!server.listening) await listening(server, host, bound);
    },
    close: async () => {
      const stopped = closed(server);
      server.closeAllConnections();
      await stopped;
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Resolves once the last connection is gone, too; at once for a server that does not listen. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
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
  response.once('close', () => {
    if (!response.writableFinished) hungUp.abort();
  });
  const answer = await answerTo(request, site, hungUp.signal);
  await deliver(response, answer, site.delay, hungUp.signal);
}

async function answerTo(request: IncomingMessage, { admin, upstreamAt }: Site, signal: AbortSignal): Promise<Answer> {
  const { method = 'GET', headers, url: target = '/', socket } = request;
  const [path = '/', query] = target.split('?', 2);
  const peer = socket.remoteAddress;
  const body = await wholeBody(request);
  if (body === undefined) return plain(413, 'The request is larger than any inquiry.');
  if (admin !== undefined && (path === '/admin' || path.startsWith('/admin/'))) {
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
