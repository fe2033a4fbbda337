import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { buildBundle } from '../bundle.ts';
import { certificate } from '../server/certificate.ts';
import { startGateway } from './gateway.ts';

// Upstreams in production speak TLS. What that needs the bundle loads with the first connection that is made to one.

const directory = mkdtempSync(join(tmpdir(), 'paygraph-upstream-tls-'));
const authority = join(directory, 'authority.pem');
const made = certificate();
const bundle = join(directory, 'dist');
/** What was paid, in each dialect, for what goes by the name of `everything`. */
const PAID = {
  PAY_QUERY: { currency: 'EUR', minor: '123456' },
  INQUIRY_PAYMENT: { currency: 'HKD', minor: '12000' },
  TRADE_QUERY: { currency: 'CNY', minor: '8888' },
};
const PROGRAMS = { sources: resolve(import.meta.dirname, '../../src/start.mjs'), bundle: join(bundle, 'start.mjs') };
let sandbox: Sandbox;

beforeAll(async () => {
  writeFileSync(authority, made.cert);
  buildBundle(bundle);
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

// RFC 9110 §7.6.1; HTTP/2 does not allow them.
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding'];

type Asked = IncomingMessage | Http2ServerRequest;
type Answering = ServerResponse | Http2ServerResponse;

interface Front {
  readonly origin: string;
  /** The HTTP version of each request, in the order they came. */
  readonly versions: readonly string[];
}

/** Stands before the sandbox with a certificate: speaks one protocol alone, or HTTP/2 to whoever offers it. */
async function front(protocol: 'http/1.1' | 'h2' | 'h2 first'): Promise<Front> {
  const versions: string[] = [];
  const answer = (asked: Asked, answering: Answering) => {
    versions.push(asked.httpVersion);
    const { method, url: path, headers } = asked;
    const named = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
    const { hostname, port } = new URL(sandbox.url);
    const passed = request({ hostname, port, method, path, headers: { ...named, host: `${hostname}:${port}` } });
    passed.once('response', (response) => {
      answering.statusCode = response.statusCode ?? 502;
      for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined && !HOP_BY_HOP.includes(name)) answering.setHeader(name, value);
      }
      response.pipe(answering);
    });
    asked.pipe(passed);
  };
  const server: Server | Http2SecureServer =
    protocol === 'http/1.1'
      ? createServer({ ...made, ALPNProtocols: ['http/1.1'] }, answer)
      : createSecureServer({ ...made, allowHTTP1: protocol === 'h2 first' }, answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, versions };
}

/** The configuration of a gateway that asks there. */
async function configuration(origin: string): Promise<string> {
  const { accounts } = await sandbox.writeConfiguration(directory);
  const moved = accounts.map((account) => ({ ...account, url: account.url.replace(sandbox.url, origin) }));
  const file = join(directory, `${new URL(origin).port}.yaml`);
  writeFileSync(file, stringify({ accounts: moved, access: { anonymous: { permissions: ['payments'] } } }));
  return file;
}

async function gatewayAt(program: string, origin: string, environment: Record<string, string>) {
  const clean = { HOST: '', LOG_LEVEL: '', PAYGRAPH_CONFIG: '', NODE_ENV: 'production', ...environment };
  const gateway = await startGateway(['--config', await configuration(origin)], clean, [program]);
  onTestFinished(() => void gateway.stop());
  return gateway;
}

const QUERY = `query ($dialect: Dialect!, $id: String!) {
  payment(ref: { dialect: $dialect, merchantReference: $id }) {
    result { status code }
    payment { status amount { currency minor } }
    exchange { httpStatus signatureVerified }
  }
}`;

describe.each(['sources', 'bundle'] as const)('the %s, with an upstream behind TLS', (program) => {
  it.each(['http/1.1', 'h2 first'] as const)(
    'take verified answers of each dialect over HTTP/1.1 from one that speaks %s',
    async (protocol) => {
      const { origin, versions } = await front(protocol);
      const gateway = await gatewayAt(PROGRAMS[program], origin, { NODE_EXTRA_CA_CERTS: authority });
      for (const [dialect, amount] of Object.entries(PAID)) {
        const { data, errors } = await gateway.ask(QUERY, { dialect, id: 'everything' });
        expect(errors).toBeUndefined();
        expect(data.payment).toMatchObject({
          result: { status: 'SUCCESS' },
          payment: { status: 'SUCCEEDED', amount },
          exchange: { httpStatus: 200, signatureVerified: true },
        });
      }
      expect(versions).toEqual(['1.1', '1.1', '1.1']);
      expect(await gateway.stop()).toBe(0);
    },
  );

  it('cannot reach one that speaks HTTP/2 alone', async () => {
    const { origin, versions } = await front('h2');
    const gateway = await gatewayAt(PROGRAMS[program], origin, { NODE_EXTRA_CA_CERTS: authority });
    const { data } = await gateway.ask(QUERY, { dialect: 'PAY_QUERY', id: 'everything' });
    expect(data.payment).toMatchObject({ result: { code: 'GATEWAY_UNREACHABLE' }, payment: null });
    expect(versions).toEqual([]);
  });

  it('send nothing to one whose certificate nobody vouches for', async () => {
    const { origin, versions } = await front('http/1.1');
    const gateway = await gatewayAt(PROGRAMS[program], origin, { NODE_EXTRA_CA_CERTS: '' });
    const { data } = await gateway.ask(QUERY, { dialect: 'TRADE_QUERY', id: 'everything' });
    expect(data.payment).toMatchObject({ result: { code: 'GATEWAY_UNREACHABLE' }, payment: null });
    expect(versions).toEqual([]);
  });
});
