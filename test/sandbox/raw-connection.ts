import { connect } from 'node:net';
import type { Socket } from 'node:net';

import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ASK } from './clients.ts';
import type { Call, Dialect } from './clients.ts';

/** A connection to the sandbox, down to the byte. */
export class RawConnection implements Disposable {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  /** How it ended; undefined as long as it is open. */
  ended: 'closed' | 'reset' | undefined;
  #heard: (() => void)[] = [];

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect({ host: hostname, port: Number(port) });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#tell();
    });
    this.#socket.on('error', () => {
      this.ended = 'reset';
      this.#tell();
    });
    this.#socket.on('end', () => {
      this.ended ??= 'closed';
      this.#tell();
    });
  }

  /** What came so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** What came so far, without the head; null as long as that is not whole. */
  get body(): Buffer | null {
    const at = this.bytes.indexOf('\r\n\r\n');
    return at < 0 ? null : this.bytes.subarray(at + 4);
  }

  /** The length the head announces. */
  get announced(): number {
    return Number(/\r\ncontent-length: (\d+)\r\n/i.exec(this.bytes.toString('latin1'))?.[1]);
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Waits until it holds, looking whenever something comes or the connection ends. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#heard.push(resolve));
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #tell(): void {
    const heard = this.#heard;
    this.#heard = [];
    for (const tell of heard) tell();
  }
}

/** A well signed inquiry for the payment, as bytes. */
export async function inquiryBytes(sandbox: Sandbox, dialect: Dialect, id: string): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  const send = (url: string, call: Call) => {
    bytes = requestBytes(url, call);
    return Promise.resolve({ status: 0, headers: {}, rawHeaders: [], body: '', bytes: Buffer.alloc(0) });
  };
  await ASK[dialect](sandbox, id, { send });
  return bytes;
}

function requestBytes(url: string, { method = 'POST', headers = {}, body }: Call): Buffer {
  const { host, pathname } = new URL(url);
  const all: Record<string, string | undefined> = {
    host,
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return Buffer.from(`${method} ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
