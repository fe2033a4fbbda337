import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { PERMISSIONS } from '../../src/graphql/context.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startGateway, type RunningGateway } from './gateway.ts';

// The gateway as an operator runs it, with a caller that may run the documents of schema/operations and nothing else.

const root = resolve(import.meta.dirname, '../../schema');
const manifest = Object.entries(
  JSON.parse(readFileSync(join(root, 'typed/persisted-documents.json'), 'utf8')) as Record<string, string>,
).map(([id, text]) => ({ id, text, name: /(?:query|subscription) (\w+)/.exec(text)?.[1] ?? '' }));
const named = (name: string) => manifest.find((one) => one.name === name)!;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const MOBILE = { authorization: 'Bearer mobile-key' };
const BI = { authorization: 'Bearer bi-key' };
const EVENTS = { accept: 'text/event-stream' };

const ref = { dialect: 'INQUIRY_PAYMENT', merchantReference: 'partly-refunded' };
const final = { dialect: 'TRADE_QUERY', merchantReference: 'finished' };

/** What each operation is run with; `Again` by what another one found. */
const VARIABLES: Record<string, object> = {
  KnownCodes: {},
  OrderPayment: { ref },
  PaymentSettling: { ref: final },
  Reconcile: { refs: [ref, final] },
  Screen: { ref: final, details: true },
  Tiny: { ref },
  WhereIs: { reference: 'everything' },
};

const directory = mkdtempSync(join(tmpdir(), 'paygraph-documents-'));
let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { accounts } = await sandbox.writeConfiguration(directory);
  const key = (client: string, documents: string) => ({
    client,
    sha256: sha256(`${client}-key`),
    permissions: PERMISSIONS,
    documents,
  });
  const access = {
    anonymous: { permissions: ['payments', 'live', 'introspection'], documents: 'registered' },
    apiKeys: [key('mobile', 'registered'), key('bi', 'any')],
  };
  const file = join(directory, 'paygraph.yaml');
  writeFileSync(file, stringify({ accounts, access, live: { pollMs: 1_000 } }));
  gateway = await startGateway(['--config', file], { LOG_LEVEL: 'info' });
  const found = (await (await post({ documentId: named('OrderPayment').id, variables: { ref } })).json()) as {
    data: { payment: { payment: { id: string } } };
  };
  VARIABLES['Again'] = { id: found.data.payment.payment.id };
});

