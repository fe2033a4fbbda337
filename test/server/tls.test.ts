import { execFile } from 'node:child_process';
import { get as getPlain } from 'node:http';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { certificate } from './certificate.ts';
import { ROOT } from './child.ts';
import { gateway, until, type TestGateway } from './harness.ts';

const made = certificate();

function secured(server: Readonly<Record<string, unknown>> = {}): Promise<TestGateway> {
  const tls = {
    cert: { env: 'CERT' },
    key: { env: 'KEY' },
    ...(server['tls'] as object | undefined),
  };
  return gateway({ server: { ...server, tls }, environment: { CERT: made.cert, KEY: made.key } });
}

interface Heard {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** The serial number of the certificate shown. */
  readonly serial: string;
  /** Whether it went over a connection that was there. */
  readonly isReused: boolean;
}

/** Asks as a client that trusts the certificate. */
function ask(gate: TestGateway, { ca = made.cert, agent = new Agent({ keepAlive: false }) } = {}): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asking = request(gate.graph, { ca, agent, method: 'POST', headers: { 'content-type': 'application/json' } });
    asking.once('error', reject).once('response', (response) => {
      const { statusCode: status, headers } = response;
      const serial = (response.socket as TLSSocket).getPeerX509Certificate()?.serialNumber ?? '';
      let body = '';
      response.on('data', (bytes: Buffer) => (body += bytes.toString()));
      response.on('end', () => resolve({ status, headers, body, serial, isReused: asking.reusedSocket }));
    });
    asking.end(JSON.stringify({ query: '{ hello }' }));
  });
}

