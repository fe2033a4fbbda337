import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import { PERMISSIONS, type Caller } from '../../graphql/context.ts';

/** Sandbox mode: whoever is on this machine may do everything, whatever credentials are sent; others nothing. */
export function loopbackCaller({ socket: { remoteAddress, remoteFamily } }: IncomingMessage): Caller | null {
  const family = remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4';
  return remoteAddress !== undefined && LOOPBACK.check(remoteAddress, family) ? HERE : null;
}

const HERE: Caller = { client: 'loopback', permissions: new Set(PERMISSIONS), mayUse: () => true };

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
