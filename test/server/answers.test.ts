import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { codeOf, gateway, PLANTED, until } from './harness.ts';

describe('a path', () => {
  test('is answered by what stands behind it', async () => {
    const { url } = await gateway();
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(url + path, { headers, redirect: 'manual' });
      return [response.status, response.headers.get('location') ?? response.headers.get('content-type')];
    };
    const page = { accept: 'text/html,application/xhtml+xml' };
    expect(await get('/health/live')).toEqual([200, 'application/json; charset=utf-8']);
    expect(await get('/health/ready')).toEqual([200, 'application/json; charset=utf-8']);
    expect(await get('/', page)).toEqual([302, '/graphql']);
    expect(await get('/')).toEqual([404, 'application/json; charset=utf-8']);
    expect(await get('/elsewhere')).toEqual([404, 'application/json; charset=utf-8']);
    expect(await get('/graphql/', page)).toEqual([404, 'application/json; charset=utf-8']);
    expect(await get('/favicon.ico')).toEqual([404, 'application/json; charset=utf-8']);
  });

  test('of health says up or not and nothing else', async () => {
    const { url } = await gateway();
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'up' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'up' });
    expect((await fetch(`${url}/health/ready`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${url}/health/ready`, { method: 'POST' })).status).toBe(405);
  });

  test('of readiness says what is missing that the gateway can do without, and stays ready', async () => {
    let isDegraded = true;
    const { url } = await gateway({ isDegraded: () => isDegraded });
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'degraded' }]);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'up' });
    isDegraded = false;
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'up' });
  });

  test('takes no method it does not know', async () => {
    const { graph } = await gateway();
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(graph, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    }
  });

  test('with anything for a host or a target is no fault', async () => {
    const { url, failed } = await gateway({ access: { kind: 'loopback' } });
    const { hostname, port } = new URL(url);
    for (const [target, host] of [
      ['/graphql?query={hello}', '[::bad'],
      ['/graphql?query={hello}', 'a b/c?d#e'],
      ['http://elsewhere.example/graphql?query={hello}', 'x'],
      ['//graphql', 'x'],
      ['*', 'x'],
      ['/graphql?%%%=%&query=%7Bhello%7D', 'x'],
    ]) {
      const socket = connect(Number(port), hostname);
      socket.write(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      let received = '';
      socket.on('data', (bytes) => (received += bytes.toString()));
      await new Promise((resolve) => socket.once('close', resolve));
      expect(received, target).toMatch(/^HTTP\/1\.1 (200|4\d\d) /);
      expect(received).not.toContain('    at ');
    }
    expect(failed).toEqual([]);
  });
});

describe('every answer', () => {
  test('carries the id the request is known by', async () => {
    const { ask, answered } = await gateway();
    const made = await ask('{ hello }');
    expect(made.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(await made.json()).toHaveProperty('extensions.gateway.requestId', made.headers.get('x-request-id'));
    const given = await ask('{ hello }', { headers: { 'x-request-id': 'order-page.42' } });
    expect(given.headers.get('x-request-id')).toBe('order-page.42');
    expect(await given.json()).toHaveProperty('extensions.gateway.requestId', 'order-page.42');
    for (const odd of ['a b', 'x'.repeat(129), '{"a":1}']) {
      const response = await ask('{ hello }', { headers: { 'x-request-id': odd } });
      expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    }
    await until(() => answered.length === 5);
  });

  test('tells browsers to be careful with it', async () => {
    const { ask, url } = await gateway();
    for (const response of [await ask('{ hello }'), await fetch(`${url}/health/live`), await fetch(`${url}/nothing`)]) {
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('x-frame-options')).toBe('DENY');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-powered-by')).toBeNull();
    }
  });

  test('of a field that failed is masked, and logged under the request’s id', async () => {
    const { ask, failed } = await gateway();
    const response = await ask('{ hello fails }');
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).not.toContain('planted');
    expect(text).not.toContain('stack');
    const body = JSON.parse(text) as { data: unknown; errors: { message: string }[] };
    const requestId = response.headers.get('x-request-id');
    expect(body).toMatchObject({
      data: { hello: 'hello you', fails: null },
      errors: [{ path: ['fails'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(body.errors[0]?.message).toContain(requestId);
    expect(failed).toEqual([{ requestId, error: expect.objectContaining({ message: `no payment ${PLANTED}` }) }]);
  });

  test('of an operation that failed whole is masked too, with 500', async () => {
    const { ask, failed } = await gateway();
    const response = await ask('{ failsHard }', { headers: { accept: 'application/graphql-response+json' } });
    expect(await response.text()).not.toContain('planted');
    expect([200, 500]).toContain(response.status);
    expect(failed).toHaveLength(1);
  });

  test('of a refusal keeps its code and is not logged as a failure', async () => {
    const { ask, failed } = await gateway();
    expect(await codeOf(await ask('{ refuses }'))).toBe('FORBIDDEN');
    expect(failed).toEqual([]);
  });

  test('is noted by its route, status and client, and nothing that was asked', async () => {
    const { ask, answered } = await gateway({ access: { kind: 'loopback' } });
    await (await ask(`query Q { hello(name: "${PLANTED}") }`)).text();
    await until(() => answered.length === 1);
    expect(answered).toEqual([
      {
        requestId: expect.any(String),
        method: 'POST',
        route: '/graphql',
        status: 200,
        ms: expect.any(Number),
        complete: true,
        client: 'loopback',
      },
    ]);
  });
});

describe('Cache-Control', () => {
  test.each([
    [undefined, null],
    ['no-cache', 0],
    ['No-Cache', 0],
    ['no-store', 0],
    ['max-age=30', 30_000],
    ['max-age=0', 0],
    ['private, max-age=5', 5_000],
    ['max-age=5, no-cache', 0],
    ['max-age=-5', null],
    ['max-age=soon', null],
    ['max-age=99999999999999', null],
  ])('%s allows an answer of age %s', async (header, maxAgeMs) => {
    const { ask, terms } = await gateway();
    await ask('{ hello }', { headers: header === undefined ? {} : { 'cache-control': header } });
    expect(terms.map((one) => one.maxAgeMs)).toEqual([maxAgeMs]);
  });

  test.each([
    [undefined, null],
    ['max-age=5', null],
    ['max-stale=30', 30_000],
    ['max-stale="30", max-age=5', 30_000],
    ['Max-Stale', Infinity],
    ['max-stale=soon', null],
    ['max-stale=30, no-cache', null],
  ])('%s allows an answer so much too old: %s', async (header, maxStaleMs) => {
    const { ask, terms } = await gateway();
    await ask('{ hello }', { headers: header === undefined ? {} : { 'cache-control': header } });
    expect(terms.map((one) => one.maxStaleMs ?? null)).toEqual([maxStaleMs]);
  });
});

describe('X-Timeout-Ms', () => {
  test.each([
    [undefined, null],
    ['1500', 1_500],
    ['0', null],
    ['-5', null],
    ['soon', null],
    ['9999999999', null],
  ])('%s gives so much time: %s', async (header, deadlineMs) => {
    const { ask, terms } = await gateway();
    await ask('{ hello }', { headers: header === undefined ? {} : { 'x-timeout-ms': header } });
    expect(terms.map((one) => one.deadlineMs ?? null)).toEqual([deadlineMs]);
  });
});

describe('a caller who leaves', () => {
  test('is noticed by the operation, and is no failure', async () => {
    const { graph, waiting, terms, answered, failed } = await gateway();
    const leaving = new AbortController();
    const body = JSON.stringify({ query: '{ waits }' });
    const headers = { 'content-type': 'application/json' };
    const asked = fetch(graph, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => 'left');
    await until(() => waiting.length === 1);
    expect(terms[0]?.signal.aborted).toBe(false);
    leaving.abort();
    expect(await asked).toBe('left');
    await until(() => terms[0]?.signal.aborted === true);
    await until(() => answered.length === 1);
    expect(answered[0]?.complete).toBe(false);
    expect(failed).toEqual([]);
  });

  test('stops the source of a stream', async () => {
    const gate = await gateway();
    const leaving = new AbortController();
    const response = await fetch(gate.graph, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { silence }' }),
      signal: leaving.signal,
    });
    const reader = response.body!.getReader();
    await reader.read();
    leaving.abort();
    await until(() => gate.stopped === 1);
  });
});
