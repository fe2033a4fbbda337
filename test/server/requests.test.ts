import { connect } from 'node:net';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { codeOf, gateway, until } from './harness.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A request body of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const body = { query: '{ hello }', extensions: { padding: '' } };
  const short = JSON.stringify(body).length;
  body.extensions.padding = 'x'.repeat(bytes - short);
  return JSON.stringify(body);
}

/** Sends the body in chunks, without saying how long it is. */
function chunked(url: string, chunks: readonly string[]): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', headers: JSON_TYPE }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sending.on('error', reject);
    for (const chunk of chunks) sending.write(chunk);
    sending.end();
  });
}

describe('a body', () => {
  test('may be as long as the limit and not a byte longer', async () => {
    const { graph } = await gateway({ limits: { bodyBytes: 2_000 } });
    const post = (body: string) => fetch(graph, { method: 'POST', headers: JSON_TYPE, body });
    const atLimit = await post(bodyOf(2_000));
    expect([atLimit.status, await codeOf(atLimit)]).toEqual([200, undefined]);
    const over = await post(bodyOf(2_001));
    expect([over.status, await codeOf(over)]).toEqual([413, 'BODY_LIMIT']);
  });

  test('in chunks is held to the same limit', async () => {
    const { graph } = await gateway({ limits: { bodyBytes: 2_000 } });
    const halves = (body: string) => [body.slice(0, 1_000), body.slice(1_000)];
    expect(await chunked(graph, halves(bodyOf(2_000)))).toMatchObject({ status: 200 });
    const over = await chunked(graph, halves(bodyOf(2_001)));
    expect(over.status).toBe(413);
    expect(over.body).toContain('BODY_LIMIT');
  });

  test('without end is answered and its connection closed', async () => {
    const { url } = await gateway({ limits: { bodyBytes: 2_000 } });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (bytes) => (received += bytes.toString()));
    socket.on('error', () => undefined);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `400\r\n${'x'.repeat(0x400)}\r\n`;
    const sending = setInterval(() => socket.write(chunk), 20);
    const begun = Date.now();
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(sending);
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(received).toContain('BODY_LIMIT');
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test('that announces more than the limit is refused before it is sent', async () => {
    const { url } = await gateway({ limits: { bodyBytes: 2_000 } });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n{',
    );
    const [answer] = (await new Promise<Buffer[]>((resolve) => socket.once('data', (bytes) => resolve([bytes])))) as [
      Buffer,
    ];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'query={hello}'],
    [
      'multipart',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{ hello }"}\r\n--x--',
    ],
    ['a bare document', 'application/graphql', '{ hello }'],
    ['plain text, which a page of another site can send', 'text/plain', '{"query":"{ hello }"}'],
    ['JSON in another charset', 'application/json; charset=utf-16', '{"query":"{ hello }"}'],
  ])('as %s is refused with 415', async (_name, type, body) => {
    const { graph, terms } = await gateway();
    const response = await fetch(graph, { method: 'POST', headers: { 'content-type': type }, body });
    expect([response.status, await codeOf(response)]).toEqual([415, 'BAD_USER_INPUT']);
    expect(terms).toEqual([]);
  });

  test('that is compressed is refused with 415', async () => {
    const { graph } = await gateway();
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await fetch(graph, { method: 'POST', headers, body: 'x' })).status).toBe(415);
  });

  test.each([
    ['no JSON', '{"query": '],
    ['nothing', ''],
    ['null', 'null'],
    ['a text', '"{ hello }"'],
    ['a batch', '[{"query":"{ hello }"},{"query":"{ hello }"}]'],
    ['an empty batch', '[]'],
    ['without a query', '{}'],
    ['a query that is no text', '{"query": {}}'],
    ['variables that are no map', '{"query": "{ hello }", "variables": "x"}'],
    ['an unknown parameter', '{"query": "{ hello }", "qeury": "x"}'],
    ['nested beyond measure', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('with %s is refused with 400', async (_name, body) => {
    const { graph, failed } = await gateway({ limits: { bodyBytes: 262_144 } });
    const response = await fetch(graph, { method: 'POST', headers: JSON_TYPE, body });
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(failed).toEqual([]);
  });

  test('that breaks off leaves nothing behind', async () => {
    const { url, answered, failed } = await gateway();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await until(() => answered.length === 1);
    expect(answered[0]?.complete).toBe(false);
    expect(failed).toEqual([]);
  });
});

describe('a document', () => {
  // "{", "}" and the end of the file count too.
  const documentOf = (tokens: number) => `{ ${'hello '.repeat(tokens - 2)}}`;

  test('may have as many tokens as the limit and not one more', async () => {
    const { ask } = await gateway({ limits: { documentTokens: 50, rootFields: 50 } });
    expect((await ask(documentOf(50))).status).toBe(200);
    const over = await ask(documentOf(51), { headers: { accept: 'application/graphql-response+json' } });
    expect([over.status, await codeOf(over)]).toEqual([400, 'TOKEN_LIMIT']);
    const again = await ask(documentOf(51));
    expect(await codeOf(again)).toBe('TOKEN_LIMIT');
  });

  test.each([
    ['fields', (depth: number) => `${'{hello'.repeat(depth)}${'}'.repeat(depth)}`],
    ['lists', (depth: number) => `{ hello(name: ${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}) }`],
    ['types', (depth: number) => `query($x: ${'['.repeat(depth - 1)}Int${']'.repeat(depth - 1)}) { hello }`],
  ])('may be nested by %s as deep as the limit and not a level deeper', async (_name, documentOf) => {
    const { ask, failed } = await gateway({ limits: { depth: 200 } });
    const atLimit = await ask(documentOf(200));
    expect(await codeOf(atLimit)).toMatch(/^GRAPHQL_VALIDATION_FAILED$/);
    const over = await ask(documentOf(201));
    expect(await codeOf(over)).toBe('DEPTH_LIMIT');
    expect(failed).toEqual([]);
  });

  test('may have as many brackets in texts and comments as it likes', async () => {
    const { ask } = await gateway();
    const brackets = '{[('.repeat(200);
    for (const document of [
      `{ hello(name: "${brackets}\\"${brackets}") }`,
      `{ hello(name: \"\"\"${brackets} " \\\"\"\" ${brackets}\"\"\") }`,
      `# ${brackets}\n{ hello }`,
    ]) {
      const response = await ask(document);
      expect(await codeOf(response), document.slice(0, 30)).toBeUndefined();
    }
  });

  test('with fragments chained as long as the limit allows is no fault', async () => {
    const { ask, failed } = await gateway({
      limits: { documentBytes: 65_536, documentTokens: 5_000, rootFields: 500 },
    });
    const chain = Array.from(
      { length: 500 },
      (_, n) => `fragment f${n} on Query { hello ${n < 499 ? `...f${n + 1}` : ''} }`,
    );
    expect((await ask(`{ ...f0 } ${chain.join(' ')}`)).status).toBe(200);
    expect(failed).toEqual([]);
  });

  test.each([
    ['is no GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
    ['asks for what is not there', '{ goodbye }', 'GRAPHQL_VALIDATION_FAILED'],
    ['would change something', 'mutation { hello }', 'GRAPHQL_VALIDATION_FAILED'],
    ['has no operation', 'fragment F on Query { hello }', undefined],
  ])('that %s is refused with its code', async (_name, document, code) => {
    const { ask, failed } = await gateway();
    const response = await ask(document, { headers: { accept: 'application/graphql-response+json' } });
    expect(response.status).toBe(400);
    const got = await codeOf(response);
    if (code !== undefined) expect(got).toBe(code);
    else expect(got).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
    expect(failed).toEqual([]);
  });

  test('with variables that do not fit is the caller’s fault', async () => {
    const { ask } = await gateway();
    const response = await ask('query($n: Int) { hello(count: $n) }', { variables: { n: 'many' } });
    expect(await codeOf(response)).toBe('BAD_USER_INPUT');
  });
});

describe('a GET', () => {
  const access = { kind: 'loopback' } as const;
  const HELLO = `query=${encodeURIComponent('query($n: String) { hello(name: $n) }')}`;

  test('asks with its parameters', async () => {
    const { graph } = await gateway({ access });
    const response = await fetch(`${graph}?${HELLO}&variables=${encodeURIComponent('{"n":"me"}')}`);
    expect(await response.json()).toMatchObject({ data: { hello: 'hello me' } });
  });

  test.each([
    ['variables that are no JSON', `${HELLO}&variables={`],
    ['extensions that are no JSON', `${HELLO}&extensions={`],
    ['no query', 'variables={}'],
    ['nothing', ''],
  ])('with %s is refused with 400', async (_name, parameters) => {
    const { graph, failed } = await gateway({ access });
    const response = await fetch(`${graph}?${parameters}`);
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(failed).toEqual([]);
  });
});

describe('a page of another site', () => {
  const access = { kind: 'loopback' } as const;
  const QUERY = `query=${encodeURIComponent('{ hello }')}`;

  test.each([
    ['by a link or an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['of the same site', { 'sec-fetch-site': 'same-site' }],
    ['in a browser that says no more than the origin', { origin: 'https://elsewhere.example' }],
  ])('cannot ask %s', async (_name, headers) => {
    const { graph, terms } = await gateway({ access });
    const response = await new Promise<number>((resolve) => {
      request(`${graph}?${QUERY}`, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0)).end();
    });
    expect(response).toBe(403);
    expect(terms).toEqual([]);
  });

  test('is not allowed to by any answer', async () => {
    const { graph } = await gateway({ access });
    const preflight = await fetch(graph, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(405);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('is told from our own page and from programs', async () => {
    const { graph } = await gateway({ access });
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        request(`${graph}?${QUERY}`, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0)).end();
      });
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status({ 'sec-fetch-site': 'none' })).toBe(200);
    expect(await status({ origin: 'app://shop', ...JSON_TYPE })).toBe(200);
    expect(await status({})).toBe(200);
  });
});
