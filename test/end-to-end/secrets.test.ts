import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../../src/graphql/context.ts';
import { HAS_REDIS, RedisServer } from '../lookup/shared/redis-server.ts';
import { everythingPersonal, personalIn, tellingTexts } from './permission-matrix/personal.ts';
import { identityProvider } from './permission-matrix/roles.ts';
import { canary, foundIn, keyCanary, privateKeyCanaries, type Canary } from './secrets/planted.ts';
import { WorldOfCallers, type Heard } from './world-of-callers.ts';

// One gateway with everything switched on that writes or sends anything, at its most talkative, and something planted
// wherever something comes in. Afterwards all that came out is searched.

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const EVERYTHING = everythingPersonal(schema.getType('PaymentLookup')!);

const KEYS = {
  trusted: canary('API key with pii'),
  plain: canary('API key without pii'),
  wrong: canary('wrong API key'),
};
const REDIS_PASSWORD = canary('password of Redis');
const ENCRYPTION_KEY = keyCanary('key of the shared memory');
const AUDIT_KEY = keyCanary('key of the audit log');
const TOKENS = { app: canary('appAuthToken'), agent: canary('agentToken') };
const SENT = {
  agent: canary('user-agent header'),
  cookie: canary('cookie header'),
  referer: canary('referer header'),
  forwarded: canary('x-forwarded-for header'),
  variable: canary('variable'),
  literal: canary('literal'),
  name: canary('name of an operation'),
  id: canary('identifier of a payment'),
  path: canary('path'),
  body: canary('body that is no JSON'),
};

/** What an upstream may say of somebody; each ends with a fault that makes it fail in another way. */
const FAULTS = [
  'html-502',
  'bad-signature',
  'not-json',
  'unknown',
  'mismatch',
  'altered',
  'truncated',
  'unsigned',
  'reset',
  'result-CANARY_NOBODY',
];

let redis: RedisServer;
let provider: Awaited<ReturnType<typeof identityProvider>>;
let world: WorldOfCallers;
let secrets: Canary[];
let personal: Canary[];
let entries: string;
let metrics = '';
/** What callers without pii were sent, or with it but as an error. */
const sent: string[] = [];

