import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Access } from '../../src/config/config.ts';
import { codeOf, gateway } from './harness.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const idOf = (text: string) => `sha256:${sha256(text)}`;

const HELLO = 'query Hello($name: String) { hello(name: $name) }';
const TWO = 'query Hello { hello } query Who { caller }';
const TICKS = 'subscription Ticks { ticks }';
const CONSTANT = '{ constant }';
const INTROSPECTION = '{ __schema { queryType { name } } }';
const OTHER = 'query Other { caller }';
const documents = new Map([HELLO, TWO, TICKS, CONSTANT, INTROSPECTION].map((text) => [idOf(text), text]));

const ANONYMOUS = {
  permissions: ['payments', 'live', 'introspection'],
  accounts: ['*'],
  documents: 'any',
} satisfies Extract<Access, { kind: 'configured' }>['anonymous'];
const ACCESS = {
  kind: 'configured',
  anonymous: ANONYMOUS,
  apiKeys: [
    {
      client: 'shop',
      sha256: sha256('shop-key'),
      permissions: ['payments', 'live'],
      accounts: ['*'],
      documents: 'any',
    },
  ],
} satisfies Access;
const SHOP = { authorization: 'Bearer shop-key' };

interface Sent {
  readonly headers?: Record<string, string>;
  readonly access?: Access;
}

async function post(body: unknown, { headers = {}, access = ACCESS }: Sent = {}): Promise<Response> {
  const { graph } = await gateway({ access, documents });
  const content = { 'content-type': 'application/json', ...headers };
  return fetch(graph, { method: 'POST', headers: content, body: JSON.stringify(body) });
}

async function get(
  parameters: Record<string, string>,
  { headers = {}, access = ACCESS }: Sent = {},
): Promise<Response> {
  const { graph } = await gateway({ access, documents });
  return fetch(`${graph}?${new URLSearchParams(parameters).toString()}`, { headers });
}

const variables = { name: 'me' };
const apollo = (hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash: hash } });

test.each([
  ['without a rate by everyone', undefined, 'public, max-age=300'],
  ['with a rate by them alone, as it says what is left of that', { calls: 3, perSeconds: 60 }, 'private, max-age=300'],
])('what is the same for everyone may be kept for anonymous callers %s', async (_what, rate, control) => {
  const access: Access = { ...ACCESS, anonymous: { ...ANONYMOUS, rate } };
  const response = await get({ documentId: idOf(CONSTANT) }, { access });
  expect(response.headers.get('cache-control')).toBe(control);
  const answer = (await response.json()) as { extensions?: { gateway?: { quota?: unknown } } };
  expect(answer).toHaveProperty('data.constant', 'always the same');
  expect('quota' in (answer.extensions?.gateway ?? {})).toBe(rate !== undefined);
});

