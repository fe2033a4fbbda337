import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { changesBetween, takenOver } from '../../src/config/changes.ts';
import type { Config } from '../../src/config/config.ts';
import { allSettings } from '../../src/config/settings.ts';
import { certificate } from '../server/certificate.ts';
import { ANTOM, INTL, load, MAINLAND, writtenText } from './example.ts';

const [cert, otherCert] = [certificate(), certificate()];
const secret = (text: string) => ({ file: writtenText(text) });
const [key, otherKey] = [secret(randomBytes(32).toString('hex')), secret(randomBytes(32).toString('hex'))];
const otherPrivate = secret(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
);
const nextPublic = secret(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
);

/** A configuration in which everything is set that can be, so that everything can be set otherwise. */
const WHOLE = {
  server: {
    adminPort: 0,
    cors: { origins: ['https://app.example'] },
    tls: { cert: secret(cert.cert), key: secret(cert.key) },
  },
  accounts: [INTL, ANTOM, MAINLAND, { ...MAINLAND, id: 'second', default: true }],
  cache: { redis: { url: 'redis://127.0.0.1:6379', encryptionKey: key } },
  access: {
    anonymous: { permissions: ['payments'] },
    apiKeys: [{ client: 'bi', sha256: '0'.repeat(64), permissions: ['payments'] }],
    jwt: { issuer: 'https://id.example', audience: 'paygraph', jwksUrl: 'https://id.example/jwks.json' },
  },
  audit: { file: 'audit.jsonl', key },
};

type Class = 'live' | 'restart';
const CALLER = { permissions: ['payments', 'live'], accounts: ['intl'], documents: 'registered', limits: { depth: 3 } };
const RATE = { calls: 1, perSeconds: 1 };
const fromCaller = (path: string): [string, Class, unknown][] => [
  ...Object.entries(CALLER).map(([name, value]): [string, Class, unknown] => [`${path}.${name}`, 'live', value]),
  [`${path}.rate`, 'live', RATE],
];

/**
 * Another value for each setting, and whether it is taken over at once. A path leads to the first of each list; a map by
 * paths stands for all they lead to.
 */
const OTHERS: [string, Class, unknown][] = [
  ['server.host', 'restart', '0.0.0.0'],
  ['server.port', 'restart', 4_999],
  ['server.adminHost', 'restart', '0.0.0.0'],
  ['server.adminPort', 'restart', 9_464],
  ['server.workers', 'restart', 2],
  ['server.graphiql', 'live', false],
  ['server.cors.origins', 'live', ['https://other.example']],
  ['server.cors.maxAgeSeconds', 'live', 1],
  ['server.tls.cert', 'live', { 'server.tls': { cert: secret(otherCert.cert), key: secret(otherCert.key) } }],
  ['server.tls.key', 'live', { 'server.tls': { cert: secret(otherCert.cert), key: secret(otherCert.key) } }],
  ['server.tls.minVersion', 'live', 'TLSv1.3'],
  ['server.maxConnections', 'restart', 1],
  ['server.maxConnectionsPerAddress', 'restart', 1],
  ['server.headersTimeoutMs', 'restart', 1_000],
  ['server.requestTimeoutMs', 'restart', 60_000],
  ['server.idleTimeoutMs', 'restart', 1_000],
  ['server.answerTimeoutMs', 'restart', 1_000],
  ['server.shutdownDelayMs', 'live', 1],
  ['server.shutdownGraceMs', 'live', 1],
  ['accounts[].id', 'live', account(0, { id: 'renamed' })],
  ['accounts[].dialect', 'live', account(3, { ...INTL, id: 'second', appId: undefined, appAuthToken: undefined })],
  ['accounts[].default', 'live', account(3, { default: false })],
  ['accounts[].privateKey', 'live', account(0, { privateKey: otherPrivate })],
  ['accounts[].alipayPublicKey', 'live', account(0, { alipayPublicKey: [{ file: 'alipay.pem' }, nextPublic] })],
  ['accounts[].url', 'live', account(0, { url: 'https://other.example/payquery.htm' })],
  ['accounts[].clientId', 'live', account(0, { clientId: '211020000000000000045' })],
  ['accounts[].merchantId', 'live', account(0, { merchantId: '218820000000000000024' })],
  ['accounts[].signature.hash', 'live', account(0, { signature: { hash: 'SHA1' } })],
  ['accounts[].signature.base64', 'live', account(0, { signature: { base64: 'twice' } })],
  ['accounts[].amountUnit', 'live', account(0, { amountUnit: 'major' })],
  ['accounts[].reserve', 'live', account(0, { reserve: '{"a":1}' })],
  ['accounts[].keyVersion', 'live', account(1, { keyVersion: '2' })],
  ['accounts[].agentToken', 'live', account(1, { agentToken: { env: 'APP_TOKEN' } })],
  ['accounts[].merchantAccountId', 'live', account(1, { merchantAccountId: 'other' })],
  ['accounts[].requestTime', 'live', account(1, { requestTime: 'iso' })],
  ['accounts[].appId', 'live', account(2, { appId: '2014072300007149' })],
  ['accounts[].appAuthToken', 'live', account(2, { appAuthToken: secret('other-token') })],
  ['accounts[].orgPid', 'live', account(2, { orgPid: '2088000000000000' })],
  ['accounts[].appCertSn', 'live', account(2, { appCertSn: 'abcdef' })],
  ['accounts[].expiredSeconds', 'live', account(2, { expiredSeconds: 60 })],
  ...['limits.perAccount.concurrency', 'limits.perAccount.ratePerSecond', 'limits.perAccount.queue'].map(live(7)),
  ...['limits.deadlineMs', 'limits.attemptTimeoutMs', 'limits.connectTimeoutMs', 'limits.answerBytes'].map(live(2_345)),
  ...['limits.clockToleranceMs'].map(live(60_000)),
  ...['limits.attempts', 'limits.references', 'limits.subscriptions', 'limits.subscriptionsPerCaller'].map(live(2)),
  ...['limits.callsPerOperation', 'limits.depth', 'limits.aliases', 'limits.rootFields', 'limits.directives'].map(
    live(3),
  ),
  ...['limits.bodyBytes', 'limits.documentBytes', 'limits.documentTokens'].map(live(12_345)),
  ['cache.maxEntries', 'restart', 7],
  ['cache.maxBytes', 'restart', 1_048_576],
  ...['succeededMs', 'endedMs', 'pendingMs', 'notFoundMs', 'staleMs', 'staleWhileRevalidateMs'].map((name) =>
    live(1_234)(`cache.${name}`),
  ),
  ['cache.timeToLive', 'live', { TRADE_QUERY: { PENDING: 1 } }],
  ['cache.redis.url', 'restart', 'redis://127.0.0.1:6380'],
  ['cache.redis.keyPrefix', 'restart', 'other:'],
  ['cache.redis.commandTimeoutMs', 'restart', 60],
  ['cache.redis.encryptionKey', 'live', [key, otherKey]],
  ['live.pollMs', 'live', 5_000],
  ['live.limitMs', 'live', 60_000],
  ['documents.manifests', 'live', [writtenText('{}')]],
  ['reload.watch', 'live', false],
  ['reload.settleMs', 'live', 500],
  ['reload.formerKeysMs', 'live', 0],
  ...fromCaller('access.anonymous'),
  ['access.apiKeys[].client', 'live', 'other'],
  ['access.apiKeys[].sha256', 'live', '1'.repeat(64)],
  ...fromCaller('access.apiKeys[]'),
  ['access.jwt.issuer', 'live', 'https://other.example'],
  ['access.jwt.audience', 'live', 'other'],
  ['access.jwt.jwksUrl', 'live', 'https://id.example/other.json'],
  ['access.jwt.algorithms', 'live', ['RS256']],
  ['access.jwt.permissionsClaim', 'live', 'other'],
  ['access.jwt.accountsClaim', 'live', 'other'],
  ['access.jwt.documentsClaim', 'live', 'other'],
  ['access.jwt.clientClaim', 'live', 'other'],
  ...fromCaller('access.jwt').filter(([path]) => path !== 'access.jwt.permissions'),
  ['log.level', 'live', 'debug'],
  ['audit.file', 'restart', 'other.jsonl'],
  ['audit.descriptor', 'restart', { audit: { descriptor: 3, key } }],
  ['audit.key', 'restart', otherKey],
  ['audit.onFailure', 'restart', 'refuse'],
  ['audit.bufferBytes', 'restart', 65_536],
  ['audit.peer', 'restart', true],
];

