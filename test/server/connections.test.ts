import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Connections } from '../../src/server/connections.ts';

function socketFrom(address: string): Socket {
  return Object.defineProperty(new Socket(), 'remoteAddress', { value: address });
}

const closed = (sockets: readonly Socket[]) => sockets.map(({ destroyed }) => destroyed);
const ended = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

describe('connections', () => {
  test('may be as many as the limit; one more takes the place of the one that was idle for the longest', () => {
    const connections = new Connections({ maxConnections: 3 });
    const sockets = ['a', 'b', 'c', 'd', 'e'].map(socketFrom);
    const [first, , , fourth, fifth] = sockets;
    for (const socket of sockets.slice(0, 3)) connections.opened(socket);
    connections.begins(first!);
    expect(closed(sockets)).toEqual([false, false, false, false, false]);
    connections.opened(fourth!);
    expect(closed(sockets)).toEqual([false, true, false, false, false]);
    connections.ends(first!);
    connections.opened(fifth!);
    expect(closed(sockets)).toEqual([false, true, true, false, false]);
    expect(connections.takeRefused()).toBe(2);
    expect(connections.takeRefused()).toBe(0);
  });

  test('that all have a request under way are left alone; one more is closed itself', () => {
    const connections = new Connections({ maxConnections: 2 });
    const sockets = ['a', 'b', 'c'].map(socketFrom);
    for (const socket of sockets.slice(0, 2)) {
      connections.opened(socket);
      connections.begins(socket);
    }
    connections.opened(sockets[2]!);
    expect(closed(sockets)).toEqual([false, false, true]);
  });

  test('that were closed make room', async () => {
    const connections = new Connections({ maxConnections: 1, maxConnectionsPerAddress: 1 });
    const [first, second] = ['a', 'a'].map(socketFrom);
    connections.opened(first!);
    first!.destroy();
    await ended(first!);
    connections.opened(second!);
    expect(second!.destroyed).toBe(false);
  });

  test('of one address are counted apart where that is wanted, and nobody else pays for them', () => {
    const connections = new Connections({ maxConnections: 10, maxConnectionsPerAddress: 2 });
    const sockets = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1'].map(
      socketFrom,
    );
    for (const socket of sockets) connections.opened(socket);
    expect(closed(sockets)).toEqual([false, false, true, false, false, true]);
  });

  test('count the requests under way on each and are closed over one too many', () => {
    const connections = new Connections({ maxConnections: 10 });
    const socket = socketFrom('a');
    connections.opened(socket);
    for (let request = 0; request < 32; request += 1) expect(connections.begins(socket)).toBe(true);
    connections.ends(socket);
    expect(connections.begins(socket)).toBe(true);
    expect([connections.begins(socket), socket.destroyed]).toEqual([false, true]);
    expect(connections.begins(socket)).toBe(false);
  });

  test('that never asked anything are closed when nobody wants to wait for them', () => {
    const connections = new Connections({ maxConnections: 10 });
    const [silent, asked] = ['a', 'b'].map(socketFrom);
    for (const socket of [silent!, asked!]) connections.opened(socket);
    connections.begins(asked!);
    connections.ends(asked!);
    connections.closeSilent();
    expect(closed([silent!, asked!])).toEqual([true, false]);
  });
});
