import { describe, expect, test } from 'vitest';
import { start, urlOf } from './child.ts';
import { gateway, until } from './harness.ts';
import { exchange, post, rawClient, statuses } from './raw-client.ts';

const JSON_TYPE = 'host: x\r\ncontent-type: application/json\r\n';
const HIDDEN = 'GET /health/live HTTP/1.1\r\nhost: hidden\r\nconnection: close\r\n\r\n';
const ONE = '{"query":"{ hello }"}';
const CHUNKED = `${ONE.length.toString(16)}\r\n${ONE}\r\n0\r\n\r\n`;

describe('a request that two readers may read differently', () => {
  test.each([
    ['a length and chunks', `content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
    ['chunks and a length', `transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n${HIDDEN}`],
    ['two lengths', `content-length: 0\r\ncontent-length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
    ['two equal lengths', `content-length: ${ONE.length}\r\ncontent-length: ${ONE.length}\r\n\r\n${ONE}${HIDDEN}`],
    ['a list of lengths', `content-length: 0, ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
    ['a length with a sign', `content-length: +0\r\n\r\n${HIDDEN}`],
    ['a length in hexadecimal', `content-length: 0x0\r\n\r\n${HIDDEN}`],
    ['a length beyond all numbers', `content-length: 18446744073709551616\r\n\r\n${HIDDEN}`],
    ['a length with a space before its colon', `content-length : 0\r\n\r\n${HIDDEN}`],
    ['chunks that are not the last coding', `transfer-encoding: chunked, identity\r\n\r\n${CHUNKED}${HIDDEN}`],
    ['chunks twice', `transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n${CHUNKED}${HIDDEN}`],
    ['a coding nobody knows', `transfer-encoding: xchunked\r\n\r\n${CHUNKED}${HIDDEN}`],
    ['a coding behind a control character', `transfer-encoding: \x0bchunked\r\n\r\n${CHUNKED}${HIDDEN}`],
    ['a folded header', `transfer-encoding:\r\n chunked\r\n\r\n${CHUNKED}${HIDDEN}`],
    ['a header without a colon', `transfer-encoding\r\n\r\n${HIDDEN}`],
    ['a bare CR in a header', `x: a\rtransfer-encoding: chunked\r\n\r\n${CHUNKED}${HIDDEN}`],
    ['a NUL in a header', `x: a\x00b\r\ncontent-length: 0\r\n\r\n${HIDDEN}`],
    ['lines that end in LF alone', `content-length: 0\n\n${HIDDEN}`],
    ['a chunk size with a sign', `transfer-encoding: chunked\r\n\r\n-1\r\n${HIDDEN}`],
    ['a chunk size that overflows', `transfer-encoding: chunked\r\n\r\n10000000000000000\r\n${HIDDEN}`],
    ['a chunk whose end is not where it says', `transfer-encoding: chunked\r\n\r\n1\r\n${ONE}\r\n0\r\n\r\n${HIDDEN}`],
    ['a chunk extension with a line feed', `transfer-encoding: chunked\r\n\r\n0;a\n\r\n\r\n${HIDDEN}`],
    ['bytes after a request that closes', `connection: close\r\ncontent-length: ${ONE.length}\r\n\r\n${ONE}${HIDDEN}`],
  ])('because of %s hides no other request', async (_name, rest) => {
    const { url, failed } = await gateway();
    const received = await exchange(url, `POST /graphql HTTP/1.1\r\n${JSON_TYPE}${rest}`);
    expect(failed).toEqual([]);
    expect(received).not.toContain('{"status":"up"}');
    for (const status of statuses(received)) expect([200, 400, 403]).toContain(status);
    expect(received).toMatch(/connection: close/i);
  });

  test('because Node was told to be lenient is refused all the same', async () => {
    const url = await urlOf(start({ environment: { NODE_OPTIONS: '--insecure-http-parser' } }));
    const both = `content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(statuses(await exchange(url, `POST /graphql HTTP/1.1\r\n${JSON_TYPE}${both}`))).toEqual([400]);
  });
});

describe('what is no request', () => {
  test.each([
    ['words', 'hello\r\n\r\n', 400],
    ['random bytes', Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 37) % 256)), 400],
    ['the beginning of TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a version that is none', 'GET / HTTP/9.9\r\nhost: x\r\n\r\n', 400],
    ['no host', 'GET /health/live HTTP/1.1\r\n\r\n', 400],
    ['a space in the target', 'GET /a b HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['a target longer than a head may be', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['one endless header', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}`, 431],
    ['too many headers', `GET / HTTP/1.1\r\nhost: x\r\n${'x: y\r\n'.repeat(100)}\r\n`, 431],
    ['far too many headers', `GET / HTTP/1.1\r\nhost: x\r\n${'x: y\r\n'.repeat(2_500)}\r\n`, 431],
    ['an expectation nobody meets', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: magic\r\nconnection: close\r\n\r\n', 417],
    [
      'an endless chunk extension',
      `POST /graphql HTTP/1.1\r\n${JSON_TYPE}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`,
      413,
    ],
    [
      'trailers without end',
      `POST /graphql HTTP/1.1\r\n${JSON_TYPE}transfer-encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(5_000)}`,
      431,
    ],
  ])('because it is %s gets its status and the connection is closed', async (_name, bytes, status) => {
    const { url, failed } = await gateway();
    expect(statuses(await exchange(url, bytes))).toEqual([status]);
    expect(failed).toEqual([]);
  });

  test('because it is a tunnel is closed', async () => {
    const { url } = await gateway();
    expect(await exchange(url, 'CONNECT elsewhere:443 HTTP/1.1\r\nhost: elsewhere:443\r\n\r\n')).toBe('');
  });

  test('may have as many headers as there may be', async () => {
    const { url } = await gateway();
    const head = `GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${'x: y\r\n'.repeat(98)}\r\n`;
    expect(statuses(await exchange(url, head))).toEqual([200]);
  });
});

describe('an upgrade', () => {
  test.each(['websocket', 'h2c'])('to %s is not made, and the request answered as it is', async (protocol) => {
    const { url } = await gateway();
    const head = `GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\n\r\n`;
    const received = await exchange(url, head);
    expect(statuses(received)).toEqual([200]);
    expect(received).toContain('{"status":"up"}');
  });
});

describe('JSON with names that mean something to JavaScript', () => {
  test.each([
    ['beside the query', '{"query":"{ hello }","__proto__":{"polluted":1}}', 400],
    [
      'among the variables',
      '{"query":"query($n: String) { hello(name: $n) }","variables":{"__proto__":{"n":"x"}}}',
      200,
    ],
    ['for variables', '{"query":"{ hello }","variables":{"constructor":{"prototype":{"polluted":1}}}}', 200],
    ['as extensions', '{"query":"{ hello }","extensions":{"__proto__":{"polluted":1},"toString":1}}', 200],
    ['for an operation', '{"query":"{ hello }","operationName":"__proto__"}', 400],
    ['for an operation that everything has', '{"query":"{ hello }","operationName":"constructor"}', 400],
  ])('%s changes nothing', async (_name, body, status) => {
    const { url, failed } = await gateway();
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    const text = await response.text();
    expect([response.status, text.includes('hello x')]).toEqual([status, false]);
    expect('polluted' in {}).toBe(false);
    expect(failed).toEqual([]);
  });
});

describe('variables', () => {
  test.each([
    ['a list', '[', ']'],
    ['a map', '{"a":', '}'],
  ])('nested beyond measure by %s are no fault', async (_name, open, close) => {
    const { url, failed } = await gateway();
    const deep = `${open.repeat(20_000)}${open === '[' ? '' : '1'}${close.repeat(20_000)}`;
    for (const variable of ['n', 'unknown']) {
      const body = `{"query":"query($n: String) { hello(name: $n) }","variables":{"${variable}":${deep}}}`;
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      expect(response.status).toBeLessThan(500);
      expect((await response.text()).length).toBeLessThan(2_000);
    }
    expect(failed).toEqual([]);
  });

  test('may not be a list of operations, however long', async () => {
    const { url } = await gateway({ limits: { bodyBytes: 262_144 } });
    const body = `[${Array(10_000).fill(ONE).join(',')}]`.slice(0, 200_000);
    const batch = `${body.slice(0, body.lastIndexOf('},') + 1)}]`;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: batch,
    });
    expect(response.status).toBe(400);
  });
});