afterAll(async () => {
  expect(await gateway.stop()).toBe(0);
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

function post(body: unknown, headers: Record<string, string> = MOBILE): Promise<Response> {
  const content = { 'content-type': 'application/json', ...headers };
  return fetch(gateway.url, { method: 'POST', headers: content, body: JSON.stringify(body) });
}

function get(parameters: Record<string, unknown>, headers: Record<string, string> = MOBILE): Promise<Response> {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const texts = given.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
  return fetch(`${gateway.url}?${new URLSearchParams(texts).toString()}`, { headers });
}

/** The answer, the last one of a stream. */
async function answerOf(response: Response): Promise<{ data?: unknown; errors?: { extensions: { code: string } }[] }> {
  const text = await response.text();
  const last = [...text.matchAll(/^data: (\{.+)$/gm)].at(-1)?.[1];
  return JSON.parse(last ?? text) as Awaited<ReturnType<typeof answerOf>>;
}

describe('every registered document', () => {
  it('is one of schema/operations, and there are variables for it', () => {
    expect(manifest.map(({ name }) => name).toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
    expect(manifest).toHaveLength(readdirSync(join(root, 'operations')).length);
  });

  it.each(manifest)('runs for a caller that may run no other: $name', async ({ id, text, name }) => {
    const variables = VARIABLES[name];
    const headers = name === 'PaymentSettling' ? { ...MOBILE, ...EVENTS } : MOBILE;
    const persistedQuery = { version: 1, sha256Hash: id };
    const bare = id.replace('sha256:', '');
    const answers = [
      await post({ documentId: id, variables }, headers),
      await post({ documentId: bare, operationName: name, variables }, headers),
      await post({ extensions: { persistedQuery }, variables }, headers),
      await post({ query: text, variables }, headers),
      await get({ documentId: id, variables }, headers),
      await get({ extensions: { persistedQuery: { version: 1, sha256Hash: bare } }, variables }, headers),
    ];
    for (const response of answers) {
      expect(response.status).toBe(200);
      const { data, errors } = await answerOf(response);
      expect(errors).toBeUndefined();
      expect(data).toBeTruthy();
    }
  });
});

/** Texts that are nearly the registered one; none of them is. */
function nearTexts(text: string, name: string): string[] {
  return [
    `${text} `,
    `\n${text}`,
    `${text}\n`,
    `${text}#`,
    `\uFEFF${text}`,
    text.replace(' ', '  '),
    text.replace(' }', '}'),
    text.replace(' }', ', }'),
    text.replace(/\{ (\w+)/, '{ alias: $1'),
    text.replace(/\{ (\w+)/, '{ __typename $1'),
    text.replace(/(\w+) \}/, '$1 @include(if: true) }'),
    text.replace(name, `${name}2`),
    text.replace(name, ''),
    text.replace(name, name.toLowerCase()),
    `${text} ${text}`,
    `${text} query Other { resultCodes { code } }`,
    text.slice(0, -1),
    print(parse(text)),
    readFileSync(join(root, 'operations', `${name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}.graphql`), 'utf8'),
  ];
}

/** Ids that are nearly the registered one; none of them is. */
function nearIds(id: string, text: string): string[] {
  const hex = id.replace('sha256:', '');
  const other = hex.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  return [
    hex.toUpperCase(),
    `sha256:${hex.toUpperCase()}`,
    `SHA256:${hex}`,
    `sha512:${hex}`,
    `sha256:sha256:${hex}`,
    `sha256-${hex}`,
    `:${hex}`,
    `${id} `,
    ` ${id}`,
    `${id}0`,
    id.slice(0, -1),
    other,
    `sha256:${other}`,
    `sha256:${createHash('sha256').update(text).digest('base64')}`,
    `sha256:${sha256(`${text}\n`)}`,
    createHash('md5').update(text).digest('hex'),
    text,
    '',
    '__proto__',
    'constructor',
  ];
}

describe('a caller that may run registered documents alone', () => {
  it.each(manifest)(
    'is refused whatever is nearly $name, and nothing is asked upstream',
    async ({ id, text, name }) => {
      const variables = VARIABLES[name];
      const texts = nearTexts(text, name).filter((near) => !manifest.some((one) => one.text === near));
      expect(texts.length).toBeGreaterThan(15);
      const before = sandbox.requests.count();
      const unknown = [
        ...texts.map((query) => ({ query, variables })),
        ...texts.map((query) => ({ documentId: `sha256:${sha256(query)}`, query, variables })),
        ...nearIds(id, text).map((documentId) => ({ documentId, variables })),
        ...nearIds(id, text).map((hash) => ({
          extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
          variables,
        })),
      ];
      const malformed = [
        ...texts.map((query) => ({ documentId: id, query, variables })),
        { documentId: id, operationName: 'Other', variables },
        { documentId: [id], variables },
        { documentId: { sha256: id }, variables },
        { documentId: id, extensions: { persistedQuery: { version: 1, sha256Hash: sha256('{ x }') } }, variables },
        { extensions: { persistedQuery: { version: 2, sha256Hash: id } }, variables },
        { extensions: { persistedQuery: id }, variables },
        { id, variables },
        { variables },
      ];
      const batches = [
        [{ documentId: id, variables }],
        [
          { query: text, variables },
          { documentId: id, variables },
        ],
        [],
      ];
      for (const headers of [MOBILE, { ...MOBILE, ...EVENTS }]) {
        for (const body of unknown) {
          for (const response of [await post(body, headers), await get(body, headers)]) {
            expect([body, (await answerOf(response)).errors?.[0]?.extensions.code]).toEqual([body, 'UNKNOWN_DOCUMENT']);
          }
        }
        for (const body of [...malformed, ...batches]) {
          const answer = await answerOf(await post(body, headers));
          expect([body, answer.errors?.[0]?.extensions.code]).toEqual([body, 'BAD_USER_INPUT']);
          expect(answer.data).toBeUndefined();
        }
      }
      expect(sandbox.requests.count()).toBe(before);
    },
  );

  it('is refused what GraphiQL sends', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const query = getIntrospectionQuery();
    expect((await answerOf(await post({ query }))).errors?.[0]?.extensions.code).toBe('UNKNOWN_DOCUMENT');
    expect((await answerOf(await post({ query }, BI))).data).toBeTruthy();
  });
});

describe('an answer to GET by an id', () => {
  const kept = (response: Response) => ['cache-control', 'vary'].map((name) => response.headers.get(name));
  const codes = { documentId: named('KnownCodes').id };
  const tiny = { documentId: named('Tiny').id, variables: { ref } };

  it('may be kept by everyone when it is the same for everyone and no credentials were sent', async () => {
    expect(kept(await get(codes, {}))).toEqual(['public, max-age=300', 'Accept, Authorization']);
  });

  it('is its caller’s own when credentials were sent', async () => {
    for (const headers of [MOBILE, BI]) {
      expect(kept(await get(codes, headers))).toEqual(['private, max-age=300', 'Accept, Authorization']);
    }
  });

  it('is its caller’s own, and asked about each time, when it is of a payment', async () => {
    for (const headers of [{}, MOBILE, BI]) {
      expect(kept(await get(tiny, headers))).toEqual(['private, no-cache', 'Accept, Authorization']);
    }
  });

  it('may not be kept when it has personal data, whether or not its caller sees them', async () => {
    const order = { documentId: named('OrderPayment').id, variables: { ref } };
    expect(named('OrderPayment').text).toContain('redirect { method parameters url }');
    for (const headers of [{}, MOBILE]) {
      const response = await get(order, headers);
      expect([response.status, ...kept(response), response.headers.get('etag')]).toEqual([200, 'no-store', null, null]);
    }
  });

  it('may not be kept when it has errors, is refused, is a stream, or was asked for otherwise', async () => {
    const answers = [
      await get({ documentId: named('Reconcile').id, variables: { refs: [ref] } }, {}),
      await get({ documentId: named('Tiny').id, variables: {} }),
      await get({ documentId: `sha256:${sha256('')}` }),
      await get(codes, { authorization: 'Bearer wrong' }),
      await get(codes, EVENTS),
      await get({ query: named('KnownCodes').text }, BI),
      await post(codes),
    ];
    for (const response of answers) expect(kept(response)).not.toContain('Accept, Authorization');
    for (const response of answers) expect(response.headers.get('cache-control')).toMatch(/no-store|^no-cache$/);
    expect(await Promise.all(answers.slice(0, 4).map(async (one) => (await answerOf(one)).errors?.length))).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('is not sent again while its data are the same', async () => {
    const first = await get(tiny);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    for (const named of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const again = await get(tiny, { ...MOBILE, 'if-none-match': named });
      expect([again.status, await again.text(), again.headers.get('etag'), ...kept(again)]).toEqual([
        ...[304, '', etag],
        ...kept(first),
      ]);
    }
    const changed = await get(tiny, { ...MOBILE, 'if-none-match': '"other"' });
    expect([changed.status, (await answerOf(changed)).data]).toEqual([200, (await answerOf(first)).data]);
    const others = await get({ ...tiny, variables: { ref: final } }, { ...MOBILE, 'if-none-match': etag });
    expect(others.status).toBe(200);
  });

  it('is given to nobody who could not ask for it', async () => {
    const etag = (await get(tiny)).headers.get('etag') ?? '';
    const refused = await get(tiny, { authorization: 'Bearer wrong', 'if-none-match': etag });
    expect([refused.status, refused.headers.get('etag')]).toEqual([401, null]);
  });
});
