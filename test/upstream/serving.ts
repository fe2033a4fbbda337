import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A server of this test, listening on loopback until it is disposed of. */
export interface Serving extends AsyncDisposable {
  readonly origin: string;
  /** Connections made so far. */
  readonly connections: () => number;
}

/** Answers every connection's first request with these bytes, or as the function does. */
export function servingBytes(answer: string | Buffer | ((socket: Socket) => void)): Promise<Serving> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (typeof answer === 'function') answer(socket);
      else socket.end(answer);
    });
  });
  return listening(server);
}

/** One request, with its body. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly response: ServerResponse;
}

/** Answers requests one by one. */
export function servingHttp(answer: (received: Received) => void): Promise<Serving> {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer({ headers: request.headers, body: Buffer.concat(chunks).toString(), response }));
  });
  return listening(server);
}

/** An origin where nobody listens. */
export async function nowhere(): Promise<string> {
  const server = await servingBytes('');
  await server[Symbol.asyncDispose]();
  return server.origin;
}

async function listening(server: Server): Promise<Serving> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
