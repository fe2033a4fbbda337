import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { identities } from '../../src/sandbox/accounts.ts';
import { runSandboxAlone } from '../../src/sandbox/alone.ts';
import { throwawayPair } from '../../src/sandbox/keys.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ASK, askPayQuery, askTradeQuery, codeOf, DIALECTS, payQuery, rsa, rsaHolds, send } from './clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('the sandbox', () => {
  it('serves all three upstreams on one port, and nothing else', async () => {
    for (const { url } of sandbox.accounts) expect(new URL(url).origin).toBe(sandbox.url);
    expect((await send(`${sandbox.url}/v3/alipay/trade/pay`, { body: '{}' })).status).toBe(404);
    expect((await send(sandbox.accounts[0]!.url, { body: 'x'.repeat(100_000) })).status).toBe(413);
  });

  it('shares two key pairs among the accounts, or gives each its own', async () => {
    expect(
      new Set(sandbox.accounts.flatMap(({ privateKey, alipayPublicKey }) => [privateKey, alipayPublicKey])).size,
    ).toBe(2);
    const own = await startSandbox({ ownKeys: true });
    try {
      const keys = own.accounts.flatMap(({ privateKey, alipayPublicKey }) => [privateKey, alipayPublicKey]);
      expect(new Set(keys).size).toBe(6);
      for (const dialect of DIALECTS) expect((await ASK[dialect](own, 'everything')).verified).toBe(true);
      const wrong = await payQuery(own, {}, { sign: (text) => rsa(text, own.accounts[1]!.privateKey) });
      expect(codeOf(wrong)).toBe('INVALID_SIGNATURE');
    } finally {
      await own.close();
    }
  });

  it('signs with another key, and accepts others of its callers, from when it is told to', async () => {
    const [next, callers] = await Promise.all([throwawayPair(), throwawayPair()]);
    const keys = (id: string) => sandbox.keys(id);
    const { merchantId } = identities(0).PAY_QUERY;
    const signedBy = (privateKey: string) =>
      payQuery(sandbox, { merchantId, merchantTransId: 'everything' }, { sign: (text) => rsa(text, privateKey) }).then(
        codeOf,
      );
    const first = sandbox.accounts[0]!.privateKey;
    keys('intl').accept([keys('intl').first.caller, callers]);
    expect([await signedBy(first), await signedBy(callers.privatePem)]).toEqual(['SUCCESS', 'SUCCESS']);
    keys('intl').accept([callers]);
    expect([await signedBy(first), await signedBy(callers.privatePem)]).toEqual(['INVALID_SIGNATURE', 'SUCCESS']);
    keys('intl').signWith(next);
    keys('intl').accept([keys('intl').first.caller]);
    for (const dialect of DIALECTS) expect((await ASK[dialect](sandbox, 'everything')).verified).toBe(false);
    sandbox.reset();
    for (const dialect of DIALECTS) expect((await ASK[dialect](sandbox, 'everything')).verified).toBe(true);
    expect(await signedBy(callers.privatePem)).toBe('INVALID_SIGNATURE');
    expect(() => keys('nobody')).toThrow('no account nobody is served');
  });

  it('never gives the private key that belongs to the public one', () => {
    for (const { privateKey, alipayPublicKey } of sandbox.accounts) {
      expect(rsaHolds('text', rsa('text', privateKey), alipayPublicKey)).toBe(false);
    }
  });

  it('counts and keeps what arrives', async () => {
    sandbox.requests.reset();
    await askTradeQuery(sandbox, 'everything', ['fund_bill_list']);
    await askPayQuery(sandbox, 'everything');
    await payQuery(sandbox, {}, { sign: () => '' });
    expect(DIALECTS.map((dialect) => sandbox.requests.count(dialect))).toEqual([2, 0, 1]);
    expect(sandbox.requests.count()).toBe(3);
    expect(sandbox.requests.last('TRADE_QUERY')).toMatchObject({
      inquiry: { kind: 'merchantReference', id: 'everything', queryOptions: ['fund_bill_list'] },
      body: '{"out_trade_no":"everything","query_options":["fund_bill_list"]}',
      headers: { 'content-type': 'application/json' },
    });
    expect(sandbox.requests.recent('PAY_QUERY').map(({ refusedWith }) => refusedWith)).toEqual([
      undefined,
      'INVALID_SIGNATURE',
    ]);
    sandbox.requests.reset();
    expect(sandbox.requests.count()).toBe(0);
    expect(sandbox.requests.last()).toBeUndefined();
  });

  it('writes a configuration whose keys only the owner can read', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'paygraph-test-'));
    try {
      const { accounts } = await sandbox.writeConfiguration(join(directory, 'keys'));
      expect(accounts).toEqual([
        {
          id: 'intl',
          dialect: 'PAY_QUERY',
          url: `${sandbox.url}/api/alipay/intl/acquiring/cashier/payquery.htm`,
          clientId: '211020000000000000044',
          merchantId: '218820000000000000023',
          signature: { hash: 'SHA256', base64: 'once' },
          privateKey: { file: expect.any(String) },
          alipayPublicKey: { file: expect.any(String) },
        },
        {
          id: 'antom-sg',
          dialect: 'INQUIRY_PAYMENT',
          default: true,
          url: sandbox.url,
          clientId: 'SANDBOX_5Y00000000000000',
          keyVersion: '1',
          privateKey: { file: expect.any(String) },
          alipayPublicKey: { file: expect.any(String) },
        },
        {
          id: 'mainland',
          dialect: 'TRADE_QUERY',
          url: sandbox.url,
          appId: '2014072300007148',
          privateKey: { file: expect.any(String) },
          alipayPublicKey: { file: expect.any(String) },
        },
      ]);
      for (const [index, { privateKey, alipayPublicKey }] of accounts.entries()) {
        expect(isAbsolute(privateKey.file)).toBe(true);
        expect((await stat(privateKey.file)).mode & 0o777).toBe(0o600);
        expect(await readFile(privateKey.file, 'utf8')).toBe(sandbox.accounts[index]!.privateKey);
        expect(await readFile(alipayPublicKey.file, 'utf8')).toBe(sandbox.accounts[index]!.alipayPublicKey);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('gives a delayed answer up when the caller hangs up', async () => {
    const waiting = Promise.withResolvers<AbortSignal | undefined>();
    const slow = await startSandbox({
      delay: (_, signal) => {
        waiting.resolve(signal);
        return new Promise((__, reject) => signal?.addEventListener('abort', () => reject(new Error('hung up'))));
      },
    });
    try {
      const asked = askTradeQuery(slow, 'everything--delay-60000', undefined, AbortSignal.timeout(100));
      const signal = await waiting.promise;
      await expect(asked).rejects.toThrow();
      await new Promise<void>((resolve) => {
        if (signal?.aborted === true) resolve();
        else signal?.addEventListener('abort', () => resolve());
      });
    } finally {
      await slow.close();
    }
  });

  it('stops at once, even with answers outstanding', async () => {
    const stopped = await startSandbox();
    const outstanding = expect(askTradeQuery(stopped, 'everything--delay-60000')).rejects.toThrow();
    while (stopped.requests.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stopped.close();
    await outstanding;
  });
});

describe('the sandbox alone', () => {
  it('prints a configuration that can be used as it is, and takes its keys away when it stops', async () => {
    const stop = new AbortController();
    const ready = Promise.withResolvers<string>();
    let text = '';
    const write = (part: string): void => {
      text += part;
      if (text.includes('access:')) ready.resolve(text);
    };
    const ended = runSandboxAlone({ port: 0, host: '127.0.0.1', write, signal: stop.signal });
    const configuration = parse(await ready.promise);
    expect(Object.keys(configuration)).toEqual(['server', 'accounts', 'access']);
    expect(configuration.server).toEqual({ host: '127.0.0.1', port: 4000 });
    expect(configuration.access.anonymous.permissions).toContain('introspection');
    expect(configuration.accounts.map(({ clientId, appId }: Record<string, unknown>) => clientId ?? appId)).toEqual([
      '211020000000000000044',
      'SANDBOX_5Y00000000000000',
      '2014072300007148',
    ]);
    const { url, privateKey } = configuration.accounts[1];
    expect((await send(url, { body: '{}' })).status).toBe(404);
    expect(existsSync(privateKey.file)).toBe(true);
    const comments = text.split('\n').filter((line) => line.startsWith('#'));
    expect(comments.filter((line) => line === '# -----BEGIN PUBLIC KEY-----')).toHaveLength(3);
    expect(text).not.toContain('PRIVATE KEY');
    stop.abort();
    await ended;
    expect(existsSync(dirname(privateKey.file))).toBe(false);
    await expect(send(url, { body: '{}' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('fails when the port is taken', async () => {
    const port = Number(new URL(sandbox.url).port);
    const signal = AbortSignal.timeout(5000);
    await expect(runSandboxAlone({ port, host: '127.0.0.1', write: () => undefined, signal })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
