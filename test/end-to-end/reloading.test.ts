import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { certificate } from '../server/certificate.ts';
import { reloadable, type ReloadableGateway } from './reloadable.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: 'second', dialect: 'TRADE_QUERY' }] });
});
afterAll(() => sandbox.close());

const PERMISSIONS = ['payments', 'live'];
const anyone = { access: { anonymous: { permissions: PERMISSIONS } } };

/** The clients each of which has a key of its own name. */
const keys = (...clients: string[]) => ({
  access: {
    apiKeys: clients.map((client) => ({
      client,
      sha256: createHash('sha256').update(client).digest('hex'),
      permissions: PERMISSIONS,
    })),
  },
});

const PAYMENT = `query ($account: ID) {
  payment(ref: { dialect: TRADE_QUERY, account: $account, merchantReference: "everything" }) { result { code } }
}`;
const codeFrom = async ({ ask }: ReloadableGateway, account: string) =>
  (await ask(PAYMENT, { account })).data.payment.result.code as string;

const statusFor = async ({ url }: ReloadableGateway, key: string) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return (await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status;
};

/** A stream of updates of a payment that is pending for a minute. */
async function watching({ url }: ReloadableGateway, key: string) {
  const query = `subscription {
    paymentUpdates(ref: { dialect: TRADE_QUERY, account: "mainland", merchantReference: "settling-60-${key}" }) { asOf }
  }`;
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${key}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const told = { text: '', isOver: false };
  onTestFinished(() => reader.cancel());
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) told.text += part.value;
    told.isOver = true;
  })();
  await until(() => told.text.includes('"asOf"'));
  return told;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 1_000) throw new Error('it never came to be');
    await sleep(20);
  }
}

