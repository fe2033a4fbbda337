import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { closeUnread } from './unread-body.ts';

/** The gateway, listening. */
export interface ListeningServer {
  /** With the port that was picked, as someone on this machine would write it. */
  readonly url: string;
  /** Takes no new connections and resolves once requests under way are answered, or `graceMs` have passed. */
  drain(graceMs: number): Promise<void>;
}

/** Listens. Rejects when that cannot be. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ListeningServer> {
  const underWay = new Set<ServerResponse>();
  // Opened ahead of need by browsers and balancers. Node does not count them as idle before their first request.
  const silent = new Set<Socket>();
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      // Longer than load balancers keep a connection, so that none is closed under a request.
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 5_000,
      noDelay: true,
    },
    (request, response) => {
      underWay.add(response);
      silent.delete(request.socket);
      if (!server.listening) response.shouldKeepAlive = false;
      closeUnread(request, response);
      response.once('close', () => {
        underWay.delete(response);
        if (!server.listening) setImmediate(() => server.closeIdleConnections());
      });
      answer(request, response);
    },
  );
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    url: urlOf(host, addressOf(server)),
    drain: (graceMs) => {
      const drained = drain(server, underWay, graceMs);
      for (const socket of silent) socket.destroy();
      return drained;
    },
  };
}

async function drain(server: Server, underWay: ReadonlySet<ServerResponse>, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    for (const response of underWay) {
      if (!response.headersSent) response.shouldKeepAlive = false;
    }
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected an address with a port, got another');
  return address;
}

function urlOf(host: string, { port }: AddressInfo): string {
  const anywhere = host === '0.0.0.0' || host === '::';
  const name = anywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