async function ask(key: string | null, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Heard> {
  const credentials = key === null ? {} : { authorization: `Bearer ${key}` };
  const heard = await world.send(
    'POST',
    {
      'content-type': 'application/json',
      'user-agent': SENT.agent.text,
      cookie: `a=${SENT.cookie.text}`,
      referer: `https://${SENT.referer.text}.example/`,
      'x-forwarded-for': SENT.forwarded.text,
      ...credentials,
      ...headers,
    },
    typeof body === 'string' ? body : JSON.stringify(body),
  );
  if (key !== KEYS.trusted.text) sent.push(JSON.stringify(heard.headers) + heard.body);
  return heard;
}

const payment = (dialect: string, id: string, selection = `result { code message advice } ${EVERYTHING}`) => ({
  query: `query ${SENT.name.text}($id: String) { payment(ref: { dialect: ${dialect}, merchantReference: $id }) { ${selection} } }`,
  variables: { id },
});

describe.skipIf(!HAS_REDIS)('a gateway with everything switched on', () => {
  beforeAll(async () => {
    provider = await identityProvider();
    redis = await RedisServer.start('--requirepass', REDIS_PASSWORD.text);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const { port } = redis;
    world = await WorldOfCallers.start({
      callers: {
        trusted: { sha256: sha256(KEYS.trusted.text), permissions: PERMISSIONS },
        plain: {
          sha256: sha256(KEYS.plain.text),
          permissions: ['payments', 'bulk', 'live', 'explain', 'introspection'],
        },
      },
      access: { jwt: provider.jwt },
      more: {
        server: { adminPort: 0 },
        log: { level: 'debug' },
        limits: { deadlineMs: 1_500, attemptTimeoutMs: 500 },
        audit: { file: 'audit.jsonl', key: { env: 'AUDIT_KEY' }, peer: true },
        cache: {
          redis: { url: { env: 'REDIS_URL' }, encryptionKey: { env: 'ENCRYPTION_KEY' }, commandTimeoutMs: 1_000 },
        },
      },
      adapt: (account) => {
        if (account.dialect === 'TRADE_QUERY') return { ...account, appAuthToken: { env: 'APP_TOKEN' } };
        return account.dialect === 'INQUIRY_PAYMENT' ? { ...account, agentToken: { env: 'AGENT_TOKEN' } } : account;
      },
      environment: {
        LOG_LEVEL: 'debug',
        REDIS_URL: `redis://:${REDIS_PASSWORD.text}@127.0.0.1:${port}`,
        ENCRYPTION_KEY: ENCRYPTION_KEY.text,
        AUDIT_KEY: AUDIT_KEY.text,
        APP_TOKEN: TOKENS.app.text,
        AGENT_TOKEN: TOKENS.agent.text,
      },
    });
    const jwt = await provider.sign({ client_id: 'app', permissions: ['payments', 'live'] });
    const invalid = await provider.sign({ client_id: 'app', aud: 'elsewhere', permissions: ['payments'] });
    await happen(jwt, `${invalid.slice(0, -4)}AAAA`);

    const truth: unknown[] = [];
    for (const dialect of ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY']) {
      const { data } = JSON.parse((await ask(KEYS.trusted.text, payment(dialect, 'everything'))).body) as {
        data: unknown;
      };
      truth.push(
        ...personalIn(data)
          .filter(([, alias]) => !alias.endsWith('_raw'))
          .map(([, , value]) => value),
      );
    }
    personal = [...new Set(truth.flatMap(tellingTexts))].map((text) => ({ what: `personal data (${text})`, text }));
    secrets = [
      ...Object.values(KEYS),
      ...[REDIS_PASSWORD, ENCRYPTION_KEY, AUDIT_KEY, ...Object.values(TOKENS)],
      ...[jwt, invalid].flatMap((token) => [token, token.split('.')[2]!]).map((text) => ({ what: 'JWT', text })),
      ...world.sandbox.accounts.flatMap(({ id, privateKey }) => privateKeyCanaries(`private key of ${id}`, privateKey)),
      ...signaturesSent(),
    ];
    const admin = /"url":"([^"]+)","msg":"admin port started"/.exec(world.gateway.written())?.[1];
    metrics = await (await fetch(`${String(admin)}/metrics`)).text();
    entries = await dump();
    await trouble();
  }, 120_000);

  afterAll(async () => {
    await world.close();
    await redis[Symbol.asyncDispose]();
    await provider.close();
  });

  test('had all of it to tell', () => {
    expect(personal.length).toBeGreaterThan(5);
    expect(secrets.filter(({ what }) => what === 'signature of a request').length).toBeGreaterThan(10);
    expect(secrets.filter(({ what }) => what.startsWith('private key')).length).toBeGreaterThan(30);
    const written = world.gateway.written();
    for (const told of ['"level":"debug"', 'upstream attempt failed', 'shared memory']) expect(written).toContain(told);
    expect(readFileSync(join(world.directory, 'audit.jsonl'), 'utf8').split('\n').length).toBeGreaterThan(40);
    expect(metrics).toContain('paygraph_requests_total');
    expect(entries.length).toBeGreaterThan(5_000);
    expect(sent.length).toBeGreaterThan(40);
  });

  test.each([
    ['its log', () => world.gateway.written()],
    ['its audit log', () => readFileSync(join(world.directory, 'audit.jsonl'), 'utf8')],
    ['its metrics', () => metrics],
    ['Redis', () => entries],
  ])('tells none of it to %s', (place, content) => {
    const text = content();
    expect(foundIn(place, text, [...secrets, ...personal, ...Object.values(SENT)])).toEqual([]);
    // Nor any other signature, token or key that nobody planted; what Redis holds is noise.
    if (place !== 'Redis') expect(text).not.toMatch(/[A-Za-z0-9+/]{300}|eyJ[\w-]{10,}\.eyJ|PRIVATE KEY/);
  });

  test('tells none of it to callers without the permission, nor secrets to anybody', () => {
    for (const answer of sent) {
      const { agent, cookie, referer, forwarded } = SENT;
      const never = [...secrets, ...personal, agent, cookie, referer, forwarded];
      expect(foundIn('an answer', answer, never)).toEqual([]);
    }
    // What callers send comes back as data they asked for, and in no error.
    for (const answer of sent) {
      const messages = [...answer.matchAll(/"message":"((?:[^"\\]|\\.)*)"/g)]
        .map(([, message = '']) => message)
        .join('\n');
      expect(foundIn('a message', messages, Object.values(SENT)), messages).toEqual([]);
    }
  });
});

