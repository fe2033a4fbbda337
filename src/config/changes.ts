import { isDeepStrictEqual } from 'node:util';
import { hasSettingsOf, type Account } from '../upstream/account.ts';
import type { Config } from './config.ts';

/** What differs between two configurations: `limits.attempts`, `accounts[antom-sg]`. Values are not told. */
export function changesBetween(before: Config, after: Config): string[] {
  const { accounts: accountsBefore, ...restBefore } = before;
  const { accounts: accountsAfter, ...restAfter } = after;
  const ids = new Set([...accountsBefore, ...accountsAfter].map(({ id }) => id));
  const accounts = [...ids].filter((id) => !isSame(named(accountsBefore, id), named(accountsAfter, id)));
  return [...accounts.map((id) => `accounts[${id}]`), ...differences('', restBefore, restAfter)];
}

/** As much of the wanted configuration as a gateway can take over that runs by another. */
export function takenOver(wanted: Config, running: Config): Config {
  return {
    ...wanted,
    server: takenOverServer(wanted, running),
    cache: takenOverCache(wanted, running),
    audit: running.audit,
  };
}

// What listens does so as it was opened; a certificate is looked at anew with each connection.
function takenOverServer({ server: wanted }: Config, { server: running }: Config): Config['server'] {
  const { graphiql, cors, shutdownDelayMs, shutdownGraceMs } = wanted;
  const tls = running.tls && wanted.tls ? wanted.tls : running.tls;
  return { ...running, graphiql, cors, tls, shutdownDelayMs, shutdownGraceMs };
}

// Which server is shared, and what keys are called there, is settled when it is connected to.
function takenOverCache({ cache: wanted }: Config, { cache: running }: Config): Config['cache'] {
  const { maxEntries, maxBytes } = running;
  const redis =
    running.redis && wanted.redis ? { ...running.redis, encryptionKey: wanted.redis.encryptionKey } : running.redis;
  return { ...wanted, maxEntries, maxBytes, redis };
}

function named(accounts: readonly Account[], wanted: string): Account | undefined {
  return accounts.find(({ id }) => id === wanted);
}

function isSame(one: Account | undefined, other: Account | undefined): boolean {
  return one !== undefined && other !== undefined && one.isDefault === other.isDefault && hasSettingsOf(one, other);
}

function differences(path: string, one: unknown, other: unknown): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isMap(one) || !isMap(other)) return [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(path === '' ? key : `${path}.${key}`, one[key], other[key]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
