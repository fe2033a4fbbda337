import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jwtSettings } from '../../src/config/access-jwt.ts';
import type { Access } from '../../src/config/config.ts';
import { codeOf, gateway } from './harness.ts';

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');

const KEYS: Access = {
  kind: 'configured',
  apiKeys: [
    { client: 'bi', sha256: sha256('bi-old'), permissions: ['payments'], accounts: ['intl'], documents: 'any' },
    { client: 'bi', sha256: sha256('bi-new'), permissions: ['payments', 'bulk'], accounts: ['intl'], documents: 'any' },
    { client: 'shop', sha256: sha256('shop-key'), permissions: ['payments'], accounts: ['*'], documents: 'any' },
  ],
};
const WITH_ANONYMOUS: Access = {
  ...KEYS,
  anonymous: { permissions: ['payments'], accounts: ['mainland'], documents: 'any' },
};
const WHO = '{ caller permissions intl: mayUse(account: "intl") mainland: mayUse(account: "mainland") }';

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function dataOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { data: unknown }).data;
}

describe('an API key', () => {
  test('tells the caller, with its permissions and accounts', async () => {
    const { ask } = await gateway({ access: KEYS });
    const response = await ask(WHO, bearer('bi-old'));
    expect(response.status).toBe(200);
    expect(await dataOf(response)).toEqual({ caller: 'bi', permissions: ['payments'], intl: true, mainland: false });
  });

  test('may have a successor while it is being replaced', async () => {
    const { ask } = await gateway({ access: KEYS });
    const [before, after] = await Promise.all([ask(WHO, bearer('bi-old')), ask(WHO, bearer('bi-new'))]);
    expect(await dataOf(before)).toMatchObject({ caller: 'bi', permissions: ['payments'] });
    expect(await dataOf(after)).toMatchObject({ caller: 'bi', permissions: ['payments', 'bulk'] });
  });

  test.each([
    ['is wrong', { authorization: 'Bearer wrong' }],
    ['is right but for one character', { authorization: 'Bearer bi-olD' }],
    ['is the digest itself', { authorization: `Bearer ${sha256('bi-old')}` }],
    ['is empty', { authorization: 'Bearer ' }],
    ['comes by another scheme', { authorization: `Basic ${btoa('bi:bi-old')}` }],
    ['is followed by another', { authorization: 'Bearer bi-old shop-key' }],
  ])('that %s is refused with 401, even where anonymous callers are allowed', async (_how, headers) => {
    for (const access of [KEYS, WITH_ANONYMOUS]) {
      const { ask } = await gateway({ access });
      const response = await ask(WHO, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      const body = await response.json();
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(body).not.toHaveProperty('data');
      expect(body).toHaveProperty('extensions.gateway.requestId', response.headers.get('x-request-id'));
    }
  });

  test('is compared with every configured one in constant time', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(new URL('../../src/server/access/api-key.ts', import.meta.url), 'utf8');
    expect(source).toContain('timingSafeEqual');
    // Neither a lookup by digest nor a search that ends at the first match tells by its time how near a key came.
    expect(source).not.toMatch(/\.(find|some|get|has|includes)\(/);
  });
});

describe('a request without credentials', () => {
  test('is refused where there are no anonymous callers', async () => {
    const { ask } = await gateway({ access: KEYS });
    const response = await ask(WHO);
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('has what anonymous callers have', async () => {
    const { ask } = await gateway({ access: WITH_ANONYMOUS });
    expect(await dataOf(await ask(WHO))).toEqual({
      caller: null,
      permissions: ['payments'],
      intl: false,
      mainland: true,
    });
  });

  test('may not use GET, which credentials may', async () => {
    const { graph } = await gateway({ access: WITH_ANONYMOUS });
    const url = `${graph}?query=${encodeURIComponent('{ caller }')}`;
    const anonymous = await fetch(url);
    expect([anonymous.status, await codeOf(anonymous)]).toEqual([403, 'FORBIDDEN']);
    const known = await fetch(url, bearer('shop-key'));
    expect(await dataOf(known)).toEqual({ caller: 'shop' });
  });
});

describe('sandbox mode', () => {
  test('lets this machine do everything', async () => {
    const { ask } = await gateway({ access: { kind: 'loopback' } });
    const data = (await dataOf(await ask(WHO))) as { permissions: string[] };
    expect(data).toMatchObject({ caller: 'loopback', intl: true, mainland: true });
    expect(data.permissions).toEqual(
      expect.arrayContaining(['payments', 'bulk', 'live', 'pii', 'raw', 'introspection', 'explain', 'export']),
    );
  });

  test('lets nobody else do anything', async () => {
    const { loopbackCaller } = await import('../../src/server/access/loopback.ts');
    const { admitting } = await import('../../src/server/access/caller.ts');
    const caller = loopbackCaller(admitting({ limits: {}, rates: null }));
    const from = (remoteAddress: string | undefined, remoteFamily: string) =>
      caller({ socket: { remoteAddress, remoteFamily } } as never)?.client ?? null;
    expect(from('127.0.0.1', 'IPv4')).toBe('loopback');
    expect(from('127.8.9.1', 'IPv4')).toBe('loopback');
    expect(from('::1', 'IPv6')).toBe('loopback');
    expect(from('::ffff:127.0.0.1', 'IPv6')).toBe('loopback');
    expect(from('192.168.1.7', 'IPv4')).toBeNull();
    expect(from('::ffff:10.0.0.1', 'IPv6')).toBeNull();
    expect(from('fe80::1', 'IPv6')).toBeNull();
    expect(from(undefined, 'IPv4')).toBeNull();
  });
});

describe('a token', async () => {
  const good = await generateKeyPair('RS256');
  const other = await generateKeyPair('RS256');
  const ISSUER = 'https://id.example';
  const CLAIMS = {
    client_id: 'backend',
    permissions: ['payments', 'bulk', 'unheard-of'],
    accounts: ['intl'],
  };

  async function provider(settings: object = {}) {
    const keys = [{ ...(await exportJWK(good.publicKey)), kid: 'one', alg: 'RS256' }];
    const witness = { fetched: 0, status: 200 };
    const server = createServer((_request, response) => {
      witness.fetched += 1;
      response.writeHead(witness.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const jwt = jwtSettings.parse({ issuer: ISSUER, audience: 'paygraph', jwksUrl, ...settings });
    return Object.assign(witness, { access: { ...KEYS, jwt } as Access });
  }

  function token(claims: JWTPayload = CLAIMS, header: { kid?: string; alg?: string } = {}): SignJWT {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
      .setIssuer(ISSUER)
      .setAudience('paygraph')
      .setExpirationTime('5 minutes');
  }

  test('of the provider tells the caller, with its permissions and accounts', async () => {
    const { access } = await provider();
    const { ask } = await gateway({ access });
    const response = await ask(WHO, bearer(await token().sign(good.privateKey)));
    expect(await dataOf(response)).toEqual({
      caller: 'backend',
      permissions: ['payments', 'bulk'],
      intl: true,
      mainland: false,
    });
  });

  test('may have its permissions in the scope, and every account when it names none', async () => {
    const { access } = await provider();
    const { ask } = await gateway({ access });
    const signed = await token({ azp: 'phone', scope: 'openid payments live' }).sign(good.privateKey);
    expect(await dataOf(await ask(WHO, bearer(signed)))).toEqual({
      caller: 'phone',
      permissions: ['payments', 'live'],
      intl: true,
      mainland: true,
    });
  });

  test.each<[JWTPayload, 'any' | 'registered', boolean]>([
    [{}, 'any', true],
    [{}, 'registered', false],
    [{ documents: 'registered' }, 'any', false],
    [{ documents: 'any' }, 'registered', true],
    [{ documents: 'whatever' }, 'any', false],
    [{ documents: ['any'] }, 'any', false],
    [{ documents: null }, 'any', false],
  ])('with %j where the configuration says %s may run any document: %s', async (claims, documents, mayRunAny) => {
    const { access } = await provider({ documents });
    const { ask } = await gateway({ access });
    const response = await ask('{ caller }', bearer(await token({ ...CLAIMS, ...claims }).sign(good.privateKey)));
    expect(await codeOf(response)).toBe(mayRunAny ? undefined : 'UNKNOWN_DOCUMENT');
  });

  test('with accounts that are no list of names has none', async () => {
    const { access } = await provider();
    const { ask } = await gateway({ access });
    const signed = await token({ ...CLAIMS, accounts: { intl: true } }).sign(good.privateKey);
    expect(await dataOf(await ask(WHO, bearer(signed)))).toMatchObject({ intl: false, mainland: false });
  });

  test('does not keep API keys from working', async () => {
    const { access } = await provider();
    const { ask } = await gateway({ access });
    expect(await dataOf(await ask('{ caller }', bearer('shop-key')))).toEqual({ caller: 'shop' });
  });

  test.each<[string, () => Promise<string> | string]>([
    [
      'is expired',
      () =>
        token()
          .setExpirationTime(Math.floor(Date.now() / 1000) - 10)
          .sign(good.privateKey),
    ],
    [
      'never expires',
      () =>
        new SignJWT(CLAIMS)
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .setIssuer(ISSUER)
          .setAudience('paygraph')
          .sign(good.privateKey),
    ],
    ['is not valid yet', () => token().setNotBefore('1 minute').sign(good.privateKey)],
    ['is for another audience', () => token().setAudience('others').sign(good.privateKey)],
    ['is of another issuer', () => token().setIssuer('https://evil.example').sign(good.privateKey)],
    ['is signed by another', () => token().sign(other.privateKey)],
    ['names an unknown key', () => token(CLAIMS, { kid: 'two' }).sign(good.privateKey)],
    [
      'is not signed',
      () => new UnsecuredJWT(CLAIMS).setIssuer(ISSUER).setAudience('paygraph').setExpirationTime('5 minutes').encode(),
    ],
    [
      'is signed with the public key as a secret',
      async () =>
        token(CLAIMS, { alg: 'HS256' }).sign(new TextEncoder().encode(JSON.stringify(await exportJWK(good.publicKey)))),
    ],
    ['is three words', () => 'a.b.c'],
    ['is cut', async () => (await token().sign(good.privateKey)).slice(0, -20)],
  ])('that %s is refused with 401', async (_how, make) => {
    const { access } = await provider();
    const { ask, failed } = await gateway({ access });
    const response = await ask(WHO, bearer(await make()));
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(failed).toEqual([]);
  });

  test('a few seconds past its end still holds, as clocks differ', async () => {
    const { access } = await provider();
    const { ask } = await gateway({ access });
    const signed = await token()
      .setExpirationTime(Math.floor(Date.now() / 1000) - 2)
      .sign(good.privateKey);
    expect((await ask(WHO, bearer(signed))).status).toBe(200);
  });

  test('makes the provider’s keys be fetched once, and unknown key ids not again and again', async () => {
    const witness = await provider();
    const { ask } = await gateway({ access: witness.access });
    const signed = await token().sign(good.privateKey);
    await Promise.all([ask(WHO, bearer(signed)), ask(WHO, bearer(signed)), ask(WHO, bearer(signed))]);
    expect(witness.fetched).toBe(1);
    const forged = await token(CLAIMS, { kid: 'two' }).sign(other.privateKey);
    for (let sent = 0; sent < 5; sent += 1) expect((await ask(WHO, bearer(forged))).status).toBe(401);
    expect(witness.fetched).toBeLessThanOrEqual(2);
  });

  test('that cannot be checked because the provider is down is answered with 503, and logged', async () => {
    const witness = await provider();
    witness.status = 500;
    const { ask, failed } = await gateway({ access: witness.access });
    const response = await ask(WHO, bearer(await token().sign(good.privateKey)));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await codeOf(response)).toBe('INTERNAL_SERVER_ERROR');
    expect(failed).toHaveLength(1);
  });

  test('makes the provider be asked again only after a while when it is down, which is logged once each time', async () => {
    const witness = await provider();
    witness.status = 500;
    let at = 1_000_000;
    const { ask, failed } = await gateway({ access: witness.access, now: () => at });
    const held = bearer(await token().sign(good.privateKey));
    const forged = bearer(await token(CLAIMS, { kid: 'two' }).sign(other.privateKey));
    const statuses = async () => {
      const together = await Promise.all([ask(WHO, forged), ask(WHO, held), ask(WHO, forged)]);
      return [...together, await ask(WHO, forged), await ask(WHO, held)].map(({ status }) => status);
    };
    expect(await statuses()).toEqual([503, 503, 503, 503, 503]);
    expect([witness.fetched, failed.length]).toEqual([1, 1]);
    at += 4_999;
    expect(await statuses()).toEqual([503, 503, 503, 503, 503]);
    expect([witness.fetched, failed.length]).toEqual([1, 1]);
    at += 1;
    expect(await statuses()).toEqual([503, 503, 503, 503, 503]);
    expect([witness.fetched, failed.length]).toEqual([2, 2]);
    at += 5_000;
    witness.status = 200;
    expect(await statuses()).toEqual([401, 200, 401, 401, 200]);
    expect([witness.fetched, failed.length]).toEqual([3, 2]);
  });
});
