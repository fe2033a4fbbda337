import { createServer } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ASK, askTradeQuery, codeOf, DIALECTS, payQuery, send } from './clients.ts';
import { inquiryBytes, RawConnection } from './raw-connection.ts';

const REFUSED = { code: 'ECONNREFUSED' };

describe('a sandbox with one port', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.listenAgain());
  afterAll(() => sandbox.close());

  it('resets what is under way, refuses what comes, and is back at the same port', async () => {
    using waiting = new RawConnection(sandbox.url);
    waiting.send(await inquiryBytes(sandbox, 'TRADE_QUERY', 'everything--silent'));
    await expect
      .poll(() => sandbox.requests.last()?.answer?.faults, { interval: 5, timeout: 10_000 })
      .toEqual(['silent']);
    using idle = new RawConnection(sandbox.url);
    idle.send(await inquiryBytes(sandbox, 'TRADE_QUERY', 'everything'));
    await idle.until(() => idle.body !== null && idle.body.length === idle.announced);
    await sandbox.stopListening();
    await waiting.until(() => waiting.ended !== undefined);
    await idle.until(() => idle.ended !== undefined);
    expect([waiting.ended, idle.ended]).toEqual(['reset', 'reset']);
    for (const dialect of DIALECTS) {
      await expect(ASK[dialect](sandbox, 'everything')).rejects.toMatchObject(REFUSED);
    }
    await expect(send(sandbox.adminUrl, { method: 'GET', body: '' })).rejects.toMatchObject(REFUSED);
    await sandbox.listenAgain();
    for (const dialect of DIALECTS) expect((await ASK[dialect](sandbox, 'everything')).verified).toBe(true);
  });

  it('stops and listens as often as it is told, and more than once means once', async () => {
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([sandbox.stopListening(), sandbox.stopListening()]);
      await expect(askTradeQuery(sandbox, 'everything')).rejects.toMatchObject(REFUSED);
      await sandbox.listenAgain();
      await sandbox.listenAgain();
      expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
    }
  });

  it('says when somebody else has taken its port meanwhile', async () => {
    await sandbox.stopListening();
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(Number(new URL(sandbox.url).port), '127.0.0.1', resolve));
    await expect(sandbox.listenAgain()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => thief.close(resolve));
    await sandbox.listenAgain();
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
  });

  it('cannot close the port for one account', async () => {
    await expect(sandbox.stopListening('intl')).rejects.toThrow(
      'expected an account with a port of its own, got intl, which shares one; start the sandbox with ownPorts',
    );
    expect(codeOf(await ASK.PAY_QUERY(sandbox, 'everything'))).toBe('SUCCESS');
  });

  it('closes for good even while it does not listen', async () => {
    const other = await startSandbox();
    await other.stopListening();
    await other.close();
    await expect(askTradeQuery(other, 'everything')).rejects.toMatchObject(REFUSED);
  });
});

