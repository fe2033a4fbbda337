import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which anything can be sent. */
export interface RawClient {
  readonly socket: Socket;
  readonly received: () => string;
  /** Resolves when the other side has closed it, or it failed. */
  readonly closed: Promise<void>;
}

/** Connects without a client's good manners; the connection is closed when the test ends. */
export async function rawClient(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')));
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.once('end', () => socket.end());
    socket.once('close', () => resolve());
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve());
    socket.once('close', () => resolve());
  });
  return { socket, received: () => received, closed };
}

/** Sends bytes and takes what comes until the other side closes the connection. */
export async function exchange(url: string, bytes: string | Buffer): Promise<string> {
  const client = await rawClient(url);
  client.socket.write(bytes);
  await client.closed;
  return client.received();
}

/** The status codes of the answers in what was received. */
export function statuses(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** A POST of a GraphQL document, with variables where given. */
export function post(query: string, headers = '', variables?: object): string {
  const body = JSON.stringify({ query, variables });
  return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
