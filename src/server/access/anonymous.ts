import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { AccessSettings } from '../../config/access.ts';
import type { AdmittedCaller, Admitting } from './caller.ts';

/** The caller without credentials, where there may be one. Each address has a rate of its own. */
export function anonymousCaller(
  settings: AccessSettings['anonymous'],
  admitted: Admitting,
): (request: IncomingMessage) => AdmittedCaller | null {
  if (settings === undefined) return () => null;
  const anyone = {
    ...settings,
    client: null,
    group: 'anonymous',
    authentication: 'anonymous' as const,
    permissions: new Set(settings.permissions),
  };
  if (settings.rate === undefined) {
    const caller = admitted(anyone, 'anonymous');
    return () => caller;
  }
  return ({ socket }) => admitted(anyone, `anonymous:${networkOf(socket.remoteAddress ?? '')}`);
}

/** An IPv6 subscriber has a whole /64 to choose addresses from. */
function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(':');
}
