import { Agent, get, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { gateway, until } from './harness.ts';

const SSE = { 'content-type': 'application/json', accept: 'text/event-stream' };

describe('a gateway that stops', () => {
  test('finishes what is under way and takes nothing new', async () => {
    const { ask, url, stop, waiting } = await gateway();
    const asked = ask('{ waits }');
    await until(() => waiting.length === 1);
    const stopped = stop();
    await until(() => true);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    waiting[0]?.();
    const response = await asked;
    expect(await response.json()).toMatchObject({ data: { waits: 'done' } });
    expect(response.headers.get('connection')).toBe('close');
    await stopped;
  });

  test('says on connections it still has that it is not ready', async () => {
    const { url, stop, ask, waiting } = await gateway({ server: { shutdownDelayMs: 300 } });
    const asked = ask('{ waits }');
    await until(() => waiting.length === 1);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const stopped = stop();
    const [ready, live] = await Promise.all([fetch(`${url}/health/ready`), fetch(`${url}/health/live`)]);
    expect([ready.status, live.status]).toEqual([503, 200]);
    expect(await ready.json()).toEqual({ status: 'down' });
    waiting[0]?.();
    expect((await asked).status).toBe(200);
    await stopped;
  });

  test('completes streams properly, those that are silent too', async () => {
    const { graph, stop } = await gateway();
    const streams = await Promise.all(
      ['ticks', 'silence'].map((field) =>
        fetch(graph, { method: 'POST', headers: SSE, body: JSON.stringify({ query: `subscription { ${field} }` }) }),
      ),
    );
    const texts = streams.map((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = Date.now();
    await stop();
    expect(Date.now() - begun).toBeLessThan(1_000);
    for (const text of await Promise.all(texts)) {
      expect(text).toContain('event: next\ndata: {"data":');
      expect(text.endsWith('event: complete\ndata:\n\n')).toBe(true);
    }
  });

  test('does not wait for connections that never asked anything', async () => {
    const { url, stop } = await gateway();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const begun = Date.now();
    await stop();
    await closed;
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  test('does not wait for idle connections', async () => {
    const { url, stop } = await gateway();
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      get(`${url}/health/live`, { agent }, (response) => response.resume().on('end', resolve)),
    );
    const begun = Date.now();
    await stop();
    expect(Date.now() - begun).toBeLessThan(1_000);
    agent.destroy();
  });

  test('does not wait longer than its grace', async () => {
    const { graph, stop, waiting } = await gateway({ server: { shutdownGraceMs: 200 } });
    const cut = new Promise((resolve) => {
      const asking = request(graph, { method: 'POST', headers: { 'content-type': 'application/json' } });
      asking.on('error', resolve);
      asking.end(JSON.stringify({ query: '{ waits }' }));
    });
    await until(() => waiting.length === 1);
    const begun = Date.now();
    await stop();
    expect(Date.now() - begun).toBeLessThan(1_500);
    expect(await cut).toBeInstanceOf(Error);
  });
});
