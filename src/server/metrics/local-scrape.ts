import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../access/loopback.ts';

/** Whether the request was made on this machine, and not by a proxy on it on behalf of somebody elsewhere. */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  return isLoopback(socket) && !Object.keys(headers).some((name) => FORWARDING.test(name));
}

// What proxies say of those they speak for (RFC 7239, and the names in use before it). Node gives names in lower case.
const FORWARDING = /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip)$/;
