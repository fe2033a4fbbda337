import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { AnswersUnderWay } from './answers-under-way.ts';
import { Carriers } from './carriers.ts';
import { Connections, type ConnectionLimits } from './connections.ts';
import { hasTooManyHeaders, HEAD_LIMITS, refuseHead } from './head-limits.ts';
import { closeUnread } from './unread-body.ts';
import { UntakenAnswers } from './untaken-answers.ts';

/** Where to listen, and how long everything may take. */
export interface ListenSettings extends ConnectionLimits {
  readonly host: string;
  readonly port: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly answerTimeoutMs: number;
  /** Speaks TLS where given. */
  readonly tls?: Certified | undefined;
}

/** What TLS is spoken with; both texts are PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** The gateway, listening. */
export interface ListeningServer {
  /** With the port that was picked, as someone on this machine would write it. */
  readonly url: string;
  /** Takes no new connections and resolves once requests under way are answered, or `graceMs` have passed. */
  drain(graceMs: number): Promise<void>;
  /** Speaks TLS with another certificate on connections to come. Throws when none is spoken at all. */
  renew(tls: Certified): void;
}

/** Listens. Rejects when that cannot be. Says at times how many connections it closed because there were too many. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  settings: ListenSettings,
  onRefused: (connections: number) => void = () => undefined,
): Promise<ListeningServer> {
  const underWay = new AnswersUnderWay();
  const connections = new Connections(settings);
  const untaken = new UntakenAnswers(settings.answerTimeoutMs);
  const carriers = new Carriers();
  const { headersTimeoutMs, answerTimeoutMs, host, port } = settings;
  const server = open(
    settings,
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      keepAliveTimeout: settings.idleTimeoutMs,
      connectionsCheckingInterval: lookingEvery(headersTimeoutMs),
      maxHeaderSize: HEAD_LIMITS.bytes,
      // Whatever Node's own options say: two readings of one request are how requests are smuggled.
      insecureHTTPParser: false,
      noDelay: true,
    },
    (request, response) => {
      const socket = carriers.of(request.socket);
      if (!connections.begins(socket)) return;
      const end = underWay.begin(response);
      if (!server.listening) response.shouldKeepAlive = false;
      response.on('close', () => {
        end();
        connections.ends(socket);
        closeUnread(request);
        if (!server.listening) setImmediate(() => server.closeIdleConnections());
      });
      if (hasTooManyHeaders(request)) refuseHead(response);
      else answer(request, response);
    },
  );
  server.maxHeadersCount = HEAD_LIMITS.headers + 1;
  server.on('connection', (socket) => {
    connections.opened(socket);
    if (settings.tls !== undefined) carriers.opened(socket);
  });
  server.on('secureConnection', (socket: Socket) => carriers.secured(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const looking = setInterval(() => {
    for (const { req } of untaken.overdue(underWay, performance.now())) req.socket.destroy();
    const refused = connections.takeRefused();
    if (refused > 0) onRefused(refused);
  }, lookingEvery(answerTimeoutMs)).unref();
  server.once('close', () => clearInterval(looking));
  return {
    url: urlOf(settings, addressOf(server)),
    drain: (graceMs) => {
      const drained = drain(server, underWay, graceMs);
      connections.closeSilent();
      return drained;
    },
    renew: (tls) => {
      if (!(server instanceof SecureServer))
        throw new Error('expected a server that speaks TLS, got one that does not');
      server.setSecureContext(tls);
    },
  };
}

function open({ tls, headersTimeoutMs }: ListenSettings, options: ServerOptions, answer: RequestListener): Server {
  if (tls === undefined) return createServer(options, answer);
  return createSecureServer({ ...options, ...tls, handshakeTimeout: headersTimeoutMs }, answer);
}

/** Often enough to be late by a quarter at most. */
function lookingEvery(timeoutMs: number): number {
  return Math.max(1, Math.min(5_000, Math.floor(timeoutMs / 4)));
}

async function drain(server: Server, underWay: Iterable<ServerResponse>, graceMs: number): Promise<void> {
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

function urlOf({ host, tls }: ListenSettings, { port }: AddressInfo): string {
  const anywhere = host === '0.0.0.0' || host === '::';
  const name = anywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}`;
}
