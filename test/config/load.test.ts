import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ACCESS, ANTOM, ENVIRONMENT, EXAMPLE, faultsOf, INTL, load, MAINLAND } from './example.ts';

describe('a configuration', () => {
  test('gives accounts with their keys read and their conversation ready', () => {
    const { accounts } = load(EXAMPLE);
    expect(accounts.map(({ id, dialect, isDefault }) => ({ id, dialect, isDefault }))).toEqual([
      { id: 'intl', dialect: 'PAY_QUERY', isDefault: true },
      { id: 'antom-sg', dialect: 'INQUIRY_PAYMENT', isDefault: true },
      { id: 'mainland', dialect: 'TRADE_QUERY', isDefault: true },
    ]);
    expect(accounts.map(({ alipayPublicKeys }) => alipayPublicKeys.length)).toEqual([1, 1, 2]);
    expect(accounts[0]?.conversation.origin).toBe('https://open-sea.example');
    expect(accounts.every(({ privateKey }) => privateKey.type === 'private')).toBe(true);
  });

  test('tells whose payments an account asks for, without giving away what tells it', () => {
    const identity = (account: object, environment = ENVIRONMENT) =>
      load({ accounts: [account], access: ACCESS }, environment).accounts[0]?.identity;
    const mainland = identity(MAINLAND);
    expect(mainland).toMatch(/^[\w-]{43}$/);
    expect(identity({ ...MAINLAND, id: 'another', expiredSeconds: 60 })).toBe(mainland);
    expect(identity({ ...MAINLAND, appId: '2014072300007149' })).not.toBe(mainland);
    expect(identity(MAINLAND, { ...ENVIRONMENT, APP_TOKEN: 'another-token' })).not.toBe(mainland);
  });

  test('may leave out everything but accounts and access', () => {
    const { server, limits, cache, live, log, access } = load(EXAMPLE);
    expect(server).toEqual({
      host: '127.0.0.1',
      port: 4000,
      workers: 1,
      adminHost: '127.0.0.1',
      maxConnections: 10_000,
      headersTimeoutMs: 10_000,
      requestTimeoutMs: 30_000,
      idleTimeoutMs: 75_000,
      answerTimeoutMs: 60_000,
      graphiql: true,
      shutdownDelayMs: 0,
      shutdownGraceMs: 20_000,
    });
    expect(limits).toEqual({
      perAccount: { concurrency: 64, ratePerSecond: 200, queue: 1_024 },
      deadlineMs: 5_000,
      attempts: 3,
      attemptTimeoutMs: 2_000,
      connectTimeoutMs: 1_000,
      answerBytes: 1_048_576,
      clockToleranceMs: 600_000,
      references: 200,
      subscriptions: 10_000,
      subscriptionsPerCaller: 1_000,
    });
    expect(cache.maxEntries).toBe(100_000);
    expect(cache.pendingMs).toBeLessThanOrEqual(5_000);
    expect(cache.notFoundMs).toBeLessThanOrEqual(3_000);
    expect(live.pollMs).toBe(3_000);
    expect(log.level).toBe('info');
    expect(access).toEqual({
      kind: 'configured',
      anonymous: { permissions: ['payments'], accounts: ['*'], documents: 'any' },
      apiKeys: [],
    });
  });

  test('may have sections with nothing under them', () => {
    expect(load({ ...EXAMPLE, server: null, cache: null }).server.port).toBe(4000);
  });

  test('is overruled by HOST, PORT and LOG_LEVEL, of which empty ones count as not set', () => {
    const file = { ...EXAMPLE, server: { host: '10.0.0.1', port: 5000 }, log: { level: 'error' } };
    const set = load(file, { ...ENVIRONMENT, HOST: '0.0.0.0', PORT: '0', LOG_LEVEL: 'debug' });
    expect([set.server.host, set.server.port, set.log.level]).toEqual(['0.0.0.0', 0, 'debug']);
    const empty = load(file, { ...ENVIRONMENT, HOST: '', PORT: '', LOG_LEVEL: '' });
    expect([empty.server.host, empty.server.port, empty.log.level]).toEqual(['10.0.0.1', 5000, 'error']);
  });

  test('of several accounts of a dialect makes none the default unless told', () => {
    const second = { ...ANTOM, id: 'antom-us', default: true };
    const defaults = (accounts: unknown[]) => load({ accounts, access: ACCESS }).accounts.map((one) => one.isDefault);
    expect(defaults([ANTOM, { ...second, default: false }])).toEqual([false, false]);
    expect(defaults([ANTOM, second])).toEqual([false, true]);
  });

  test('may give two keys to one client, for rotation', () => {
    const key = { client: 'bi', permissions: ['payments', 'bulk'] };
    const apiKeys = [
      { ...key, sha256: 'A'.repeat(64) },
      { ...key, sha256: 'b'.repeat(64) },
    ];
    const { access } = load({ ...EXAMPLE, access: { apiKeys } });
    expect(access.kind === 'configured' && access.apiKeys.map(({ sha256 }) => sha256)).toEqual([
      'a'.repeat(64),
      'b'.repeat(64),
    ]);
  });

  test('may be JSON, of which YAML is a superset', () => {
    expect(load(JSON.stringify(EXAMPLE)).accounts).toHaveLength(3);
  });
});

