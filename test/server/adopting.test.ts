import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jwtSettings } from '../../src/config/access-jwt.ts';
import type { Access } from '../../src/config/config.ts';
import type { Permission } from '../../src/graphql/context.ts';
import { ANYONE, codeOf, gateway, until, type TestGateway } from './harness.ts';

const LIVE: readonly Permission[] = ['payments', 'live'];

/** The clients each of which has a key of its own name. */
function keys(clients: Record<string, { permissions?: readonly Permission[]; accounts?: string[] }>): Access {
  const apiKeys = Object.entries(clients).map(([client, { permissions = LIVE, accounts = ['*'] }]) => ({
    client,
    sha256: createHash('sha256').update(client).digest('hex'),
    permissions: [...permissions],
    accounts,
    documents: 'any' as const,
  }));
  return { kind: 'configured', apiKeys };
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const status = async (one: TestGateway, key: string) => (await one.ask('{ hello }', bearer(key))).status;

/** A subscription's events as they come. */
async function stream({ graph }: TestGateway, field: 'ticks' | 'silence', key?: string) {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...(key && bearer(key).headers) };
  const response = await fetch(graph, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: `subscription { ${field} }` }),
  });
  const told = { text: '', isOver: false };
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) told.text += part.value;
    told.isOver = true;
  })();
  onTestFinished(() => reader.cancel());
  await until(() => told.text.includes('"data":{'));
  return told;
}

/** What the last event said, for a stream that was completed after it. */
function lastError({ text }: { text: string }): unknown {
  const [last = '', complete] = text
    .split('\n\n')
    .filter((event) => event.startsWith('event:'))
    .slice(-2);
  expect(complete).toBe('event: complete\ndata:');
  return (JSON.parse(/^data: (.*)$/m.exec(last)![1]!) as { errors: unknown }).errors;
}

describe('a server that is configured anew', () => {
  test('takes the old key until it is gone, and the new one from when it is there', async () => {
    const one = await gateway({ access: keys({ old: {} }) });
    expect([await status(one, 'old'), await status(one, 'new')]).toEqual([200, 401]);
    await one.adopt({ access: keys({ old: {}, new: {} }) });
    expect([await status(one, 'old'), await status(one, 'new')]).toEqual([200, 200]);
    await one.adopt({ access: keys({ new: {} }) });
    expect([await status(one, 'old'), await status(one, 'new')]).toEqual([401, 200]);
  });

  test('answers what was asked before, by the rules of then', async () => {
    const one = await gateway({ access: keys({ old: {} }) });
    const asked = one.ask('{ waits caller }', bearer('old'));
    await until(() => one.waiting.length === 1);
    await one.adopt({ access: keys({ new: {} }), limits: { bodyBytes: 1_024 } });
    one.waiting[0]!();
    expect(await (await asked).json()).toMatchObject({ data: { waits: 'done', caller: 'old' } });
  });

  test('goes by its new limits, also for documents it has read before', async () => {
    const one = await gateway();
    const query = `{ ${'hello(name: "you", count: 1) '.repeat(10)}}`;
    expect((await one.ask(query)).status).toBe(200);
    await one.adopt({ limits: { documentTokens: 50 } });
    expect(await codeOf(await one.ask(query))).toBe('TOKEN_LIMIT');
    await one.adopt({ limits: { bodyBytes: 1_024 } });
    expect((await one.ask(query)).status).toBe(200);
    expect((await one.ask(`#${'x'.repeat(2_000)}\n{ hello }`)).status).toBe(413);
  });

  test('shows GraphiQL or not', async () => {
    const one = await gateway();
    const page = () =>
      fetch(one.graph, { headers: { accept: 'text/html' } }).then(({ headers }) => headers.get('content-type'));
    expect(await page()).toContain('text/html');
    await one.adopt({ server: { graphiql: false } });
    expect(String(await page())).not.toContain('text/html');
  });

  test('runs the documents that are registered now', async () => {
    const id = `sha256:${createHash('sha256').update('{ hello }').digest('hex')}`;
    const one = await gateway();
    const run = () =>
      fetch(one.graph, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documentId: id }),
      });
    expect(await codeOf(await run())).toBe('UNKNOWN_DOCUMENT');
    await one.adopt({ documents: new Map([[id, '{ hello }']]) });
    expect(await (await run()).json()).toMatchObject({ data: { hello: 'hello you' } });
  });

  test('counts the subscriptions there were before', async () => {
    const limits = { subscriptionsPerCaller: 1 };
    const one = await gateway({ limits });
    await stream(one, 'silence');
    await one.adopt({ limits, server: { graphiql: false } });
    expect(await codeOf(await one.ask('subscription { ticks }'))).toBe('SUBSCRIPTION_LIMIT');
  });
});