function account(index: number, more: object) {
  return { accounts: WHOLE.accounts.map((one, at) => (at === index ? { ...one, ...more } : one)) };
}

function live(value: unknown): (path: string) => [string, Class, unknown] {
  return (path) => [path, 'live', value];
}

test('every setting there is has been thought of, and no other', () => {
  const paths = allSettings().map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(100);
  expect([...new Set(OTHERS.map(([path]) => path))].sort()).toEqual([...new Set(paths)].sort());
});

/** The whole configuration with another value there. */
function withOther(path: string, value: unknown): unknown {
  const others = isByPath(value) ? Object.entries(value) : [[path, value] as const];
  const whole: unknown = structuredClone(WHOLE);
  for (const [at, other] of others) {
    const steps = at.replaceAll('[]', '.0').split('.');
    const last = steps.pop()!;
    let holder = whole as Record<string, unknown>;
    for (const step of steps) holder = (holder[step] ??= {}) as Record<string, unknown>;
    holder[last] = other;
  }
  return whole;
}

function isByPath(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).some((key) => key in WHOLE || key === 'server.tls')
  );
}

const running = load(WHOLE);

test.each(OTHERS)('%s is %s', (path, expected, value) => {
  const wanted = load(withOther(path, value));
  const all = changesBetween(running, wanted);
  expect(all.length).toBeGreaterThan(0);
  const section = path.replace(/[.[].*/, '');
  expect(all.filter((changed) => !changed.startsWith(section))).toEqual([]);
  const taken = takenOver(wanted, running);
  expect(changesBetween(running, taken)).toEqual(expected === 'live' ? all : []);
  expect(changesBetween(taken, wanted)).toEqual(expected === 'live' ? [] : all);
});

describe('a section that comes or goes', () => {
  const { accounts, access } = WHOLE;
  const without = load({ accounts, access, server: { adminPort: 0 } });
  test.each<[string, Config, Config]>([
    ['comes', without, running],
    ['goes', running, without],
  ])('%s: what is connected or listens needs a restart, CORS does not', (_which, before, after) => {
    const taken = takenOver(after, before);
    expect(changesBetween(before, taken)).toEqual(['server.cors']);
    expect(changesBetween(taken, after).sort()).toEqual(['audit', 'cache.redis', 'server.tls']);
  });
});

test('nothing of what is secret is told by a change', () => {
  const wanted = load(withOther('', account(0, { privateKey: otherPrivate })));
  expect(changesBetween(running, wanted)).toEqual(['accounts[intl]']);
  expect(changesBetween(running, load(WHOLE))).toEqual([]);
  expect(changesBetween(running, load({ ...WHOLE, accounts: WHOLE.accounts.toReversed() }))).toEqual([]);
});
