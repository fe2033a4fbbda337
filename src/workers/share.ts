import { parse, format } from 'node:path';
import type { AuditSettings } from '../config/audit.ts';
import type { Config } from '../config/config.ts';

/** Which of how many workers; the first is 1. */
export interface Place {
  readonly worker: number;
  readonly workers: number;
}

/**
 * The configuration as one worker goes by it: what all of them together may ask, hold and remember is shared out among
 * them, and each has an audit log of its own; a port that was found is another than the one configured. What is remembered has one part more, for what they remember together.
 */
export function shareOf(config: Config, place: Place, port: number | null): Config {
  const { server, limits, cache, audit } = config;
  const { concurrency, ratePerSecond, queue } = limits.perAccount;
  const part = (whole: number) => partOf(whole, place);
  const kept = (whole: number) =>
    Math.max(1, Math.floor(whole / (place.workers + (cache.redis === undefined ? 1 : 0))));
  const { maxConnections, maxConnectionsPerAddress } = server;
  return {
    ...config,
    server: {
      ...server,
      port: port ?? server.port,
      maxConnections: part(maxConnections),
      maxConnectionsPerAddress: maxConnectionsPerAddress === undefined ? undefined : part(maxConnectionsPerAddress),
    },
    limits: {
      ...limits,
      perAccount: { concurrency: part(concurrency), ratePerSecond: part(ratePerSecond), queue: part(queue) },
    },
    cache: { ...cache, maxEntries: kept(cache.maxEntries), maxBytes: kept(cache.maxBytes) },
    audit: audit && { ...audit, to: ownFile(audit.to, place) },
  };
}

/** Whole numbers that make up the whole number in it; the first have one more where it cannot be divided. */
export function partOf(whole: number, { worker, workers }: Place): number {
  const all = Math.floor(whole);
  return Math.floor(all / workers) + (worker <= all % workers ? 1 : 0);
}

/** `audit.jsonl` of the second worker is `audit-2.jsonl`. */
function ownFile(to: AuditSettings['to'], { worker }: Place): AuditSettings['to'] {
  if (!('file' in to)) return to;
  const { dir, name, ext } = parse(to.file);
  return { file: format({ dir, name: `${name}-${worker}`, ext }) };
}
