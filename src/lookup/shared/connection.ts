import { Redis } from 'ioredis';
import { SCRIPTS } from './scripts.ts';

const LONGEST_PAUSE_MS = 2_000;

/** Connects, and again whenever the connection is lost. Nothing waits for it: without a connection commands fail at once. */
export function connect(url: string, onChange: (reason: string) => void): Redis {
  const client = new Redis(url, {
    scripts: SCRIPTS,
    connectionName: 'paygraph',
    disableClientInfo: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    // A peer that vanished without a word: a connection on which replies are due and nothing comes is given up.
    socketTimeout: 5_000,
    maxLoadingRetryTime: LONGEST_PAUSE_MS,
    // Half of the pause is by chance, so that a fleet does not come back all at once.
    retryStrategy: (times) => Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2),
    // After a failover the name leads to the new primary.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  client.on('ready', () => onChange('it answers'));
  client.on('close', () => onChange('the connection was closed'));
  client.on('error', (error) => onChange(reasonOf(error)));
  return client;
}

/** Why a command failed, in words that are safe to log: the server's own may quote a command, with the password in it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]{2,20}(?= )/.exec(error.message)?.[0] ?? error.name;
}
