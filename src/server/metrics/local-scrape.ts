import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../access/loopback.ts';

/**
 * Whether the request was made on this machine, to a name only this machine has, and not by a proxy on it on behalf of
 * somebody elsewhere.
 */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  return (
    isLoopback(socket) && isOurs(headers.host ?? '') && !Object.keys(headers).some((name) => FORWARDING.test(name))
  );
}

// A page in a browser on this machine can make its own name lead here, but cannot take one of these.
function isOurs(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}

// What proxies say of those they speak for (RFC 7239, and the names in use before it). Node gives names in lower case.
const FORWARDING = /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip)$/;
