import fc from 'fast-check';
import { ConfigError } from '../../../src/config/faults.ts';
import { readConfig } from '../../../src/config/read.ts';
import { readYaml } from '../../../src/config/yaml.ts';
import { ACCESS, DIRECTORY, ENVIRONMENT, EXAMPLE } from '../../config/example.ts';
import { byteChanges, changedBytes, type ByteChange } from '../generators/byte-changes.ts';
import { changedJson, jsonChanges, type JsonChange } from '../generators/json-changes.ts';
import { mustHold, probe, type Target } from '../target.ts';

const SECRET = 'planted-secret-of-the-configuration';
const SOURCE = { name: 'test', directory: DIRECTORY, environment: ENVIRONMENT, access: 'configured' } as const;

const FULL = JSON.stringify({
  ...EXAMPLE,
  server: { host: '127.0.0.1', port: 4000, maxConnections: 5, headersTimeoutMs: 100, requestTimeoutMs: 200 },
  limits: { perAccount: { concurrency: 1, ratePerSecond: 2.5 }, deadlineMs: 5_000, subscriptions: 3 },
  cache: {
    maxEntries: 1,
    redis: { url: `redis://u:${SECRET}@127.0.0.1:6379`, keyPrefix: 'test:', commandTimeoutMs: 50 },
  },
  live: { pollMs: 3_000 },
  access: {
    ...ACCESS,
    apiKeys: [{ client: 'bi', sha256: 'a'.repeat(64), permissions: ['payments'], accounts: ['*'] }],
    jwt: { issuer: 'https://id.example', audience: 'paygraph', jwksUrl: 'https://id.example/jwks' },
  },
  log: { level: 'info' },
});

const FLOW = FULL.replaceAll(/"([a-zA-Z]+)":/g, '$1: ').replaceAll(',', ',\n ');

/** The configuration changed as JSON, which is YAML too, or as text. */
interface Input {
  readonly form: 'JSON' | 'YAML';
  readonly json: readonly JsonChange[];
  readonly bytes: readonly ByteChange[];
}

const inputs: fc.Arbitrary<Input> = fc.record({
  form: fc.constantFrom('JSON', 'YAML'),
  json: jsonChanges,
  bytes: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteChanges }),
});

function textOf({ form, json, bytes }: Input): string {
  const text = form === 'JSON' ? changedJson(FULL, json) : FLOW;
  return bytes.length === 0 && form === 'JSON' ? text : changedBytes(Buffer.from(text), bytes).toString();
}

function attempt(input: Input): string {
  const read = readYaml(textOf(input));
  if ('faults' in read) {
    mustHold(read.faults.length > 0, 'refused without a reason');
    mustHold(!JSON.stringify(read.faults).includes(SECRET), 'a secret in a fault');
    return 'no YAML';
  }
  try {
    const { limits, server, accounts } = readConfig(read.value, SOURCE);
    mustHold(limits.attemptTimeoutMs <= limits.deadlineMs, 'an attempt longer than the deadline');
    mustHold(server.headersTimeoutMs <= server.requestTimeoutMs, 'a head longer than its request');
    mustHold(
      accounts.length > 0 && new Set(accounts.map(({ id }) => id)).size === accounts.length,
      'accounts of one name',
    );
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    mustHold(!error.message.includes(SECRET), 'a secret in a fault');
    mustHold(error.message.length < 20_000, 'a message as long as a book');
    return 'faults';
  }
}

/** The configuration file. */
export const configuration: Target = {
  name: 'configuration',
  share: 40,
  few: 200,
  depths: ['accepted', 'faults', 'no YAML'],
  open: () => ({ property: probe({ inputs, attempt, shown: textOf }), close: () => Promise.resolve() }),
};
