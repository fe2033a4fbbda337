import { describe, expect, test } from 'vitest';
import { allSettings } from '../../src/config/settings.ts';

describe('the list of settings', () => {
  const settings = allSettings();

  test('has every section, with lists and nested maps taken apart', () => {
    expect(settings.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'server.port',
        'accounts[].id',
        'accounts[].privateKey',
        'accounts[].merchantId',
        'accounts[].keyVersion',
        'accounts[].appAuthToken',
        'limits.perAccount.concurrency',
        'cache.maxEntries',
        'live.pollMs',
        'access.anonymous.permissions',
        'access.apiKeys[].sha256',
        'access.jwt.jwksUrl',
        'log.level',
      ]),
    );
  });

  test('says of everything what it is for', () => {
    expect(settings.filter(({ description }) => description === '')).toEqual([]);
    expect(settings.find(({ path }) => path === 'server.port')).toEqual({
      path: 'server.port',
      description: 'port to listen on, 0 for a free one; `PORT` wins',
      fallback: 4000,
    });
  });
});
