import type { AuditSettings } from './audit.ts';
import type { Fault } from './faults.ts';
import { readYaml } from './yaml.ts';

/** More than a gateway on one machine has cores for. */
export const MAX_WORKERS = 64;

/** What several workers share out among themselves. */
interface SharedOut {
  readonly server: {
    readonly workers: number;
    readonly maxConnections: number;
    readonly maxConnectionsPerAddress?: number | undefined;
  };
  readonly limits: {
    readonly perAccount: { readonly concurrency: number; readonly ratePerSecond: number; readonly queue: number };
  };
  readonly audit: Pick<AuditSettings, 'to'> | undefined;
}

/** How many workers a configuration asks for; 1 where that cannot be told, since whoever reads it all will say why. */
export function workersIn(text: string): number {
  // What nobody asks for costs nothing. A key can be written with escapes, as JSON and YAML have them.
  if (!text.includes('workers') && !text.includes('\\')) return 1;
  const read = readYaml(text);
  const server = 'value' in read ? memberOf(read.value, 'server') : undefined;
  const workers = memberOf(server, 'workers');
  return typeof workers === 'number' && Number.isInteger(workers) && workers <= MAX_WORKERS ? Math.max(1, workers) : 1;
}

/** Whether each of the workers can have a part of what they share; `running` are there already. */
export function checkWorkers({ server, limits, audit }: SharedOut, running: number, faults: Fault[]): void {
  const workers = Math.max(server.workers, running);
  if (workers === 1) return;
  const { concurrency, ratePerSecond, queue } = limits.perAccount;
  const shared = {
    'limits.perAccount.concurrency': concurrency,
    'limits.perAccount.ratePerSecond': ratePerSecond,
    // With none, nothing waits anywhere.
    'limits.perAccount.queue': queue === 0 ? workers : queue,
    'server.maxConnections': server.maxConnections,
    'server.maxConnectionsPerAddress': server.maxConnectionsPerAddress ?? workers,
  };
  for (const [path, value] of Object.entries(shared)) {
    if (value >= workers) continue;
    const message = `expected at least ${workers}, one for each worker, got ${value}; raise it or lower server.workers`;
    faults.push({ path, message });
  }
  if (audit !== undefined && 'descriptor' in audit.to) {
    const message = 'expected audit.file with several workers, each of which has a file, got a descriptor; name a file';
    faults.push({ path: 'audit.descriptor', message });
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