describe('a gateway that is reloaded', { timeout: 60_000 }, () => {
  it('goes by other limits and callers when SIGHUP asks for it, watched or not', async () => {
    const unwatched = { reload: { watch: false } };
    const gateway = await reloadable(sandbox, { ...keys('old'), ...unwatched });
    expect([await statusFor(gateway, 'old'), await statusFor(gateway, 'new')]).toEqual([200, 401]);
    gateway.configure({ ...keys('new'), ...unwatched, limits: { documentBytes: 64 } });
    await sleep(500);
    expect(await statusFor(gateway, 'old')).toBe(200);
    await gateway.until('taken', () => gateway.process.kill('SIGHUP'));
    expect([await statusFor(gateway, 'old'), await statusFor(gateway, 'new')]).toEqual([401, 200]);
    const long = await gateway.ask(`{ resultCodes { code } } #${'x'.repeat(64)}`, {}, { authorization: 'Bearer new' });
    expect(long.errors).toMatchObject([{ extensions: { code: 'DOCUMENT_LIMIT' } }]);
    expect(gateway.logged('configuration taken over')).toMatchObject([
      { changed: ['limits.documentBytes', 'access.apiKeys'] },
    ]);
    await gateway.until('same', () => gateway.process.kill('SIGHUP'));
    expect(await gateway.stop()).toBe(0);
  });

  it('goes by other accounts as soon as its file says so', async () => {
    const gateway = await reloadable(sandbox, anyone);
    const { accounts, configure } = gateway;
    expect(await codeFrom(gateway, 'second')).toBe('SUCCESS');
    await gateway.until('taken', () =>
      configure({ ...anyone, accounts: accounts.filter(({ id }) => id !== 'second') }),
    );
    expect([await codeFrom(gateway, 'second'), await codeFrom(gateway, 'mainland')]).toEqual([
      'GATEWAY_NOT_CONFIGURED',
      'SUCCESS',
    ]);
    expect(JSON.stringify((await gateway.ask('{ accounts { id } }')).data)).not.toContain('second');
    await gateway.until('taken', () => configure(anyone));
    expect(await codeFrom(gateway, 'second')).toBe('SUCCESS');
    expect(gateway.logged('configuration taken over').map(({ changed }) => changed)).toEqual([
      ['accounts[second]'],
      ['accounts[second]'],
    ]);
  });

  it('keeps streams that a change does not concern, and ends those whose callers may not have them any more', async () => {
    const gateway = await reloadable(sandbox, { ...keys('one', 'other'), live: { pollMs: 1_000 } });
    const [one, other] = await Promise.all([watching(gateway, 'one'), watching(gateway, 'other')]);
    const next = { ...keys('one', 'other', 'third'), live: { pollMs: 1_000 }, limits: { references: 3 } };
    await gateway.until('taken', () => gateway.configure(next));
    expect([one.isOver, other.isOver]).toEqual([false, false]);
    await gateway.until('taken', () => gateway.configure({ ...next, ...keys('one', 'third') }));
    await until(() => other.isOver);
    expect(other.text).toContain('"code":"UNAUTHENTICATED"');
    expect(other.text.endsWith('event: complete\ndata:\n\n')).toBe(true);
    const begun = one.text.length;
    await until(() => one.text.length > begun);
    expect(one).toMatchObject({ isOver: false });
    expect(one.text).not.toContain('errors');
    expect(await gateway.metric('paygraph_subscriptions_open')).toBe(1);
  });

  it('runs the documents of a manifest that was written anew, and no longer those that are gone', async () => {
    const hashed = (text: string) => ({ text, id: `sha256:${createHash('sha256').update(text).digest('hex')}` });
    const [old, recent] = ['query Old { __typename }', 'query Recent { __typename }'].map(hashed);
    const manifest = (...documents: ({ text: string; id: string } | undefined)[]) =>
      JSON.stringify(Object.fromEntries(documents.map((one) => [one!.id, one!.text])));
    const documents = { manifests: ['app.json'] };
    const gateway = await reloadable(sandbox, { ...anyone, documents }, (directory) =>
      writeFileSync(join(directory, 'app.json'), manifest(old)),
    );
    const run = async (document: { id: string } | undefined) => {
      const body = JSON.stringify({ documentId: document!.id });
      const answer = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
      return errors?.[0]?.extensions.code ?? 'ran';
    };
    expect([await run(old), await run(recent)]).toEqual(['ran', 'UNKNOWN_DOCUMENT']);
    await gateway.until('taken', () => gateway.write('app.json', manifest(old, recent)));
    expect([await run(old), await run(recent)]).toEqual(['ran', 'ran']);
    await gateway.until('refused', () => gateway.write('app.json', '{"sha256:0": "{ __typename }"}'));
    expect([await run(old), await run(recent)]).toEqual(['ran', 'ran']);
    await gateway.until('taken', () => gateway.write('app.json', manifest(recent)));
    expect([await run(old), await run(recent)]).toEqual(['UNKNOWN_DOCUMENT', 'ran']);
    expect(gateway.logged('configuration taken over').map(({ changed }) => changed)).toEqual([
      ['documents'],
      ['documents'],
    ]);
  });

  it('says what needs a restart, and takes over the rest', async () => {
    const gateway = await reloadable(sandbox, anyone);
    const next = { ...anyone, server: { maxConnections: 7 }, cache: { maxEntries: 7, pendingMs: 7 } };
    await gateway.until('taken', () => gateway.configure(next));
    expect(gateway.logged('configuration taken over')).toMatchObject([{ changed: ['cache.pendingMs'] }]);
    expect(gateway.logged('a restart is needed for these to be taken over')).toMatchObject([
      { level: 'warn', settings: ['server.maxConnections', 'cache.maxEntries'] },
    ]);
    expect(await gateway.metric('paygraph_config_settings_awaiting_restart')).toBe(2);
  });

  it('writes down no secret of a configuration it refuses', async () => {
    const gateway = await reloadable(sandbox, anyone);
    const { until, configure, write, accounts } = gateway;
    const [first] = accounts;
    await until('refused', () => write('paygraph.yaml', 'access: { apiKeys: [{ sha256: "PLANTED-key }] }'));
    await until('refused', () => configure({ ...anyone, accounts: [{ ...first, privateKey: 'PLANTED-key' }] }));
    await until('refused', () => configure({ ...anyone, cache: { redis: { url: 'redis://PLANTED:PLANTED@' } } }));
    await until('refused', () => {
      write(`${first!.id}.pem`, 'PLANTED-key');
      configure(anyone);
    });
    expect(gateway.logged('configuration fault').length).toBeGreaterThanOrEqual(4);
    expect(gateway.written()).not.toContain('PLANTED');
    expect(await codeFrom(gateway, 'mainland')).toBe('SUCCESS');
  });

  it('opens its audit log anew by the same signal, for who moves it away', async () => {
    const audit = { file: 'audit.jsonl', key: { file: 'audit.key' } };
    const gateway = await reloadable(sandbox, { ...anyone, audit }, (directory) =>
      writeFileSync(join(directory, 'audit.key'), randomBytes(32).toString('hex')),
    );
    const file = join(gateway.directory, 'audit.jsonl');
    const linesIn = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').length;
    await codeFrom(gateway, 'mainland');
    renameSync(file, `${file}.1`);
    await gateway.until('same', () => gateway.process.kill('SIGHUP'));
    await codeFrom(gateway, 'mainland');
    expect(await gateway.stop()).toBe(0);
    expect(linesIn(`${file}.1`)).toBe(2);
    expect(linesIn(file)).toBe(2);
  });

  it('shows another certificate as soon as the mounted one is led elsewhere', async () => {
    const [first, second] = [certificate(), certificate()];
    const tls = { cert: { file: 'tls.crt' }, key: { file: 'tls.key' } };
    const gateway = await reloadable(sandbox, { ...anyone, server: { adminPort: 0, tls } }, (directory) => {
      for (const [name, { cert, key }] of Object.entries({ '..1': first, '..2': second })) {
        mkdirSync(join(directory, name));
        writeFileSync(join(directory, name, 'tls.crt'), cert);
        writeFileSync(join(directory, name, 'tls.key'), key);
      }
      symlinkSync('..1', join(directory, '..data'));
      for (const name of ['tls.crt', 'tls.key']) symlinkSync(join('..data', name), join(directory, name));
    });
    const serial = () => serialAt(gateway.url);
    expect(await serial()).toBe(new X509Certificate(first.cert).serialNumber);
    await gateway.until('taken', () => {
      symlinkSync('..2', join(gateway.directory, '..data_tmp'));
      renameSync(join(gateway.directory, '..data_tmp'), join(gateway.directory, '..data'));
    });
    expect(await serial()).toBe(new X509Certificate(second.cert).serialNumber);
    expect(gateway.logged('configuration taken over')).toMatchObject([
      { changed: ['server.tls.cert', 'server.tls.key'] },
    ]);
  });
});

function serialAt(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, rejectUnauthorized: false }, (response) => {
      resolve((response.socket as TLSSocket).getPeerCertificate().serialNumber);
      response.resume();
    }).on('error', reject);
  });
}