describe('a flood of pipelined requests', () => {
  test('is answered in order while it is small', async () => {
    const { url } = await gateway();
    const received = await exchange(url, post('{ hello }').repeat(31) + post('{ hello }', 'connection: close\r\n'));
    expect(statuses(received)).toEqual(Array(32).fill(200));
  });

  test('closes the connection, ends what it began and leaves others alone', async () => {
    const { url, ask, waiting, terms, answered } = await gateway();
    const client = await rawClient(url);
    client.socket.write(post('{ waits }').repeat(1_000));
    await client.closed;
    expect(waiting.length).toBeLessThanOrEqual(32);
    await until(() => terms.every(({ signal }) => signal.aborted));
    await until(() => answered.length === terms.length);
    expect((await ask('{ hello }')).status).toBe(200);
  });
});

describe('a caller who', () => {
  test('leaves while GraphiQL is being sent is no failure', async () => {
    const { url, failed } = await gateway();
    const page = 'GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/html\r\n';
    for (let times = 0; times < 3; times += 1) {
      const client = await rawClient(url);
      client.socket.write(`${page}\r\n`);
      await new Promise((resolve) => client.socket.once('data', resolve));
      client.socket.resetAndDestroy();
    }
    expect(statuses(await exchange(url, `${page}connection: close\r\n\r\n`))).toEqual([200]);
    expect(failed).toEqual([]);
  });

  test('hears nothing more after its half of the connection is answered in full', async () => {
    const { url } = await gateway();
    const client = await rawClient(url);
    client.socket.end(post('{ hello }'));
    await client.closed;
    expect(client.received()).toContain('hello you');
  });

  test('ends in the middle of a request gets 400 and no more of our time', async () => {
    const { url, failed } = await gateway();
    for (const part of ['GET /health', 'GET /health/live HTTP/1.1\r\nhost', post('{ hello }').slice(0, -5)]) {
      const client = await rawClient(url);
      client.socket.end(part);
      await client.closed;
      expect(
        statuses(client.received()).every((status) => status === 400),
        part,
      ).toBe(true);
    }
    expect(failed).toEqual([]);
  });
});