describe('a faulty configuration', () => {
  test('lists every fault at once, each with its path', () => {
    const faults = faultsOf(
      {
        servr: {},
        server: { port: 70_000, hots: 'x' },
        accounts: [
          { ...INTL, clientId: 211, colour: 'red', privateKey: { env: 'NOT_SET' } },
          { ...ANTOM, id: 'bad id', keyVersion: [], alipayPublicKey: { file: 'missing.pem' } },
          { ...MAINLAND, dialect: 'TRADE_QUERRY' },
        ],
        limits: { perAccount: { concurrency: 0 }, deadlineMs: '5s' },
        cache: { maxEntries: -1 },
        access: { apiKeys: [{ client: 'bi', sha256: 'abc', permissions: ['bulky'], accounts: ['intl', 'antom'] }] },
        log: { level: 'loud' },
      },
      { PORT: 'eighty', LOG_LEVEL: 'shout' },
    );
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'servr',
      'PORT',
      'LOG_LEVEL',
      'accounts[0].privateKey',
      'accounts[0].clientId',
      'accounts[0].colour',
      'accounts[1].id',
      'accounts[1].alipayPublicKey',
      'accounts[1].keyVersion',
      'accounts[2].dialect',
      'accounts[2].privateKey',
      'server.port',
      'server.hots',
      'limits.perAccount.concurrency',
      'limits.deadlineMs',
      'cache.maxEntries',
      'log.level',
      'access.apiKeys[0].sha256',
      'access.apiKeys[0].permissions[0]',
    ]);
    for (const fault of faults) expect(fault).toMatch(/: expected .+, got .+/);
  });

  test.each([
    [
      'an unknown key',
      { ...EXAMPLE, cahce: {} },
      'cahce: expected only known keys, got one that is not; did you mean cache?',
    ],
    [
      'an unknown state of a dialect',
      { ...EXAMPLE, cache: { timeToLive: { TRADE_QUERY: { PENDIN: 5 } } } },
      'cache.timeToLive.TRADE_QUERY.PENDIN: expected only known keys, got one that is not; did you mean PENDING?',
    ],
    [
      'a time to live that is none',
      { ...EXAMPLE, cache: { timeToLive: { TRADE_QUERY: 5 } } },
      'cache.timeToLive.TRADE_QUERY: expected a map, got the number 5',
    ],
    [
      'an unknown key of an account',
      { ...EXAMPLE, accounts: [{ ...INTL, merchantID: '1' }] },
      'accounts[0].merchantID: expected only known keys, got one that is not; did you mean merchantId?',
    ],
    [
      'an id without quotes',
      { ...EXAMPLE, accounts: [{ ...INTL, clientId: 44 }] },
      'accounts[0].clientId: expected a text, got the number 44; put it in quotes',
    ],
    [
      'a dialect that does not exist',
      { ...EXAMPLE, accounts: [{ ...INTL, dialect: 'PAYQUERY' }] },
      'accounts[0].dialect: expected one of PAY_QUERY, INQUIRY_PAYMENT, TRADE_QUERY, got "PAYQUERY"; did you mean PAY_QUERY?',
    ],
    [
      'a path where an origin belongs',
      { ...EXAMPLE, accounts: [{ ...ANTOM, url: 'https://open-sea-global.example/ams' }] },
      'accounts[0].url: expected an http(s) origin without a path, such as https://open-sea-global.alipay.com, got a text of 35 characters',
    ],
    ['no accounts', { access: ACCESS }, 'accounts: expected a list of at least one account, got nothing; add one'],
    [
      'two accounts of one id',
      { ...EXAMPLE, accounts: [INTL, { ...ANTOM, id: 'intl' }] },
      'accounts[1].id: expected an id of its own, got one that an earlier account has; rename it',
    ],
    [
      'two defaults of one dialect',
      {
        ...EXAMPLE,
        accounts: [
          { ...ANTOM, default: true },
          { ...ANTOM, id: 'b', default: true },
        ],
      },
      'accounts[1].default: expected one default for each dialect, got a second one; keep one of them',
    ],
    [
      'no word on access',
      { accounts: [INTL] },
      'access: expected who may ask, got nothing; add anonymous, apiKeys or jwt',
    ],
    [
      'access for nobody',
      { accounts: [INTL], access: {} },
      'access: expected at least one of anonymous, apiKeys, jwt, got none: nobody could ask; add one',
    ],
    [
      'access to an account that does not exist',
      { accounts: [INTL], access: { anonymous: { permissions: [], accounts: ['int'] } } },
      'access.anonymous.accounts[0]: expected the id of a configured account or "*", got another name; did you mean intl?',
    ],
    [
      'an attempt longer than the deadline',
      { ...EXAMPLE, limits: { deadlineMs: 100, attemptTimeoutMs: 101 } },
      'limits.attemptTimeoutMs: expected no more than limits.deadlineMs, got more; lower it or raise the deadline',
    ],
    [
      'a head that may take longer than the request',
      { ...EXAMPLE, server: { headersTimeoutMs: 101, requestTimeoutMs: 100 } },
      'server.headersTimeoutMs: expected no more than server.requestTimeoutMs, got more; lower it or raise the other',
    ],
    [
      'keys of the identity provider without protection on their way',
      { ...EXAMPLE, access: { jwt: { issuer: 'i', audience: 'a', jwksUrl: 'http://id.example/jwks.json' } } },
      'access.jwt.jwksUrl: expected an https URL, or http on this machine, got a text of 27 characters',
    ],
    [
      'a shared-secret algorithm',
      {
        ...EXAMPLE,
        access: { jwt: { issuer: 'i', audience: 'a', jwksUrl: 'https://id.example/jwks', algorithms: ['HS256'] } },
      },
      'access.jwt.algorithms[0]: expected one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, got "HS256"; did you mean RS256?',
    ],
    [
      'an account that is none',
      { ...EXAMPLE, accounts: ['intl'] },
      'accounts[0]: expected a map, got a text of 4 characters; see the README for an example',
    ],
    [
      'a file that is no map',
      'just words',
      ': expected a map with accounts and access, got a text of 10 characters; see the README',
    ],
  ])('says of %s what to do', (_name, configuration, fault) => {
    expect(faultsOf(configuration)).toContain(fault);
  });

  test.each([
    ['a quote left open', 'accounts: "intl', 'line 1, column 16: expected YAML, got something unfinished'],
    ['a tab', 'server:\n\tport: 1\n', 'expected YAML, got a tab as indentation; use spaces'],
    ['a key twice', 'log: {}\nlog: {}\n', 'line 2, column 1: expected YAML, got a key for the second time; remove one'],
    ['a tag', 'log: !level x\n', 'expected YAML, got a tag; remove the word that starts with !'],
    ['aliases that multiply', bomb(), 'expected YAML of sane size'],
    ['nesting without end', '['.repeat(100_000), 'expected YAML'],
  ])('says of %s where it is', (_name, text, fault) => {
    expect(faultsOf(text).join('\n')).toContain(fault);
  });

  test('that is not there is a fault like any other', () => {
    expect(() => load('', {})).toThrow(/has .+ faults?:/s);
  });
});

