import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isLocal } from '../../../src/server/metrics/local-scrape.ts';
import { gateway, until } from '../harness.ts';
import { exchange, statuses } from '../raw-client.ts';
import { parseExposition } from './exposition.ts';

const [elsewhere] = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal);

/** What an answer shows of itself, but for what differs in every answer. */
async function shown(response: Response): Promise<unknown> {
  const headers = [...response.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { status: response.status, headers, body: await response.text() };
}

describe('/metrics on the main port', () => {
  test('is in the text format of Prometheus', async () => {
    const { url, ask } = await gateway();
    await (await ask('{ hello }')).text();
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const { families, samples } = parseExposition(await response.text());
    expect(families.get('paygraph_requests_total')?.type).toBe('counter');
    expect(families.get('nodejs_eventloop_lag_p99_seconds')?.type).toBe('gauge');
    expect(samples.get('paygraph_build_info{version="0.0.0"}')).toBe(1);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    for (const [name, { type }] of families) {
      if (name.startsWith('paygraph_')) expect(name.endsWith('_total')).toBe(type === 'counter');
    }
    const head = await fetch(`${url}/metrics`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(`${url}/metrics`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    { forwarded: 'for=192.0.2.60;proto=http;by=203.0.113.43' },
    { 'x-forwarded-for': '203.0.113.7' },
    { 'X-Forwarded-For': '127.0.0.1' },
    { 'x-forwarded-for': '' },
    { 'x-forwarded-host': 'pay.example' },
    { 'x-forwarded-proto': 'https' },
    { 'x-real-ip': '203.0.113.7' },
    { via: '1.1 vegur' },
  ])('is not there for whom a proxy of this machine forwards: %o', async (headers) => {
    const { url } = await gateway();
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      const seen = await fetch(`${url}/metrics`, { method, headers });
      expect(await shown(seen)).toEqual(await shown(await fetch(`${url}/nothing-here`, { method, headers })));
      expect(seen.status).toBe(404);
    }
  });

  test.each([
    ['127.0.0.1', 200],
    ['127.0.0.9:4000', 200],
    ['[::1]:4000', 200],
    ['localhost', 200],
    ['LOCALHOST:4000', 200],
    ['rebound.example', 404],
    ['rebound.example:4000', 404],
    ['localhost.example', 404],
    ['127.0.0.1.example', 404],
    ['127.0.0.1:4000.example', 404],
    ['[::2]', 404],
    ['10.0.0.1', 404],
  ])('is asked by a name only this machine has: %s, %d', async (host, status) => {
    const { url } = await gateway();
    const head = `GET /metrics HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    expect(statuses(await exchange(url, head))).toEqual([status]);
  });

  test('is there for this machine by either protocol, an IPv4 address written as an IPv6 one included', async () => {
    const { url } = await gateway({ server: { host: '::' } });
    const { port } = new URL(url);
    for (const host of ['127.0.0.1', '127.0.0.9', '[::1]']) {
      expect((await fetch(`http://${host}:${port}/metrics`)).status).toBe(200);
    }
  });

  test.skipIf(elsewhere === undefined)('is not there for another address', async () => {
    const { url } = await gateway({ server: { host: '::' } });
    const from = `http://${elsewhere?.address}:${new URL(url).port}`;
    expect((await fetch(`${from}/health/live`)).status).toBe(200);
    const seen = await fetch(`${from}/metrics`);
    expect(await shown(seen)).toEqual(await shown(await fetch(`${from}/nothing-here`)));
    expect(seen.status).toBe(404);
  });

  test('is a matter of the connection', () => {
    const from = (remoteAddress: string | undefined, remoteFamily = 'IPv6') =>
      isLocal({ socket: { remoteAddress, remoteFamily }, headers: { host: 'localhost' } } as never);
    expect(['127.0.0.1', '127.255.255.254'].map((address) => from(address, 'IPv4'))).toEqual([true, true]);
    expect(['::1', '::ffff:127.0.0.1', '::ffff:7f00:1'].map((address) => from(address))).toEqual([true, true, true]);
    for (const address of ['10.0.0.1', '128.0.0.1', '126.255.255.255', '0.0.0.0'])
      expect(from(address, 'IPv4')).toBe(false);
    for (const address of ['::', '::2', '::ffff:10.0.0.1', '::ffff:8000:1', '::127.0.0.1', 'fe80::1', undefined]) {
      expect(from(address)).toBe(false);
    }
  });
});

describe('the admin port', () => {
  test('has the metrics, for whoever reaches it, and the main port no longer', async () => {
    const { url, adminUrl } = await gateway({ server: { adminPort: 0, adminHost: '0.0.0.0' } });
    expect(adminUrl).not.toBeNull();
    expect(new URL(adminUrl ?? '').port).not.toBe(new URL(url).port);
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const response = await fetch(`${adminUrl}/metrics?collect=all`, { headers });
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    parseExposition(await response.text());
    if (elsewhere !== undefined) {
      const { port } = new URL(adminUrl ?? '');
      expect((await fetch(`http://${elsewhere.address}:${port}/metrics`)).status).toBe(200);
    }
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  test('has the health, which stays on the main port too, and nothing else', async () => {
    const { url, adminUrl } = await gateway({ server: { adminPort: 0 }, isDegraded: () => true });
    for (const where of [url, adminUrl]) {
      expect(await (await fetch(`${where}/health/live`)).json()).toEqual({ status: 'up' });
      expect(await (await fetch(`${where}/health/ready`)).json()).toEqual({ status: 'degraded' });
    }
    for (const path of ['/graphql', '/', '/metrics/', '/nothing']) {
      expect((await fetch(`${adminUrl}${path}`, { method: 'POST' })).status).toBe(404);
    }
    expect((await fetch(`${adminUrl}/metrics`, { method: 'DELETE' })).status).toBe(405);
  });

  test('is on 127.0.0.1 unless it is told where', async () => {
    const { adminUrl } = await gateway({ server: { host: '0.0.0.0', adminPort: 0 } });
    const { port } = new URL(adminUrl ?? '');
    if (elsewhere !== undefined) {
      await expect(fetch(`http://${elsewhere.address}:${port}/metrics`)).rejects.toThrow();
    }
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
  });

  test('is as patient and as strict as the main one', async () => {
    const { url, adminUrl } = await gateway({ server: { adminPort: 0, headersTimeoutMs: 100, idleTimeoutMs: 100 } });
    for (const where of [url, adminUrl ?? '']) {
      expect(statuses(await exchange(where, 'GET /metrics HTTP/1.1\r\nhost: x\r\n'))).toEqual([408]);
      const long = `GET /health/live HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(100_000)}\r\n\r\n`;
      expect(statuses(await exchange(where, long))).toEqual([431]);
    }
  });

  test('stays until the main port has drained, and no longer', async () => {
    const { url, adminUrl, ask, waiting, stop } = await gateway({ server: { adminPort: 0 } });
    const answer = ask('{ waits }');
    await until(() => waiting.length === 1);
    const stopped = stop();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    const ready = await fetch(`${adminUrl}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'down' }]);
    const counted = async () => {
      const { samples } = parseExposition(await (await fetch(`${adminUrl}/metrics`)).text());
      return samples.get('paygraph_requests_total{client="anonymous",code="none",kind="query",status="2xx"}');
    };
    expect(await counted()).toBeUndefined();
    for (const release of waiting) release();
    expect((await answer).status).toBe(200);
    await stopped;
    await expect(fetch(`${adminUrl}/health/live`)).rejects.toThrow();
  });

  test('lets a scrape that is under way when it closes come to its end', async () => {
    const { adminUrl, metrics, stop } = await gateway({ server: { adminPort: 0 } });
    const { registry } = metrics;
    const held = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const whole = registry.metrics.bind(registry);
    registry.metrics = async () => {
      begun.resolve(undefined);
      await held.promise;
      return whole();
    };
    const scrape = fetch(`${adminUrl}/metrics`);
    await begun.promise;
    const stopped = stop();
    held.resolve(undefined);
    parseExposition(await (await scrape).text());
    await stopped;
  });

  test('says so when a reading fails, and is logged', async () => {
    const { adminUrl, metrics, failed } = await gateway({ server: { adminPort: 0 } });
    metrics.registry.metrics = () => Promise.reject(new Error('a bug'));
    const response = await fetch(`${adminUrl}/metrics`);
    expect(response.status).toBe(500);
    expect(failed).toMatchObject([{ error: { message: 'a bug' }, requestId: response.headers.get('x-request-id') }]);
  });

  test('that is taken is told by its own name, and the main port is not kept', async () => {
    const one = await gateway({ server: { adminPort: 0 } });
    const adminPort = Number(new URL(one.adminUrl ?? '').port);
    const { listenFault } = await import('../../../src/server/listen-fault.ts');
    const error: unknown = await gateway({ server: { adminPort } }).catch((reason: unknown) => reason);
    expect(listenFault(error, { host: 'main', port: 1 })).toBe(
      `Port ${adminPort} on 127.0.0.1 is in use: set server.adminPort to another one, or to 0 for any free one.`,
    );
  });

  test('is given back when the main port is taken', async () => {
    const one = await gateway();
    const port = Number(new URL(one.url).port);
    const free = await gateway({ server: { adminPort: 0 } });
    const adminPort = Number(new URL(free.adminUrl ?? '').port);
    await free.stop();
    await expect(gateway({ server: { port, adminPort } })).rejects.toThrow('EADDRINUSE');
    const again = await gateway({ server: { adminPort } });
    expect(again.adminUrl).toBe(free.adminUrl);
  });
});

test('a scrape over a connection kept open works again and again', async () => {
  const { url } = await gateway();
  const { Agent } = await import('node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let times = 0; times < 3; times += 1) {
    const text = await new Promise<string>((resolve, reject) => {
      request(`${url}/metrics`, { agent }, (response) => {
        let whole = '';
        response.setEncoding('utf8').on('data', (part: string) => (whole += part));
        response.on('end', () => resolve(whole));
      })
        .on('error', reject)
        .end();
    });
    parseExposition(text);
  }
});
