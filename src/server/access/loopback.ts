import type { IncomingMessage } from 'node:http';
import { BlockList, type Socket } from 'node:net';
import { PERMISSIONS } from '../../graphql/context.ts';
import type { AdmittedCaller, Admitting } from './caller.ts';

/** Sandbox mode: whoever is on this machine may do everything, whatever credentials are sent; others nothing. */
export function loopbackCaller(admitted: Admitting): (request: IncomingMessage) => AdmittedCaller | null {
  const permissions = new Set(PERMISSIONS);
  const here = admitted(
    {
      client: 'loopback',
      group: 'loopback',
      authentication: 'loopback',
      permissions,
      accounts: ['*'],
      documents: 'any',
    },
    'loopback',
  );
  return ({ socket }) => (isLoopback(socket) ? here : null);
}

/** Whether the other end is on this machine. IPv4 addresses written as IPv6 ones are taken for what they are. */
export function isLoopback({ remoteAddress, remoteFamily }: Pick<Socket, 'remoteAddress' | 'remoteFamily'>): boolean {
  const family = remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4';
  return remoteAddress !== undefined && LOOPBACK.check(remoteAddress, family);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