/** Opens a connection; resolves with the protocol agreed on, or the reason there is none. */
function handshake(gate: TestGateway, options: ConnectionOptions): Promise<string> {
  const { port } = new URL(gate.url);
  return new Promise((resolve) => {
    const socket = connectSecurely({ port: Number(port), host: '127.0.0.1', ca: made.cert, ...options });
    socket.once('secureConnect', () => {
      resolve(`${socket.getProtocol()} ${String(socket.alpnProtocol)}`);
      socket.destroy();
    });
    socket.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
}

describe('a gateway with a certificate', () => {
  test('answers over TLS, and tells browsers to stay with it', async () => {
    const gate = await secured();
    expect(gate.url).toMatch(/^https:/);
    const { status, headers, body } = await ask(gate);
    expect([status, body]).toEqual([200, expect.stringContaining('hello you')]);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('leaves that to whatever is in front when there is none', async () => {
    const { url } = await gateway();
    expect((await fetch(`${url}/health/live`)).headers.has('strict-transport-security')).toBe(false);
  });

  test('speaks TLS 1.2 and 1.3, HTTP/1.1, and nothing older', async () => {
    const gate = await secured();
    const ALPNProtocols = ['h2', 'http/1.1'];
    expect(await handshake(gate, { ALPNProtocols })).toBe('TLSv1.3 http/1.1');
    expect(await handshake(gate, { maxVersion: 'TLSv1.2', ALPNProtocols })).toBe('TLSv1.2 http/1.1');
    // The client is made to accept it, so that it is the gateway that does not.
    const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await handshake(gate, { ...old, maxVersion: 'TLSv1.1' })).toMatch(/^ERR_SSL_.*PROTOCOL_VERSION$/);
    expect(await handshake(gate, { ...old, maxVersion: 'TLSv1' })).toMatch(/^ERR_SSL_.*PROTOCOL_VERSION$/);
  });

  test('speaks TLS 1.3 alone where that is configured', async () => {
    const gate = await secured({ tls: { minVersion: 'TLSv1.3' } });
    expect(await handshake(gate, {})).toMatch(/^TLSv1\.3/);
    expect(await handshake(gate, { maxVersion: 'TLSv1.2' })).toMatch(/^ERR_SSL_.*PROTOCOL_VERSION$/);
  });

  test('shows a renewed one on new connections, and keeps those there are', async () => {
    const gate = await secured();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const serialOf = ({ cert }: { cert: string }) => new X509Certificate(cert).serialNumber;
    expect((await ask(gate, { agent })).serial).toBe(serialOf(made));
    const renewed = certificate();
    gate.renewTls({ ...renewed, minVersion: 'TLSv1.2' });
    expect(await ask(gate, { agent })).toMatchObject({ status: 200, isReused: true });
    expect(await ask(gate, { ca: renewed.cert })).toMatchObject({
      status: 200,
      serial: serialOf(renewed),
      isReused: false,
    });
    await expect(ask(gate)).rejects.toThrow();
  });

  test('cannot be given one while it speaks plain HTTP', async () => {
    const { renewTls } = await gateway();
    expect(() => renewTls({ ...made, minVersion: 'TLSv1.2' })).toThrow('expected a server that speaks TLS');
  });

  test('answers nothing to plain HTTP, and goes on', async () => {
    const gate = await secured();
    const { port } = new URL(gate.url);
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
    expect((await ask(gate)).status).toBe(200);
  });

  test('keeps its other port plain, for this machine', async () => {
    const gate = await secured({ adminPort: 0 });
    expect((await fetch(`${String(gate.adminUrl)}/health/live`)).status).toBe(200);
  });
});

describe('connections over TLS', () => {
  test('that never shake hands are closed in time, and give way to others before', async () => {
    const gate = await secured({ maxConnections: 2, headersTimeoutMs: 300 });
    const { port } = new URL(gate.url);
    const silent = [0, 1].map(() => connect(Number(port), '127.0.0.1'));
    const closed = silent.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    // There is room for two: one of the silent ones goes.
    expect((await ask(gate)).status).toBe(200);
    await Promise.all(closed);
  });

  test('are counted once each, and no longer when they are over', async () => {
    const gate = await secured({ maxConnections: 2 });
    for (let asked = 0; asked < 6; asked += 1) expect((await ask(gate)).status).toBe(200);
    expect(gate.refusedConnections).toBe(0);
  });

  test('do not keep the gateway from stopping, whether idle or never used', async () => {
    const gate = await secured();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await ask(gate, { agent });
    const silent = connect(Number(new URL(gate.url).port), '127.0.0.1');
    const gone = new Promise((resolve) => silent.once('close', resolve));
    await new Promise((resolve) => silent.once('connect', resolve));
    await gate.stop();
    await gone;
  });

  test('that are left in the middle of a stream are noticed', async () => {
    const gate = await secured();
    const asking = request(gate.graph, {
      ca: made.cert,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    });
    asking.end(JSON.stringify({ query: 'subscription { silence }' }));
    asking.once('error', () => undefined);
    await new Promise((resolve) => asking.once('response', (response) => response.once('data', resolve)));
    asking.destroy();
    await until(() => gate.stopped === 1);
  });
});

describe('the health check of the image', () => {
  const check = (port: string): Promise<number> =>
    new Promise((resolve) => {
      const child = execFile(process.execPath, ['src/healthcheck.mjs'], {
        cwd: ROOT,
        env: { ...process.env, PORT: port },
      });
      child.once('exit', (code) => resolve(code ?? -1));
    });

  test('finds out with TLS and without', async () => {
    const [plain, secure] = await Promise.all([gateway(), secured()]);
    const ports = [plain, secure].map(({ url }) => new URL(url).port);
    expect(await Promise.all(ports.map(check))).toEqual([0, 0]);
    await Promise.all([plain.stop(), secure.stop()]);
    expect(await Promise.all(ports.map(check))).toEqual([1, 1]);
  });

  test('fails when the gateway is not ready', async () => {
    const { url, stop, ask: askPlain, waiting } = await gateway({ server: { shutdownDelayMs: 1_000 } });
    const asked = askPlain('{ waits }');
    await until(() => waiting.length === 1);
    const stopped = stop();
    const status = await new Promise((resolve) =>
      getPlain(`${url}/health/ready`, ({ statusCode }) => resolve(statusCode)),
    );
    expect(status).toBe(503);
    expect(await check(new URL(url).port)).toBe(1);
    waiting[0]?.();
    await asked;
    await stopped;
  });
});
