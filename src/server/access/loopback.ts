import type { IncomingMessage } from 'node:http';
import { BlockList, type Socket } from 'node:net';
import { PERMISSIONS, type Caller } from '../../graphql/context.ts';

/** Sandbox mode: whoever is on this machine may do everything, whatever credentials are sent; others nothing. */
export function loopbackCaller({ socket }: IncomingMessage): Caller | null {
  return isLoopback(socket) ? HERE : null;
}

/** Whether the other end is on this machine. IPv4 addresses written as IPv6 ones are taken for what they are. */
export function isLoopback({ remoteAddress, remoteFamily }: Pick<Socket, 'remoteAddress' | 'remoteFamily'>): boolean {
  const family = remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4';
  return remoteAddress !== undefined && LOOPBACK.check(remoteAddress, family);
}

const HERE: Caller = {
  client: 'loopback',
  group: 'loopback',
  authentication: 'loopback',
  permissions: new Set(PERMISSIONS),
  mayUse: () => true,
  documents: 'any',
};

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