describe('a key', () => {
  const privateKey = (value: unknown) => faultsOf({ ...EXAMPLE, accounts: [{ ...INTL, privateKey: value }] });
  const publicKey = (value: unknown) => faultsOf({ ...EXAMPLE, accounts: [{ ...INTL, alipayPublicKey: value }] });

  test('in the configuration itself is refused, with the way to do it', () => {
    expect(privateKey('MIIEvQIBADANBgkqh')).toEqual([
      'accounts[0].privateKey: expected { file: … } or { env: … }, got a text, perhaps the secret itself; put the secret in a file or a variable',
    ]);
  });

  test('that is nowhere is a fault that names the account', () => {
    expect(privateKey({ file: 'missing.pem' })[0]).toMatch(
      /^accounts\[0\]\.privateKey: expected a readable file, got none \(ENOENT\); its name is relative to .+ where the configuration is$/,
    );
    expect(privateKey({ env: 'NOT_SET' })).toEqual([
      'accounts[0].privateKey: expected a value in the environment variable NOT_SET, got nothing; set it',
    ]);
    expect(privateKey(undefined)[0]).toContain(
      'accounts[0].privateKey: expected { file: … } or { env: … }, got nothing',
    );
    expect(privateKey({ file: '.' })[0]).toContain('expected a file, got something else');
    expect(privateKey({ file: 'empty.pem' })[0]).toContain('expected a secret there, got an empty text');
  });

  test('that is none is a fault that does not quote it', () => {
    expect(privateKey({ file: 'not-a-key.pem' })).toEqual([
      'accounts[0].privateKey: expected an RSA private key as PEM or bare Base64 DER (PKCS#8 or PKCS#1), got something else; copy it anew, whole',
    ]);
  });

  test('of the wrong half or the wrong sort is a fault', () => {
    expect(publicKey({ file: 'merchant.pem' })[0]).toContain('expected Alipay’s public key, got a private key');
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = elliptic.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const faults = faultsOf(
      { ...EXAMPLE, accounts: [{ ...INTL, alipayPublicKey: { env: 'ELLIPTIC' } }] },
      { ELLIPTIC: pem },
    );
    expect(faults[0]).toContain('expected an RSA key, got ec');
  });

  test('that is the merchant’s own public one is a fault of its own', () => {
    expect(publicKey({ file: 'own-public.pem' })).toEqual([
      'accounts[0].alipayPublicKey: expected Alipay’s public key, got the merchant’s own public key; copy Alipay’s from its console',
    ]);
  });

  test('in a list is named by its place', () => {
    expect(publicKey([{ file: 'alipay.pem' }, { file: 'missing.pem' }])[0]).toMatch(
      /^accounts\[0\]\.alipayPublicKey\[1\]: /,
    );
    expect(publicKey([])[0]).toContain('expected at least one key, got an empty list');
  });

  test('and a token too come from a file or a variable', () => {
    const token = (appAuthToken: unknown) => faultsOf({ ...EXAMPLE, accounts: [{ ...MAINLAND, appAuthToken }] });
    expect(token('literal')[0]).toMatch(/^accounts\[0\]\.appAuthToken: expected \{ file: … \} or \{ env: … \}/);
    expect(token({ env: 'APP_TOKEN' })).toEqual([]);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`);
  return `l0: &l0 [x]\n${levels.join('\n')}\n`;
}

describe('the memory several gateways share', () => {
  const bytes = randomBytes(32);
  const environment = {
    ...ENVIRONMENT,
    REDIS_URL: 'rediss://user:planted-secret@redis.example:6380/3',
    HEX: bytes.toString('hex'),
    BASE64: bytes.toString('base64'),
    URL_SAFE: bytes.toString('base64url'),
    SHORT: 'planted-secret',
  };
  const redis = (settings: unknown) => ({ ...EXAMPLE, cache: { redis: settings } });

  test('is configured by its address alone', () => {
    expect(load(redis({ url: 'redis://127.0.0.1:6379' })).cache.redis).toEqual({
      url: 'redis://127.0.0.1:6379',
      keyPrefix: 'paygraph:',
      commandTimeoutMs: 50,
    });
    expect(load(EXAMPLE).cache.redis).toBeUndefined();
  });

  test('may have its address in the environment, and several keys, as hex or Base64', () => {
    const encryptionKey = [{ env: 'HEX' }, { env: 'BASE64' }, { env: 'URL_SAFE' }];
    const read = load(redis({ url: { env: 'REDIS_URL' }, encryptionKey }), environment).cache.redis;
    expect(read?.url).toBe(environment.REDIS_URL);
    expect(read?.encryptionKey?.map((key) => key.export())).toEqual([bytes, bytes, bytes]);
    const single = load(redis({ url: { env: 'REDIS_URL' }, encryptionKey: { env: 'HEX' } }), environment);
    expect(single.cache.redis?.encryptionKey).toHaveLength(1);
  });

  test.each([
    [{}, 'cache.redis.url: expected { file: … } or { env: … }, got nothing'],
    [
      { url: 'http://planted-secret' },
      'cache.redis.url: expected redis://host:port or rediss://host:port, got another',
    ],
    [{ url: 'redis://host?planted-secret=1' }, 'cache.redis.url: expected redis://'],
    [{ url: 'planted-secret' }, 'cache.redis.url: expected redis://'],
    [{ url: { env: 'SHORT' } }, 'cache.redis.url: expected redis://'],
    [{ url: 'redis://host', encryptionKey: 'planted-secret' }, 'cache.redis.encryptionKey: expected { file: … }'],
    [
      { url: 'redis://host', encryptionKey: { env: 'SHORT' } },
      'cache.redis.encryptionKey: expected 32 bytes as Base64',
    ],
    [{ url: 'redis://host', encryptionKey: [] }, 'cache.redis.encryptionKey: expected at least one key'],
    [{ url: 'redis://host', encryptionKey: [{ env: 'HEX' }, {}] }, 'cache.redis.encryptionKey[1]: expected { file'],
    [{ url: 'redis://host', keyPrefix: 'a b' }, 'cache.redis.keyPrefix: expected 1 to 64 letters'],
    [{ url: 'redis://host', commandTimeoutMs: 0 }, 'cache.redis.commandTimeoutMs: expected'],
    [{ url: 'redis://host', prefix: 'x' }, 'cache.redis.prefix: expected only known keys'],
  ])('%j is a fault that quotes no secret', (settings, fault) => {
    const faults = faultsOf(redis(settings), environment);
    expect(faults).toEqual([expect.stringContaining(fault)]);
    expect(faults[0]).not.toContain('planted');
  });
});
