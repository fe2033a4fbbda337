import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Answer } from './upstream.ts';

/** Waits, unless the signal is aborted meanwhile: then it rejects. */
export type Delay = (ms: number, signal?: AbortSignal) => Promise<void>;

const givenUp = new WeakSet<Socket>();

/** Whether the connection only waits for another request to be reset. */
export function isGivenUp(socket: Socket): boolean {
  return givenUp.has(socket);
}

/** Sends the answer the way it is to be sent, until the caller hangs up. */
export async function deliver(
  response: ServerResponse,
  { status, headers, body, transport, dripMs = 0 }: Answer,
  delay: Delay,
  hungUp: AbortSignal,
): Promise<void> {
  const { socket } = response;
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const whole = { ...headers, 'content-length': String(bytes.length) };
  switch (transport) {
    case undefined:
      response.writeHead(status, whole).end(bytes);
      return;
    case 'early-hints':
      response.writeEarlyHints({ link: '</>; rel=preconnect' });
      response.writeHead(status, whole).end(bytes);
      return;
    case 'continue':
      response.writeContinue();
      response.writeHead(status, whole).end(bytes);
      return;
    case 'words':
      socket?.end('There is no HTTP here.\r\n\r\n');
      return;
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'silent':
      return;
    case 'truncated':
      response.writeHead(status, whole).write(half, () => socket?.destroySoon());
      return;
    case 'stalled':
      response.writeHead(status, whole).write(half);
      return;
    case 'drip':
      await drip(response.writeHead(status, whole), bytes, () => delay(dripMs, hungUp));
      return;
    case 'endless':
      pour(response.writeHead(status, headers));
      return;
    case 'hang-up':
      response.writeHead(status, whole).end(bytes, () => socket?.destroySoon());
      return;
    case 'stale':
      if (socket !== null) givenUp.add(socket);
      response.writeHead(status, whole).end(bytes);
  }
}

async function drip(response: ServerResponse, bytes: Buffer, pause: () => Promise<void>): Promise<void> {
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await pause();
  }
  response.end();
}

function pour(response: ServerResponse): void {
  const blank = Buffer.alloc(64 * 1024, ' ');
  const more = (): void => {
    // One piece at a time, when the last one has left: the caller sets the pace.
    if (!response.destroyed) response.write(blank, more);
  };
  more();
}
