import type { Socket } from 'node:net';
import { networkOf } from './network.ts';

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Undefined for as many as there may be at all. */
  readonly maxConnectionsPerAddress?: number | undefined;
}

// Few clients pipeline at all, and a few requests at once. Each is worked on while those before it still are.
const MAX_PIPELINED = 32;

interface Connection {
  readonly network: string;
  /** Requests that have begun and are not over. */
  underWay: number;
  /** Whether it never asked anything. */
  isSilent: boolean;
}

/**
 * The connections of a server, kept within bounds. One too many takes the place of the one that has been idle for the
 * longest, so that whoever only holds connections keeps nobody out; where none is idle, it is closed itself.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #open = new Map<Socket, Connection>();
  readonly #perNetwork = new Map<string, number>();
  // Oldest first, as sets keep them.
  readonly #idle = new Set<Socket>();
  #refused = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  opened(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? '');
    const ofNetwork = (this.#perNetwork.get(network) ?? 0) + 1;
    this.#open.set(socket, { network, underWay: 0, isSilent: true });
    this.#perNetwork.set(network, ofNetwork);
    this.#idle.add(socket);
    socket.once('close', () => this.#forget(socket));
    const { maxConnections, maxConnectionsPerAddress = Infinity } = this.#limits;
    if (ofNetwork > maxConnectionsPerAddress) this.#refuse(socket);
    else if (this.#open.size > maxConnections) this.#refuse(this.#idle.values().next().value ?? socket);
  }

  /** A request begins; false, and the connection is closed, when too many of it are under way. */
  begins(socket: Socket): boolean {
    const connection = this.#open.get(socket);
    if (connection === undefined || socket.destroyed) return false;
    if (connection.underWay === MAX_PIPELINED) {
      this.#refuse(socket);
      return false;
    }
    if (connection.underWay === 0) this.#idle.delete(socket);
    connection.underWay += 1;
    connection.isSilent = false;
    return true;
  }

  /** A request that had begun is over. */
  ends(socket: Socket): void {
    const connection = this.#open.get(socket);
    if (connection === undefined) return;
    connection.underWay -= 1;
    if (connection.underWay === 0) this.#idle.add(socket);
  }

  /** Closes those that never asked anything. Node does not count them as idle. */
  closeSilent(): void {
    for (const [socket, { isSilent }] of this.#open) if (isSilent) socket.destroy();
  }

  /** How many were closed for want of room since this was last asked. */
  takeRefused(): number {
    const refused = this.#refused;
    this.#refused = 0;
    return refused;
  }

  #refuse(socket: Socket): void {
    this.#refused += 1;
    this.#forget(socket);
    socket.destroy();
  }

  #forget(socket: Socket): void {
    const connection = this.#open.get(socket);
    if (connection === undefined) return;
    const { network } = connection;
    this.#open.delete(socket);
    this.#idle.delete(socket);
    const left = (this.#perNetwork.get(network) ?? 1) - 1;
    if (left === 0) this.#perNetwork.delete(network);
    else this.#perNetwork.set(network, left);
  }
}
