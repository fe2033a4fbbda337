import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/faults.ts';
import { readConfig } from '../../src/config/read.ts';
import { readYaml } from '../../src/config/yaml.ts';
import { ACCESS, ANTOM, DIRECTORY, ENVIRONMENT, EXAMPLE, INTL, MAINLAND } from './example.ts';

const SOURCE = { name: 'test', directory: DIRECTORY, environment: ENVIRONMENT, access: 'configured' } as const;

function outcome(value: unknown): string {
  try {
    readConfig(value, SOURCE);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const FULL = {
  ...EXAMPLE,
  server: { host: '127.0.0.1', port: 4000 },
  limits: { perAccount: { concurrency: 1 } },
  cache: { maxEntries: 1, redis: { url: 'redis://127.0.0.1:6379', keyPrefix: 'test:', commandTimeoutMs: 50 } },
  access: {
    ...ACCESS,
    apiKeys: [{ client: 'bi', sha256: 'a'.repeat(64), permissions: ['payments'], accounts: ['*'] }],
    jwt: { issuer: 'https://id.example', audience: 'paygraph', jwksUrl: 'https://id.example/jwks' },
  },
  log: { level: 'info' },
};

/** Every path in it. */
function paths(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[...path], ...entries.flatMap(([key, item]) => paths(item, [...path, key]))].filter(
    ({ length }) => length > 0,
  );
}

/** A copy with one thing put elsewhere. */
function replaced(value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  Reflect.set(copy, first, replaced(Reflect.get(copy, first), rest, by));
  return copy;
}

describe('the loader', () => {
  test('throws nothing but its own error, whatever the YAML', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), yamlish), (text) => {
        const read = readYaml(text);
        if ('value' in read) outcome(read.value);
        else expect(read.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test('throws nothing but its own error, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(outcome(value)).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test('throws nothing but its own error, whatever stands in place of anything', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths(FULL)), fc.anything({ maxDepth: 2 }), (path, by) => {
        outcome(replaced(FULL, path, by));
      }),
      { numRuns: 500 },
    );
  });

  test('never quotes what stands in place of anything, which may be a secret', () => {
    expect(paths(FULL).length).toBeGreaterThan(40);
    const secret = 'Planted-7c1f/Secret+0123456789=';
    for (const path of paths(FULL)) {
      for (const by of [secret, [secret], { [secret]: secret }, { file: secret }, { env: secret }]) {
        const message = outcome(replaced(FULL, path, by));
        expect(message, `at ${path.join('.')}`).not.toContain('Planted');
        expect(message, `at ${path.join('.')}`).not.toContain('Secret+');
      }
    }
  });

  test('never quotes a secret it was led to', () => {
    const environment = { ...ENVIRONMENT, WRONG: 'Planted-0123456789' };
    const accounts = [INTL, ANTOM, MAINLAND].flatMap((account) => [
      { ...account, privateKey: { env: 'WRONG' } },
      { ...account, alipayPublicKey: { env: 'WRONG' } },
      { ...account, privateKey: { file: 'not-a-key.pem' } },
      { ...account, appAuthToken: { env: 'WRONG' }, agentToken: { env: 'WRONG' } },
    ]);
    expect(() => readConfig({ ...EXAMPLE, accounts }, { ...SOURCE, environment })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/planted/i) }),
    );
  });
});

const yamlish = fc
  .array(
    fc.constantFrom(
      'accounts',
      ':',
      ' ',
      '\n',
      '- ',
      '  ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '!!',
      '|',
      '#',
      ',',
      '1',
      'null',
      '?',
      '<<',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
