import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line to a server on this machine on which everything takes longer, in both directions, in order. */
export interface SlowLine {
  readonly port: number;
  /** Takes effect for what is sent from now on. */
  setDelay(ms: number): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a line to that port which holds each piece back for `delayMs`. */
export async function slowLine(to: number, delayMs: number): Promise<SlowLine> {
  let delay = delayMs;
  const sockets = new Set<Socket>();
  const carry = (from: Socket, into: Socket): void => {
    sockets.add(from);
    // One after the other: nothing overtakes what was sent before it.
    let last = Promise.resolve();
    from.on('data', (piece) => {
      const held = sleep(delay);
      last = last.then(() => held).then(() => void into.write(piece));
    });
    from.on('error', () => undefined);
    from.once('close', () => {
      sockets.delete(from);
      into.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    setDelay: (ms) => {
      delay = ms;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
