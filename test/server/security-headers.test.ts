import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { certificate } from './certificate.ts';
import { ANYONE, gateway } from './harness.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface Way {
  readonly what: string;
  readonly status: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const WAYS: readonly Way[] = [
  {
    what: 'an answer',
    status: 200,
    path: '/graphql',
    method: 'POST',
    headers: JSON_TYPE,
    body: '{"query":"{ hello }"}',
  },
  { what: 'a refusal', status: 401, path: '/graphql', headers: { authorization: 'Bearer wrong' } },
  {
    what: 'a stream',
    status: 200,
    path: '/graphql',
    method: 'POST',
    headers: { ...JSON_TYPE, accept: 'text/event-stream' },
    body: '{"query":"{ hello }"}',
  },
  {
    what: 'a body that is too long',
    status: 413,
    path: '/graphql',
    method: 'POST',
    headers: JSON_TYPE,
    body: ' '.repeat(200_000),
  },
  {
    what: 'an unacceptable type',
    status: 406,
    path: '/graphql',
    method: 'POST',
    headers: { ...JSON_TYPE, accept: 'image/png' },
    body: '{"query":"{ hello }"}',
  },
  { what: 'another method', status: 405, path: '/graphql', method: 'DELETE' },
  {
    what: 'a preflight',
    status: 204,
    path: '/graphql',
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  },
  { what: 'the page', status: 200, path: '/graphql', headers: { accept: 'text/html' } },
  { what: 'the way to the page', status: 302, path: '/', headers: { accept: 'text/html' } },
  { what: 'health', status: 200, path: '/health/live' },
  { what: 'readiness', status: 200, path: '/health/ready' },
  { what: 'metrics', status: 200, path: '/metrics' },
  { what: 'nothing', status: 404, path: '/elsewhere' },
  { what: 'too many headers', status: 431, path: '/health/live', headers: { x: Array<string>(99).fill('y') } },
];

function heard(
  url: string,
  { path, method = 'GET', headers = {}, body }: Way,
  ca?: string,
): Promise<[number, Headers]> {
  return new Promise((resolve, reject) => {
    const send = ca === undefined ? request : requestSecurely;
    const asking = send(`${url}${path}`, { method, headers, ca }, (response) => {
      response.resume();
      response.on('end', () => resolve([response.statusCode ?? 0, response.headers]));
    });
    asking.once('error', reject).end(body);
  });
}

// OWASP's secure headers project, as of its list of November 2025; what it does not set is below.
const EVERYWHERE = {
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringMatching(/^(?:[a-z-]+=\(\)(?:, |$)){10,}$/) as unknown,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
};

describe.each([true, false])('with TLS: %s', (isSecure) => {
  test.each(WAYS)('$what carries the secure headers', async (way) => {
    const { cert, key } = certificate();
    const tls = { cert: { env: 'CERT' }, key: { env: 'KEY' } };
    const { url } = await gateway({
      access: ANYONE,
      server: { cors: { origins: ['https://app.example'] }, ...(isSecure ? { tls } : {}) },
      environment: { CERT: cert, KEY: key },
    });
    const [status, headers] = await heard(url, way, isSecure ? cert : undefined);
    expect(status).toBe(way.status);
    expect(headers).toMatchObject(EVERYWHERE);
    const isPage = way.what === 'the page';
    expect(headers['content-security-policy']).toMatch(
      isPage
        ? /^default-src 'none'; script-src 'sha256-.*frame-ancestors 'none'$/
        : /^default-src 'none'; frame-ancestors 'none'$/,
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/);
    // The page has nobody's data in it, and is asked about each time.
    expect(headers['cache-control']).toBe(isPage ? 'no-cache' : 'no-store');
    expect(headers['strict-transport-security']).toBe(isSecure ? 'max-age=31536000' : undefined);
    for (const name of ['server', 'x-powered-by', 'x-aspnet-version', 'expect-ct', 'public-key-pins', 'set-cookie'])
      expect(headers).not.toHaveProperty(name);
    if (headers['content-type'] !== undefined)
      expect(headers['content-type']).toMatch(/charset=utf-8|text\/event-stream/);
  });
});

test('an unacceptable request is told what there is, once, however much it asked for', async () => {
  const { url } = await gateway();
  const accept = ',image/png'.repeat(800);
  const headers = { ...JSON_TYPE, accept };
  const way = { what: '', status: 406, path: '/graphql', method: 'POST', headers, body: '{"query":"{ hello }"}' };
  const [status, told] = await heard(url, way);
  expect([status, told['accept']]).toEqual([
    406,
    'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
  ]);
});

test('the README has each of them', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const name of [
    ...Object.keys(EVERYWHERE),
    'content-security-policy',
    'cache-control',
    'strict-transport-security',
  ])
    expect(readme.toLowerCase()).toContain(`\`${name}`);
});
