import { expect, it } from 'vitest';
import { changesBetween, takenOver } from '../../src/config/changes.ts';
import { readSettled, writeSettled } from '../../src/workers/settled.ts';
import { ENVIRONMENT, EXAMPLE, load } from '../config/example.ts';

const environment = { ...ENVIRONMENT, AUDIT_KEY: 'ab'.repeat(32), REDIS_KEY: 'cd'.repeat(32) };
const audit = { file: 'audit.jsonl', key: { env: 'AUDIT_KEY' } };
const redis = { url: 'redis://127.0.0.1:6379', encryptionKey: { env: 'REDIS_KEY' } };
const PLAIN = load({ ...EXAMPLE, server: { workers: 2, port: 0 } }, environment);
const RICH = load({ ...EXAMPLE, server: { workers: 2, adminPort: 0 }, cache: { redis }, audit }, environment);

it.each([
  ['without audit log and Redis', PLAIN],
  ['with both, keys included', RICH],
])('what is settled %s is read as it was written', (_what, config) => {
  const { server, cache } = config;
  expect(changesBetween({ ...config, ...readSettled(writeSettled(config)) }, config)).toEqual([]);
  expect(readSettled(writeSettled(config))).toEqual({ server, cache, audit: config.audit });
});

it.each([
  ['comes', PLAIN, RICH],
  ['goes', RICH, PLAIN],
])('who comes later goes by what was settled before it %s in the files', (_what, before, now) => {
  const later = takenOver(now, { ...now, ...readSettled(writeSettled(before)) });
  expect(changesBetween(later, takenOver(now, before))).toEqual([]);
  expect([later.audit === undefined, later.server.adminPort]).toEqual([before === PLAIN, before.server.adminPort]);
});