/** Everything a caller can do that leaves something somewhere. */
async function happen(jwt: string, invalid: string): Promise<void> {
  const { trusted, plain, wrong } = KEYS;
  for (const who of [trusted.text, plain.text, jwt]) {
    for (const dialect of ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'])
      await ask(who, payment(dialect, 'everything'));
    await ask(who, payment('TRADE_QUERY', SENT.id.text.slice(0, 60)));
    await ask(who, payment('NOTHING', SENT.variable.text));
    await ask(who, { ...payment('TRADE_QUERY', 'x'), variables: { id: { a: SENT.variable.text } } });
    await ask(who, { query: `{ payment(ref: { dialect: "${SENT.literal.text}" }) { dialect } }` });
    await ask(who, { query: `{ payment(ref: "${SENT.literal.text}" "${SENT.literal.text}") { dialect } }` });
    await ask(who, { query: `{ node(id: "${SENT.id.text}") { id } }` });
    await ask(who, { documentId: SENT.variable.text });
    await ask(who, SENT.body.text);
  }
  for (const fault of FAULTS) {
    for (const dialect of ['PAY_QUERY', 'INQUIRY_PAYMENT', 'TRADE_QUERY'])
      await ask(plain.text, payment(dialect, `everything--${fault}`));
  }
  for (const key of [wrong.text, invalid, null]) await ask(key, payment('TRADE_QUERY', 'everything'));
  const watch = {
    query: `subscription { paymentUpdates(ref: { dialect: TRADE_QUERY, merchantReference: "everything" }) { ${EVERYTHING} } }`,
  };
  await ask(plain.text, watch, { accept: 'text/event-stream' });
  await ask(plain.text, {
    query: 'query($q: [PaymentRef!]!) { payments(refs: $q) { items { result { message } } } }',
    variables: { q: SENT.variable.text },
  });
  const headers = { authorization: `Bearer ${plain.text}`, referer: SENT.referer.text };
  for (const target of [`/${SENT.path.text}`, `/graphql?documentId=${SENT.path.text}`]) {
    sent.push((await world.send('GET', headers, undefined, target)).body);
  }
}

/** What is written down when everything behind it is gone. */
async function trouble(): Promise<void> {
  await redis.kill();
  await provider.close();
  await world.sandbox.stopListening();
  for (let times = 0; times < 5; times += 1) {
    await ask(KEYS.plain.text, payment('TRADE_QUERY', `gone-${times}`));
    await ask(KEYS.plain.text, payment('INQUIRY_PAYMENT', `gone-${times}`));
  }
}

/** What the gateway signed its requests with. */
function signaturesSent(): Canary[] {
  return world.sandbox.requests.recent().flatMap(({ headers, body }) => {
    const found = [
      ...JSON.stringify(headers)
        .concat(body)
        .matchAll(/[A-Za-z0-9+/%]{300,}/g),
    ].map(([text]) => text);
    return found
      .flatMap((text) => [text, decodeURIComponent(text)])
      .map((text) => ({ what: 'signature of a request', text }));
  });
}

/** All keys and values that Redis holds, whatever they are, as text of one byte each. */
async function dump(): Promise<string> {
  const inside = new Redis(redis.port, { password: REDIS_PASSWORD.text });
  try {
    const keys = await inside.keysBuffer('*');
    const values = await Promise.all(keys.map((key) => inside.getBuffer(key).catch(() => inside.dumpBuffer(key))));
    return Buffer.concat([...keys, ...values.map((value) => value ?? Buffer.alloc(0))]).toString('latin1');
  } finally {
    inside.disconnect();
  }
}
