import type { IncomingHttpHeaders } from 'node:http';
import { BlockList } from 'node:net';

/** Who asks, and how, as far as it decides whether they are let in. */
export interface Visitor {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The address the connection comes from; undefined once it is gone. */
  readonly peer: string | undefined;
}

/** Why a visitor is not let in. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly message: string;
}

/**
 * Lets in what was sent on this machine and by nobody else's page: from a loopback address, without a proxy between,
 * to a name only this machine has, and as a browser would not do for another site without asking first.
 */
export function refusalFor({ method, headers, peer }: Visitor): Refusal | undefined {
  if (peer === undefined || !isLoopback(peer)) {
    return { status: 403, message: 'expected a caller on this machine, got one from elsewhere; ask over 127.0.0.1' };
  }
  const forwarded = Object.keys(headers).find((name) => FORWARDED.test(name));
  if (forwarded !== undefined) {
    return { status: 403, message: `expected a direct connection, got one with ${forwarded}; ask without a proxy` };
  }
  if (!isOurs(headers.host ?? '')) {
    return { status: 403, message: 'expected 127.0.0.1, [::1] or localhost as Host, got another; ask by one of them' };
  }
  const { 'sec-fetch-site': site = 'none', origin } = headers;
  if ((site !== 'none' && site !== 'same-origin') || (origin !== undefined && origin !== `http://${headers.host}`)) {
    return { status: 403, message: 'expected no other site’s page, got one; ask from this address or a command line' };
  }
  const type = headers['content-type'] ?? '';
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(type)) {
    return {
      status: 415,
      message: "expected content-type application/json, got another; add -H 'content-type: application/json'",
    };
  }
  return undefined;
}

const FORWARDED =
  /^(forwarded|via|x-forwarded.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip)$/;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

// A page can make its own name lead here; it cannot take one of these.
function isOurs(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
