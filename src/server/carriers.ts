import type { Socket } from 'node:net';

/**
 * Tells which TCP connection a TLS connection runs over, so that both are known as one. Node tells of each, but not that
 * they belong together; addresses and ports of both ends do.
 */
export class Carriers {
  readonly #byEnds = new Map<string, Socket>();
  readonly #carriers = new WeakMap<Socket, Socket>();

  opened(connection: Socket): void {
    const ends = endsOf(connection);
    this.#byEnds.set(ends, connection);
    connection.once('close', () => {
      if (this.#byEnds.get(ends) === connection) this.#byEnds.delete(ends);
    });
  }

  secured(connection: Socket): void {
    const carrier = this.#byEnds.get(endsOf(connection));
    if (carrier !== undefined) this.#carriers.set(connection, carrier);
  }

  /** The connection itself where it runs over no other. */
  of(connection: Socket): Socket {
    return this.#carriers.get(connection) ?? connection;
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(' ');
}