describe('streams of callers', () => {
  test.each(['ticks', 'silence'] as const)('whose key is revoked end with an error: %s', async (field) => {
    const one = await gateway({ access: keys({ old: {}, other: {} }) });
    const revoked = await stream(one, field, 'old');
    const others = await stream(one, 'ticks', 'other');
    await one.adopt({ access: keys({ new: {}, other: {} }) });
    await until(() => revoked.isOver);
    expect(lastError(revoked)).toEqual([
      { message: expect.stringContaining('credentials') as string, extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    if (field === 'silence') await until(() => one.stopped === 1);
    const { length } = others.text;
    await until(() => others.text.length > length + 100);
    expect(others).toMatchObject({ isOver: false });
    expect(others.text).not.toContain('errors');
  });

  test.each([
    ['a permission', { permissions: ['payments'] as const }],
    ['an account', { accounts: ['intl'] }],
  ])('who have lost %s end with an error', async (_what, left) => {
    const one = await gateway({ access: keys({ old: {} }) });
    const told = await stream(one, 'silence', 'old');
    await one.adopt({ access: keys({ old: left }) });
    await until(() => told.isOver);
    expect(lastError(told)).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('who were anonymous end when nobody may be any more', async () => {
    const one = await gateway();
    const told = await stream(one, 'silence');
    await one.adopt({ access: keys({ new: {} }) });
    await until(() => told.isOver);
    expect(lastError(told)).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('who have gained a permission, or lost nothing, go on', async () => {
    const one = await gateway({ access: keys({ old: { accounts: ['intl'] } }) });
    const told = await stream(one, 'ticks', 'old');
    await one.adopt({
      access: keys({ old: { permissions: [...LIVE, 'pii'], accounts: ['intl', 'mainland'] }, new: {} }),
    });
    await one.adopt({
      access: keys({ old: { permissions: [...LIVE, 'pii'], accounts: ['*'] } }),
      limits: { references: 1 },
    });
    const { length } = told.text;
    await until(() => told.text.length > length + 100);
    expect(told).toMatchObject({ isOver: false });
  });

  test('admitted before they lost the right do not begin after it', async () => {
    const one = await gateway({ access: keys({ old: {} }) });
    const body = JSON.stringify({ query: 'subscription { ticks }' });
    const socket = connect(Number(new URL(one.url).port), '127.0.0.1').setEncoding('utf8');
    onTestFinished(() => void socket.destroy());
    let text = '';
    socket.on('data', (part: string) => (text += part));
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer old\r\naccept: text/event-stream\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    // Answered on another connection after it: the first has been admitted by then.
    await status(one, 'old');
    await one.adopt({ access: keys({ new: {} }) });
    socket.write(body.slice(10));
    await until(() => text.includes('event: complete'));
    expect(text).toContain('"code":"UNAUTHENTICATED"');
    expect(text).not.toContain('"ticks"');
  });

  test('with a token are not judged by a change that does not concern tokens, and their provider is not asked again', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
    let fetched = 0;
    const provider = createServer((_request, response) => {
      fetched += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', () => resolve()));
    const jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks.json`;
    const jwt = jwtSettings.parse({ issuer: 'https://id.example', audience: 'paygraph', jwksUrl });
    const token = await new SignJWT({ permissions: LIVE })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer('https://id.example')
      .setAudience('paygraph')
      .setExpirationTime('1 h')
      .sign(privateKey);
    const one = await gateway({ access: { ...keys({ old: {} }), jwt } as Access });
    const told = await stream(one, 'ticks', token);
    provider.close();
    provider.closeAllConnections();
    await one.adopt({ access: { ...keys({ new: {} }), jwt } as Access });
    expect(await status(one, token)).toBe(200);
    const { length } = told.text;
    await until(() => told.text.length > length + 100);
    expect(fetched).toBe(1);
    const another = await stream(one, 'silence', token);
    await one.adopt({ access: { ...keys({ new: {} }), jwt: { ...jwt, audience: 'another' } } as Access });
    await until(() => told.isOver && another.isOver);
    for (const each of [told, another]) {
      expect(lastError(each)).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
    expect(one.failed).toEqual([]);
  });

  test('complete without an error when the gateway stops', async () => {
    const one = await gateway({ access: ANYONE });
    const told = await stream(one, 'silence');
    await one.stop();
    await until(() => told.isOver);
    expect(told.text).not.toContain('errors');
    expect(told.text.endsWith('event: complete\ndata:\n\n')).toBe(true);
  });
});
