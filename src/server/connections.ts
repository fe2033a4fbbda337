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

/**
 * The connections of a server, kept within bounds. One too many takes the place of the one that has been idle for the
 * longest, so that whoever only holds connections keeps nobody out; where none is idle, it is closed itself.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #networks = new Map<Socket, string>();
  readonly #perNetwork = new Map<string, number>();
  // Oldest first, as sets keep them.
  readonly #idle = new Set<Socket>();
  readonly #silent = new Set<Socket>();
  readonly #underWay = new WeakMap<Socket, number>();
  #refused = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  opened(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? '');
    const ofNetwork = (this.#perNetwork.get(network) ?? 0) + 1;
    this.#networks.set(socket, network);
    this.#perNetwork.set(network, ofNetwork);
    this.#idle.add(socket);
    this.#silent.add(socket);
    socket.once('close', () => this.#forget(socket));
    const { maxConnections, maxConnectionsPerAddress = Infinity } = this.#limits;
    if (ofNetwork > maxConnectionsPerAddress) this.#refuse(socket);
    else if (this.#networks.size > maxConnections) this.#refuse(this.#idle.values().next().value ?? socket);
  }

  /** A request begins; false, and the connection is closed, when too many of it are under way. */
  begins(socket: Socket): boolean {
    const underWay = (this.#underWay.get(socket) ?? 0) + 1;
    if (socket.destroyed) return false;
    if (underWay > MAX_PIPELINED) {
      this.#refuse(socket);
      return false;
    }
    this.#underWay.set(socket, underWay);
    this.#idle.delete(socket);
    this.#silent.delete(socket);
    return true;
  }

  /** A request that had begun is over. */
  ends(socket: Socket): void {
    const underWay = (this.#underWay.get(socket) ?? 0) - 1;
    this.#underWay.set(socket, underWay);
    if (underWay === 0 && this.#networks.has(socket)) this.#idle.add(socket);
  }

  /** Closes those that never asked anything. Node does not count them as idle. */
  closeSilent(): void {
    for (const socket of this.#silent) socket.destroy();
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
    const network = this.#networks.get(socket);
    if (network === undefined) return;
    this.#networks.delete(socket);
    this.#idle.delete(socket);
    this.#silent.delete(socket);
    const left = (this.#perNetwork.get(network) ?? 1) - 1;
    if (left === 0) this.#perNetwork.delete(network);
    else this.#perNetwork.set(network, left);
  }
}
