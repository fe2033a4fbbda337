import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { gateway, until } from './harness.ts';

const APP = 'https://app.example';
const ORIGINS = [APP, 'https://shop.example:8443', 'http://localhost:5173'];
const ELSEWHERE = [
  ['another site', 'https://elsewhere.example'],
  ['a site whose name begins with an allowed one', 'https://app.example.evil.example'],
  ['a site whose name ends with an allowed one', 'https://evil-app.example'],
  ['a subdomain of an allowed one', 'https://a.app.example'],
  ['an allowed one by another scheme', 'http://app.example'],
  ['an allowed one at another port', 'https://app.example:8443'],
  ['an allowed one in capital letters', 'https://APP.example'],
  ['an allowed one with a slash', 'https://app.example/'],
  ['two, one of them allowed', 'https://app.example https://evil.example'],
  ['a page without an origin', 'null'],
  ['anybody', '*'],
] as const;

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends a request as its bytes, and reads the answer as its bytes: no client adds or hides a header. */
async function raw(url: string, head: readonly string[], body = ''): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString()));
  const length = body === '' ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  socket.write([...head, 'host: 127.0.0.1', 'connection: close', ...length, '', body].join('\r\n'));
  await new Promise((resolve) => socket.once('close', resolve));
  const [top = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...headers] = top.split('\r\n');
  const pairs = headers.map((header): [string, string] => {
    const colon = header.indexOf(':');
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
  });
  return { status: Number(line.split(' ')[1]), headers: new Map(pairs), body: rest.join('\r\n\r\n') };
}

const world = (server = { cors: { origins: ORIGINS, maxAgeSeconds: 7_200 } }) =>
  gateway({ access: { kind: 'loopback' }, server });

const preflight = (origin: string, headers = 'authorization,content-type') => [
  'OPTIONS /graphql HTTP/1.1',
  `origin: ${origin}`,
  'access-control-request-method: POST',
  `access-control-request-headers: ${headers}`,
  'sec-fetch-site: cross-site',
];
const post = (origin: string, more: readonly string[] = []) => [
  'POST /graphql HTTP/1.1',
  `origin: ${origin}`,
  'sec-fetch-site: cross-site',
  'content-type: application/json',
  ...more,
];
const HELLO = JSON.stringify({ query: '{ hello }' });
const allowing = ({ headers }: Answer) => [...headers.keys()].filter((name) => name.startsWith('access-control'));

