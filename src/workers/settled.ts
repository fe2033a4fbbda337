import { createSecretKey, KeyObject } from 'node:crypto';
import type { Config } from '../config/config.ts';

/** What stays as it was when the first worker began, until all are started again. */
export type Settled = Pick<Config, 'server' | 'cache' | 'audit'>;

/**
 * Writes it down for workers that begin later, keys included: it is for a process of the same user, over a channel that
 * nobody else has.
 */
export function writeSettled({ server, cache, audit }: Config): string {
  return JSON.stringify({ server, cache, audit }, (_name, value: unknown) =>
    value instanceof KeyObject ? { [KEY]: value.export().toString('base64') } : value,
  );
}

/** Reads what `writeSettled` wrote. */
export function readSettled(text: string): Settled {
  const read: unknown = JSON.parse(text, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && KEY in value ? createSecretKey(String(value[KEY]), 'base64') : value,
  );
  if (!isSettled(read)) throw new TypeError('expected what a worker has settled, got something else');
  // What JSON leaves out is settled as well: that nothing is recorded.
  return { ...read, audit: read.audit };
}

// The primary passes on what another worker of the same program wrote.
function isSettled(read: unknown): read is Settled {
  return typeof read === 'object' && read !== null && 'server' in read && 'cache' in read;
}

const KEY = 'secret key';