describe('a registered document', () => {
  test.each<[string, object]>([
    ['"documentId"', { documentId: idOf(HELLO) }],
    ['"documentId" without prefix', { documentId: sha256(HELLO) }],
    ['"extensions", as Apollo’s clients do', { extensions: apollo(sha256(HELLO)) }],
    ['"extensions", with the prefix it is registered with', { extensions: apollo(idOf(HELLO)) }],
    ['both', { documentId: idOf(HELLO), extensions: apollo(sha256(HELLO)) }],
    ['"documentId" with the text beside it', { documentId: idOf(HELLO), query: HELLO }],
    ['"documentId" with everything else empty', { documentId: idOf(HELLO), query: null, extensions: null }],
  ])('is run by its id in %s, by POST and by GET', async (_where, named) => {
    const posted = await post({ ...named, variables });
    expect([posted.status, await posted.json()]).toEqual([
      200,
      expect.objectContaining({ data: { hello: 'hello me' } }),
    ]);
    const parameters = Object.entries({ ...named, variables } as Record<string, unknown>)
      .filter(([, value]) => value !== null)
      .map(([key, value]): [string, string] => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
    const got = await get(Object.fromEntries(parameters));
    expect([got.status, await got.json()]).toEqual([200, expect.objectContaining({ data: { hello: 'hello me' } })]);
  });

  test('runs the operation that is named', async () => {
    const headers = SHOP;
    const who = await post({ documentId: idOf(TWO), operationName: 'Who' }, { headers });
    expect(await who.json()).toMatchObject({ data: { caller: 'shop' } });
    for (const operationName of ['Neither', undefined]) {
      const none = await post({ documentId: idOf(TWO), operationName }, { headers });
      expect([none.status, await codeOf(none)]).toEqual([400, 'BAD_USER_INPUT']);
    }
  });

  test.each([['POST'], ['GET']])('may be a subscription, by %s', async (method) => {
    const { graph } = await gateway({ access: ACCESS, documents });
    const left = new AbortController();
    const asked = { documentId: idOf(TICKS) };
    const [url, body] =
      method === 'GET' ? [`${graph}?${new URLSearchParams(asked).toString()}`, null] : [graph, JSON.stringify(asked)];
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const response = await fetch(url, { method, headers, body, signal: left.signal });
    const chunks: string[] = [];
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      chunks.push(chunk);
      if (chunks.join('').includes('"ticks":2')) break;
    }
    left.abort();
    expect(chunks.join('')).toContain('"ticks":1');
  });

  test('is held to what its caller may do', async () => {
    expect(await (await post({ documentId: idOf(INTROSPECTION) })).json()).toHaveProperty('data');
    const hidden = await post({ documentId: idOf(INTROSPECTION) }, { headers: SHOP });
    expect(await codeOf(hidden)).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('is held to the limits', async () => {
    const { graph } = await gateway({ access: ACCESS, documents, limits: { documentTokens: 10 } });
    const response = await fetch(graph, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: idOf(HELLO), variables }),
    });
    expect(await codeOf(response)).toBe('TOKEN_LIMIT');
  });

  test('needs credentials as any other', async () => {
    const response = await post({ documentId: idOf(HELLO) }, { headers: { authorization: 'Bearer wrong' } });
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

const UNKNOWN: [string, object][] = [
  ['of another document', { documentId: idOf(OTHER) }],
  ['of another document, with its text', { documentId: idOf(OTHER), query: OTHER }],
  ['in capitals', { documentId: sha256(HELLO).toUpperCase() }],
  ['with its prefix in capitals', { documentId: `SHA256:${sha256(HELLO)}` }],
  ['with another prefix', { documentId: `md5:${sha256(HELLO)}` }],
  ['with its prefix twice', { documentId: `sha256:${idOf(HELLO)}` }],
  ['cut short', { documentId: idOf(HELLO).slice(0, -1) }],
  ['with a space', { documentId: `${idOf(HELLO)} ` }],
  ['by another digest', { documentId: createHash('md5').update(HELLO).digest('hex') }],
  ['that every object has', { documentId: '__proto__' }],
  ['that is empty', { documentId: '' }],
  ['that Apollo’s clients send, of another document', { extensions: apollo(sha256(OTHER)) }],
];

const CONTRADICTORY: [string, object][] = [
  ['an id and the text of another document', { documentId: idOf(HELLO), query: OTHER }],
  ['an id and its text but for a space', { documentId: idOf(HELLO), query: `${HELLO} ` }],
  ['an id and an empty text', { documentId: idOf(HELLO), query: '' }],
  ['two ids', { documentId: idOf(HELLO), extensions: apollo(sha256(TWO)) }],
];

const MALFORMED: [string, object][] = [
  ['an id that is a number', { documentId: 1 }],
  ['an id that is a list', { documentId: [idOf(HELLO)] }],
  ['an id that is a map', { documentId: { sha256: sha256(HELLO) } }],
  ['an id and a text that is none', { documentId: idOf(HELLO), query: {} }],
  ['a hash of another version', { extensions: apollo(sha256(HELLO), 2) }],
  ['a hash that is no text', { extensions: apollo(7) }],
  ['a hash without version', { extensions: { persistedQuery: { sha256Hash: sha256(HELLO) } } }],
  ['a hash in no map', { extensions: { persistedQuery: sha256(HELLO) } }],
  ['neither id nor text', { variables }],
  ['neither id nor text but null', { documentId: null, query: null, extensions: { persistedQuery: null } }],
  ['a list of ids', [{ documentId: idOf(HELLO) }, { documentId: idOf(TWO) }]],
  ['an id and unknown parameters', { documentId: idOf(HELLO), id: idOf(HELLO) }],
  ['an id under another name', { id: idOf(HELLO) }],
];

describe('whoever asks', () => {
  test.each(UNKNOWN)('is refused an id %s', async (_how, body) => {
    for (const headers of [{}, SHOP]) {
      const response = await post(body, { headers });
      expect([response.status, await codeOf(response)]).toEqual([400, 'UNKNOWN_DOCUMENT']);
    }
  });

  test.each([...CONTRADICTORY, ...MALFORMED])('is refused %s', async (_how, body) => {
    const response = await post(body, { headers: SHOP });
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('is refused an unknown id by GET too', async () => {
    const response = await get({ documentId: idOf(OTHER) });
    expect([response.status, await codeOf(response)]).toEqual([400, 'UNKNOWN_DOCUMENT']);
  });

  test('is told what to do, and not what was sent', async () => {
    const response = await post({ documentId: 'planted-secret' });
    const told = await response.text();
    expect(told).toMatch(/registered document, got another\. Register it/);
    expect(told).not.toContain('planted');
  });
});

test('GET by an id is for anonymous callers too, GET with a document is not', async () => {
  expect((await get({ documentId: idOf(HELLO) })).status).toBe(200);
  for (const query of [HELLO, OTHER]) {
    const response = await get({ query });
    expect([response.status, await codeOf(response)]).toEqual([403, 'FORBIDDEN']);
    expect((await get({ query }, { headers: SHOP })).status).toBe(200);
  }
});

describe('a caller that may run registered documents alone', () => {
  const MOBILE = { authorization: 'Bearer mobile-key' };
  const access: Access = {
    kind: 'configured',
    anonymous: { permissions: ['payments', 'introspection'], accounts: ['*'], documents: 'registered' },
    apiKeys: [
      {
        client: 'mobile',
        sha256: sha256('mobile-key'),
        permissions: ['payments', 'live', 'introspection'],
        accounts: ['*'],
        documents: 'registered',
      },
    ],
  };

  test('runs them by their ids, and by their texts in a POST', async () => {
    for (const headers of [{}, MOBILE]) {
      for (const body of [{ documentId: idOf(HELLO) }, { extensions: apollo(sha256(HELLO)) }, { query: HELLO }]) {
        const response = await post({ ...body, variables }, { headers, access });
        expect(await response.json()).toMatchObject({ data: { hello: 'hello me' } });
      }
      expect((await get({ documentId: idOf(HELLO) }, { headers, access })).status).toBe(200);
    }
  });

  test('may not send them by GET', async () => {
    for (const headers of [{}, MOBILE]) {
      const response = await get({ query: HELLO }, { headers, access });
      expect([response.status, await codeOf(response)]).toEqual([403, 'FORBIDDEN']);
    }
  });

  const NEAR_MISSES: [string, string][] = [
    ['with a space after it', `${HELLO} `],
    ['with a line end before it', `\n${HELLO}`],
    ['with two spaces for one', HELLO.replace(' ', '  ')],
    ['with a comma', HELLO.replace(') {', '), {')],
    ['with a comment', `${HELLO}#`],
    ['with a byte order mark', `\uFEFF${HELLO}`],
    ['with an alias', HELLO.replace('hello(', 'alias: hello(')],
    ['with another name', HELLO.replace('Hello', 'hello')],
    ['without its name', HELLO.replace('Hello', '')],
    ['with another variable', HELLO.replaceAll('$name', '$nom')],
    ['with a field more', HELLO.replace(' }', ' caller }')],
    ['with another beside it', `${HELLO} ${OTHER}`],
    ['twice', `${HELLO} ${HELLO}`],
    ['in capitals', HELLO.toUpperCase()],
    ['cut', HELLO.slice(0, -1)],
    ['that is the id', idOf(HELLO)],
    ['that is nothing', ''],
  ];

  test.each([...NEAR_MISSES, ['of another', OTHER], ['that asks for the schema', '{ __schema { description } }']])(
    'is refused a text %s',
    async (_how, query) => {
      for (const headers of [{}, MOBILE]) {
        for (const response of [
          await post({ query }, { headers, access }),
          await get({ query }, { headers, access }),
        ]) {
          expect([response.status, await codeOf(response)]).toEqual([400, 'UNKNOWN_DOCUMENT']);
        }
      }
    },
  );

  test.each(UNKNOWN)('is refused an id %s', async (_how, body) => {
    const response = await post(body, { headers: MOBILE, access });
    expect([response.status, await codeOf(response)]).toEqual([400, 'UNKNOWN_DOCUMENT']);
  });

  test.each([...CONTRADICTORY, ...MALFORMED])('is refused %s', async (_how, body) => {
    const response = await post(body, { headers: MOBILE, access });
    expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('is refused a subscription that is not registered', async () => {
    const headers = { ...MOBILE, accept: 'text/event-stream' };
    const response = await post({ query: 'subscription { ticks }' }, { headers, access });
    expect(await response.text()).toContain('UNKNOWN_DOCUMENT');
  });

  test('is told what to do', async () => {
    const told = await (await post({ query: OTHER }, { headers: MOBILE, access })).text();
    expect(told).toMatch(
      /this caller may run no others\. Send the id of one in \\"documentId\\", or register this one/,
    );
  });

  test('asks for the schema by a registered document alone, if it may at all', async () => {
    const response = await post({ documentId: idOf(INTROSPECTION) }, { headers: MOBILE, access });
    expect(await response.json()).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } });
  });
});
