import { describe, expect, it } from 'vitest';
import { workersIn } from '../../src/config/workers.ts';
import { ENVIRONMENT, EXAMPLE, faultsOf, load } from './example.ts';

describe('the number of workers', () => {
  it.each([
    ['server: { workers: 4 }', 4],
    ['{"server": {"workers": 64}}', 64],
    ['{"server": {"w\\u006frkers": 4}}', 4],
    ['server: { "work\\x65rs": 3 }', 3],
    ['server: { port: 1 } # workers: 3', 1],
    ['workers: 4', 1],
  ])('is read out of %s as %i', (text, workers) => {
    expect(workersIn(text)).toBe(workers);
  });

  // Whoever reads the whole says why.
  it.each([
    'server: { workers: 65 }',
    'server: { workers: 0 }',
    'server: { workers: "4" }',
    'server: { workers: 1.5 }',
    'workers: [',
    'server: workers',
  ])('is one in %s', (text) => {
    expect(workersIn(text)).toBe(1);
  });

  it('has to be a whole number up to 64', () => {
    for (const workers of [0, 65, 1.5, '4']) expect(faultsOf({ ...EXAMPLE, server: { workers } })).toHaveLength(1);
  });
});

describe('with several workers', () => {
  const server = { workers: 4 };

  it('each must have a part of what is divided among them', () => {
    const perAccount = { concurrency: 3, ratePerSecond: 3.9, queue: 1 };
    const connections = { maxConnections: 2, maxConnectionsPerAddress: 1 };
    const faults = faultsOf({ ...EXAMPLE, server: { ...server, ...connections }, limits: { perAccount } });
    const cure = 'raise it or lower server.workers';
    expect(faults.sort()).toEqual([
      `limits.perAccount.concurrency: expected at least 4, one for each worker, got 3; ${cure}`,
      `limits.perAccount.queue: expected at least 4, one for each worker, got 1; ${cure}`,
      `limits.perAccount.ratePerSecond: expected at least 4, one for each worker, got 3.9; ${cure}`,
      `server.maxConnections: expected at least 4, one for each worker, got 2; ${cure}`,
      `server.maxConnectionsPerAddress: expected at least 4, one for each worker, got 1; ${cure}`,
    ]);
    for (const queue of [0, 4]) {
      const least = { concurrency: 4, ratePerSecond: 4, queue };
      expect(load({ ...EXAMPLE, server, limits: { perAccount: least } })).toBeDefined();
    }
    expect(load({ ...EXAMPLE, limits: { perAccount: { concurrency: 1, ratePerSecond: 0.5 } } })).toBeDefined();
  });

  it('the audit log is a file, since each has one', () => {
    const key = { env: 'AUDIT_KEY' };
    const environment = { ...ENVIRONMENT, AUDIT_KEY: 'ab'.repeat(32) };
    expect(faultsOf({ ...EXAMPLE, server, audit: { descriptor: 2, key } }, environment)).toEqual([
      'audit.descriptor: expected audit.file with several workers, each of which has a file, got a descriptor; name a file',
    ]);
    expect(faultsOf({ ...EXAMPLE, server, audit: { file: 'audit.jsonl', key } }, environment)).toEqual([]);
  });
});