describe('a sandbox with ports of their own and further accounts', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      ownPorts: true,
      ownKeys: true,
      accounts: DIALECTS.map((dialect) => ({ id: `second-${dialect}`, dialect })),
    });
  });
  afterEach(async () => {
    sandbox.reset();
    await sandbox.listenAgain();
  });
  afterAll(() => sandbox.close());

  const FIRST = { PAY_QUERY: 'intl', INQUIRY_PAYMENT: 'antom-sg', TRADE_QUERY: 'mainland' } as const;

  it('reaches each account at an origin of its own, and the first ones at the shared one as well', async () => {
    const origins = sandbox.accounts.map(({ url }) => new URL(url).origin);
    expect(new Set([...origins, sandbox.url]).size).toBe(7);
    const shared = {
      ...sandbox,
      accounts: sandbox.accounts.map((account) => ({
        ...account,
        url: account.url.replace(/^http:\/\/[^/]+/, sandbox.url),
      })),
    };
    for (const dialect of DIALECTS) {
      expect((await ASK[dialect](sandbox, 'everything')).verified).toBe(true);
      expect((await ASK[dialect](shared, 'everything')).verified).toBe(true);
      expect((await ASK[dialect](sandbox, 'everything', { account: `second-${dialect}` })).verified).toBe(true);
    }
    expect((await send(`${origins[0]}/admin/faults`, { method: 'GET', body: '' })).status).toBe(404);
  });

  it('knows each account by an identity and keys of its own', async () => {
    for (const dialect of DIALECTS) {
      const [first, second] = sandbox.accounts.filter((account) => account.dialect === dialect);
      const known = ({ id, url, privateKey, alipayPublicKey, ...settings }: (typeof sandbox.accounts)[number]) => ({
        settings: JSON.stringify(settings),
        url,
        keys: privateKey + alipayPublicKey + id,
      });
      expect(known(first!).settings).not.toBe(known(second!).settings);
      expect(known(first!).keys).not.toBe(known(second!).keys);
      // The one marked answers for a dialect when nobody names an account.
      expect([first?.default, second?.default]).toEqual([true, undefined]);
      const crossed = { ...sandbox, accounts: [{ ...first!, url: second!.url }] };
      const reply = await ASK[dialect](crossed, 'everything', { account: first!.id });
      expect(reply.body).toMatch(/UNKNOWN_CLIENT|CLIENT_INVALID|invalid-app-id/);
    }
    const { privateKey } = sandbox.accounts[0]!;
    const wrong = {
      ...sandbox,
      accounts: [{ ...sandbox.accounts.find(({ id }) => id === 'second-PAY_QUERY')!, privateKey }],
    };
    expect(codeOf(await payQuery(wrong, {}, { account: 'second-PAY_QUERY' }))).toBe('INVALID_SIGNATURE');
  });

  it('lets rules befall one account of a dialect and not the other', async () => {
    for (const dialect of DIALECTS) {
      sandbox.faults.add({ fault: 'result', value: 'NEVER_HEARD_OF', account: `second-${dialect}` });
      expect(codeOf(await ASK[dialect](sandbox, 'everything'))).toBe('SUCCESS');
      expect(codeOf(await ASK[dialect](sandbox, 'everything', { account: `second-${dialect}` }))).toBe(
        'NEVER_HEARD_OF',
      );
    }
    expect(sandbox.requests.countByAccount()).toEqual(Object.fromEntries(sandbox.accounts.map(({ id }) => [id, 1])));
    expect(sandbox.requests.count('PAY_QUERY')).toBe(2);
  });

  it.each(DIALECTS)('refuses connections to the account of %s alone', async (dialect) => {
    await sandbox.stopListening(FIRST[dialect]);
    for (const other of DIALECTS) {
      const asked = ASK[other](sandbox, 'everything');
      if (other === dialect) await expect(asked).rejects.toMatchObject(REFUSED);
      else expect((await asked).verified).toBe(true);
      expect((await ASK[other](sandbox, 'everything', { account: `second-${other}` })).verified).toBe(true);
    }
    await sandbox.listenAgain(FIRST[dialect]);
    expect((await ASK[dialect](sandbox, 'everything')).verified).toBe(true);
  });

  it('closes and opens ports over the admin endpoint', async () => {
    const admin = async (method: string, path: string, body: unknown = {}) => {
      const headers = { 'content-type': 'application/json' };
      const reply = await send(`${sandbox.adminUrl}${path}`, {
        method,
        body: method === 'GET' ? '' : JSON.stringify(body),
        headers,
      });
      return { status: reply.status, json: JSON.parse(reply.body) };
    };
    const { json } = await admin('GET', '/accounts');
    expect(json.accounts).toEqual(
      sandbox.accounts.map(({ id, dialect, url }) => ({ id, dialect, origin: new URL(url).origin, listening: true })),
    );
    const closed = await admin('POST', '/accounts/intl', { listening: false });
    expect(closed.status).toBe(200);
    expect(closed.json.accounts).toContainEqual(expect.objectContaining({ id: 'intl', listening: false }));
    await expect(ASK.PAY_QUERY(sandbox, 'everything')).rejects.toMatchObject(REFUSED);
    await admin('POST', '/accounts/intl', { listening: true });
    expect(codeOf(await ASK.PAY_QUERY(sandbox, 'everything'))).toBe('SUCCESS');
    await admin('POST', '/accounts/intl', { listening: false });
    await admin('POST', '/reset');
    expect(codeOf(await ASK.PAY_QUERY(sandbox, 'everything'))).toBe('SUCCESS');
    const wrong = await admin('POST', '/accounts/intl', { listening: 'no' });
    expect(wrong).toMatchObject({
      status: 400,
      json: {
        errors: [{ path: 'listening', message: 'expected {"listening": false} or {"listening": true}, got "no"' }],
      },
    });
    expect(await admin('POST', '/accounts/intl', [])).toMatchObject({ status: 400 });
    expect(await admin('POST', '/accounts/nobody', { listening: true })).toMatchObject({ status: 404 });
  });

  it('says over the admin endpoint which ports cannot be closed', async () => {
    const one = await startSandbox();
    try {
      const reply = await send(`${one.adminUrl}/accounts/intl`, {
        body: '{"listening": false}',
        headers: { 'content-type': 'application/json' },
      });
      expect(reply.status).toBe(409);
      expect(JSON.parse(reply.body).errors[0].message).toMatch(/^expected an account with a port of its own, got intl/);
      expect(codeOf(await ASK.PAY_QUERY(one, 'everything'))).toBe('SUCCESS');
    } finally {
      await one.close();
    }
  });

  it('refuses names that are taken or cannot name a file', async () => {
    const start = (id: string) => startSandbox({ accounts: [{ id, dialect: 'PAY_QUERY' }] });
    await expect(start('intl')).rejects.toThrow('expected different ids, got intl twice');
    await expect(start('../intl')).rejects.toThrow('expected an account id of 1 to 40 letters, digits, "_" and "-"');
  });
});