describe('a page of an origin that is allowed', () => {
  test.each(ORIGINS)('%s is told so before it asks', async (origin) => {
    const { url } = await world();
    const { status, headers, body } = await raw(url, preflight(origin));
    expect([status, body]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')?.split(', ')).toEqual([
      'content-type',
      'authorization',
      'x-timeout-ms',
      'x-request-id',
      'cache-control',
      'last-event-id',
    ]);
    expect(headers.get('access-control-max-age')).toBe('7200');
    expect(headers.get('vary')).toBe('Origin');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });

  test('may read the answer, and the headers it needs', async () => {
    const { url } = await world();
    const answer = await raw(url, post(APP), HELLO);
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('hello you')]);
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    expect(answer.headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
    expect(answer.headers.get('vary')).toBe('Origin');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });

  test.each([null, APP])('keeps no answer that was given to another one, or to none: %s', async (origin) => {
    const text = '{ constant }';
    const id = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    const { url } = await gateway({ documents: new Map([[id, text]]), server: { cors: { origins: ORIGINS } } });
    const get = [`GET /graphql?documentId=${id} HTTP/1.1`, ...(origin === null ? [] : [`origin: ${origin}`])];
    const first = await raw(url, get);
    const again = await raw(url, [...get, `if-none-match: ${first.headers.get('etag')}`]);
    expect([first.status, again.status]).toEqual([200, 304]);
    for (const { headers } of [first, again]) {
      expect(headers.get('cache-control')).toBe('public, max-age=300');
      expect(headers.get('vary')?.split(', ').toSorted()).toEqual(['Accept', 'Authorization', 'Origin']);
      expect(headers.get('access-control-allow-origin')).toBe(origin === APP ? APP : undefined);
    }
  });

  test('may read why it was refused', async () => {
    const { url } = await gateway({
      access: { kind: 'configured', apiKeys: [] },
      server: { cors: { origins: ORIGINS } },
    });
    const answer = await raw(url, post(APP, ['authorization: Bearer wrong']), HELLO);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    const long = await raw(url, post(APP), 'x'.repeat(300_000));
    expect(long.headers.get('access-control-allow-origin')).toBe(APP);
  });

  test('may use GET and follow a stream', async () => {
    const gate = await world();
    const get = await raw(gate.url, [
      `GET /graphql?query=${encodeURIComponent('{ hello }')} HTTP/1.1`,
      `origin: ${APP}`,
      'sec-fetch-site: cross-site',
    ]);
    expect([get.status, get.headers.get('access-control-allow-origin')]).toEqual([200, APP]);
    const leaving = new AbortController();
    const response = await fetch(gate.graph, {
      method: 'POST',
      headers: { origin: APP, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { silence }' }),
      signal: leaving.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('access-control-allow-origin')).toBe(APP);
    expect(response.headers.get('vary')).toBe('Origin');
    await response.body!.getReader().read();
    leaving.abort();
    await until(() => gate.stopped === 1);
  });

  test('may not ask by a link, an image or a form, which need no leave of a browser', async () => {
    const { url, terms } = await world();
    const link = `GET /graphql?query=${encodeURIComponent('{ hello }')} HTTP/1.1`;
    const image = await raw(url, [link, 'sec-fetch-site: cross-site', 'sec-fetch-mode: no-cors']);
    const form = await raw(
      url,
      [
        'POST /graphql HTTP/1.1',
        `origin: ${APP}`,
        'sec-fetch-site: cross-site',
        'content-type: application/x-www-form-urlencoded',
      ],
      'query={hello}',
    );
    expect([image.status, form.status]).toEqual([403, 415]);
    expect(terms).toEqual([]);
  });
});

describe('a page of an origin that is not allowed', () => {
  test.each(ELSEWHERE)('%s is told nothing before it asks', async (_what, origin) => {
    const { url } = await world();
    const answer = await raw(url, preflight(origin));
    expect([answer.status, allowing(answer)]).toEqual([405, []]);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  test.each(ELSEWHERE)('%s cannot ask or read', async (_what, origin) => {
    const { url, terms } = await world();
    const answer = await raw(url, post(origin), HELLO);
    expect([answer.status, allowing(answer)]).toEqual([403, []]);
    expect(answer.headers.get('vary')).toBe('Origin');
    expect(terms).toEqual([]);
  });
});

describe('without allowed origins', () => {
  test('no page of another origin may ask, and answers do not depend on origins', async () => {
    const { url } = await gateway({ access: { kind: 'loopback' } });
    const asked = await raw(url, preflight(APP));
    const refused = await raw(url, post(APP), HELLO);
    const answered = await raw(url, ['POST /graphql HTTP/1.1', 'content-type: application/json'], HELLO);
    expect([asked.status, refused.status, answered.status]).toEqual([405, 403, 200]);
    for (const answer of [asked, refused, answered]) {
      expect([allowing(answer), answer.headers.get('vary')]).toEqual([[], undefined]);
    }
  });
});

describe('other paths', () => {
  test.each(['/health/ready', '/metrics', '/'])('%s are for no page of another origin', async (path) => {
    const { url } = await world();
    const answer = await raw(url, [`GET ${path} HTTP/1.1`, `origin: ${APP}`]);
    expect(allowing(answer)).toEqual([]);
    expect(allowing(await raw(url, [`OPTIONS ${path} HTTP/1.1`, ...preflight(APP).slice(1)]))).toEqual([]);
  });
});
