import { request } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { HOSTILE_HTTP } from '../upstream/hostile-answers.ts';

/** What stands between a gateway and its upstreams, and answers in their stead. */
export interface HostileProxy extends AsyncDisposable {
  readonly origin: string;
}

/** The identifier whose inquiry is answered like this, whatever is put behind the dot. */
export function hostileId(name: string): string {
  return `hostile-${HOSTILE_HTTP.findIndex((hostile) => hostile.name === name)}.`;
}

/** Asks the sandbox, but for identifiers that want a hostile answer. One request a connection. */
export async function hostileProxy(sandbox: Sandbox): Promise<HostileProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      const whole = wholeRequest(received);
      if (whole === null) return;
      socket.removeAllListeners('data').resume();
      const index = /hostile-(\d+)\./.exec(whole.body)?.[1];
      if (index === undefined) forward(sandbox, whole, socket);
      else HOSTILE_HTTP[Number(index)]!.answer(socket);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Whole {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function wholeRequest(received: Buffer): Whole | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])); // prettier-ignore
  const body = received.subarray(end + 4);
  return body.length < Number(headers['content-length'])
    ? null
    : { path: first.split(' ')[1]!, headers, body: body.toString() };
}

function forward(sandbox: Sandbox, { path, headers, body }: Whole, socket: Socket): void {
  const asking = request(`${sandbox.url}${path}`, { method: 'POST', headers, agent: false }, (response) => {
    const pairs = response.rawHeaders.flatMap((name, at) => at % 2 === 0 && !/^(?:connection|keep-alive)$/i.test(name) ? [`${name}: ${response.rawHeaders[at + 1]}\r\n`] : []); // prettier-ignore
    socket.write(`HTTP/1.1 ${response.statusCode} x\r\nconnection: close\r\n${pairs.join('')}\r\n`);
    response.pipe(socket);
  });
  asking.on('error', () => socket.destroy());
  socket.once('close', () => asking.destroy());
  asking.end(body);
}
