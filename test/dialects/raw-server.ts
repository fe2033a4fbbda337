import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A request as it came. */
export interface RawRequest {
  readonly line: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What to answer: bytes; `reset` to break the connection; `silence` to say nothing at all. */
export type RawReply = Buffer | 'reset' | 'silence';

/** Answers each request with exactly the given bytes, so that the HTTP client's own parser has its say. */
export class RawServer {
  readonly requests: RawRequest[] = [];
  reply: (request: RawRequest) => RawReply = () => 'reset';
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => {
        chunks.push(chunk);
        const request = whole(Buffer.concat(chunks).toString('utf8'));
        if (request === null) return;
        chunks.length = 0;
        this.requests.push(request);
        const reply = this.reply(request);
        if (reply === 'reset') socket.resetAndDestroy();
        else if (reply !== 'silence') socket.end(reply);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}

function whole(text: string): RawRequest | null {
  const at = text.indexOf('\r\n\r\n');
  if (at < 0) return null;
  const [line = '', ...lines] = text.slice(0, at).split('\r\n');
  const headers = new Map(
    lines.map((each) => {
      const colon = each.indexOf(':');
      return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()] as const;
    }),
  );
  const body = text.slice(at + 4);
  return Buffer.byteLength(body) < Number(headers.get('content-length') ?? 0) ? null : { line, headers, body };
}
