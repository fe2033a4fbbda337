import { connect, type Socket } from 'node:net';

/** How a contender is asked. */
export interface Target {
  readonly port: number;
  readonly headers: string;
}

/** One connection, for one request at a time. */
export class Line {
  readonly #socket: Socket;
  readonly #headers: string;
  #received: Buffer = Buffer.alloc(0);
  #answered: ((body: string) => void) | null = null;
  #failed: ((error: Error) => void) | null = null;

  private constructor(socket: Socket, headers: string) {
    this.#socket = socket;
    this.#headers = headers;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('the contender closed the connection')));
  }

  static open({ port, headers }: Target): Promise<Line> {
    return new Promise((opened, failed) => {
      const socket = connect(port, '127.0.0.1', () => opened(new Line(socket, headers)));
      socket.once('error', failed);
    });
  }

  static openSeveral(target: Target, count: number): Promise<Line[]> {
    return Promise.all(Array.from({ length: count }, () => Line.open(target)));
  }

  ask(body: string): Promise<string> {
    return new Promise((answered, failed) => {
      this.#answered = answered;
      this.#failed = failed;
      this.#socket.write(
        `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n` +
          `${this.#headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  close(): void {
    this.#failed = null;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const whole = bodyOf(this.#received);
    if (whole === null) return;
    this.#received = Buffer.alloc(0);
    this.#answered?.(whole);
  }
}

/** The body of a whole response; null while something is missing. */
function bodyOf(received: Buffer): string | null {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = received.toString('latin1', 0, end).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    const until = end + 4 + Number(length);
    return received.length < until ? null : received.toString('utf8', end + 4, until);
  }
  if (!received.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) return null;
  let [at, body] = [end + 4, ''];
  for (;;) {
    const line = received.indexOf('\r\n', at);
    const size = Number.parseInt(received.toString('latin1', at, line), 16);
    if (size === 0) return body;
    body += received.toString('utf8', line + 2, line + 2 + size);
    at = line + 4 + size;
  }
}
