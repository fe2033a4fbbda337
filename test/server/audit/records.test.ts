import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { urlOf, type Child } from '../child.ts';
import { until } from '../harness.ts';
import { askAs, auditedWorld, hashOf, lineOf, linesIn, type AuditedWorld } from './audited.ts';

let world: AuditedWorld;
let child: Child;
let file: string;
let kill: (() => void) | undefined;

beforeAll(async () => {
  world = await auditedWorld();
  file = join(world.directory, 'audit.jsonl');
  child = world.start({ file: 'audit.jsonl' }, { until: (killing) => (kill = killing) });
  await urlOf(child);
});
afterAll(async () => {
  kill?.();
  await world.close();
});

const TRADE = 'mainland';
const payment = (id: string, fields = 'payment { status }', more = '') =>
  `{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "${id}"${more} }) { ${fields} } }`;
const named = (id: string, account = TRADE) => ({
  dialect: 'TRADE_QUERY',
  account,
  kind: 'merchantReference',
  hash: hashOf('TRADE_QUERY', account, 'merchantReference', id),
});

describe('the line about an operation', () => {
  test('says who asked for which payment, by what, and what came of it', async () => {
    const query = payment('everything', 'payment { paymentId buyer { userId } fundBills { channel } }');
    const answer = (await (await askAs(child, 'bi', 'r-1', query)).json()) as {
      data: { payment: { payment: { paymentId: string } } };
    };
    const { paymentId } = answer.data.payment.payment;
    expect(await lineOf(file, 'r-1')).toEqual({
      v: 1,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/) as string,
      run: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      seq: expect.any(Number) as number,
      key: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      event: 'operation',
      requestId: 'r-1',
      client: 'bi',
      authentication: 'api-key',
      operation: 'query',
      document: `sha256:${createHash('sha256').update(query).digest('hex')}`,
      registered: false,
      permissions: ['payments', 'pii', 'explain'],
      references: [
        {
          outcome: 'found',
          code: 'SUCCESS',
          freshness: 'LIVE',
          ...named('everything'),
          other: hashOf('TRADE_QUERY', TRADE, 'paymentId', paymentId),
          options: ['FUND_BILL_LIST'],
          times: 1,
        },
      ],
      redacted: 0,
      errors: [],
      status: 200,
      ms: expect.any(Number) as number,
      complete: true,
      chain: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test('counts what was withheld', async () => {
    await askAs(child, 'shop', 'r-2', payment('everything', 'payment { buyer { userId } }'));
    const line = await lineOf(file, 'r-2');
    expect(line['redacted']).toBeGreaterThan(0);
    expect(line['permissions']).toEqual(['payments', 'explain']);
  });

  test.each([
    ['is not there', 'r-30', 'missing', { outcome: 'not-found', code: 'ACQ.TRADE_NOT_EXIST', ...named('missing') }],
    [
      'cannot be told',
      'r-31',
      'waiting--html-502',
      { outcome: 'failed', code: 'GATEWAY_UNREACHABLE', freshness: 'NONE' },
    ],
  ])('says of a payment that it %s', async (_what, requestId, id, expected) => {
    await askAs(child, 'bi', requestId, payment(id));
    expect((await lineOf(file, requestId)).references).toMatchObject([expected]);
  });

  test('names what was denied, as whoever may ask would have been answered', async () => {
    await askAs(child, 'shop', 'r-4', payment('everything', 'result { code }', ', account: "second"'));
    const told = { code: 'GATEWAY_NOT_CONFIGURED', freshness: 'NONE', options: [], times: 1 };
    expect((await lineOf(file, 'r-4')).references).toEqual([
      { outcome: 'denied', ...told, ...named('everything', 'second') },
    ]);
    await askAs(child, 'shop', 'r-5', payment('everything', 'result { code }', ', account: "no-such"'));
    expect((await lineOf(file, 'r-5')).references).toEqual([
      { outcome: 'unconfigured', ...told, ...named('everything', ''), account: null },
    ]);
    const query = '{ payment(ref: { dialect: TRADE_QUERY }) { result { code } } }';
    await askAs(child, 'shop', 'r-6', query);
    expect((await lineOf(file, 'r-6')).references).toEqual([
      {
        ...told,
        outcome: 'invalid',
        code: 'GATEWAY_INVALID_REF',
        dialect: 'TRADE_QUERY',
        account: null,
        kind: null,
        hash: null,
      },
    ]);
  });

  test('names what a caller without the permission asked for', async () => {
    await askAs(child, 'nobody', 'r-7', payment('everything'));
    expect(await lineOf(file, 'r-7')).toMatchObject({
      client: 'nobody',
      permissions: [],
      errors: ['FORBIDDEN'],
      references: [{ outcome: 'denied', code: null, ...named('everything') }],
    });
  });

  test('lists equal references once, and every other one', async () => {
    const list = '["everything", "waiting", "everything"]';
    const query = `{ a: payments(refs: [${JSON.parse(list)
      .map((id: string) => `{ dialect: TRADE_QUERY, merchantReference: "${id}" }`)
      .join()}]) {
      items { payment { status } } } b: payment(ref: { dialect: TRADE_QUERY, merchantReference: "waiting" }) { payment { vouchers { name } } } }`;
    await askAs(child, 'bi', 'r-8', query, {}, { 'cache-control': 'no-cache' });
    const { references, permissions } = await lineOf(file, 'r-8');
    // Listed as they were answered.
    const withFewestOptionsFirst = (references as { options: string[] }[]).toSorted(
      (one, other) => one.options.length - other.options.length,
    );
    expect(withFewestOptionsFirst).toMatchObject([
      { ...named('everything'), times: 2, options: [] },
      { ...named('waiting'), times: 2, options: ['VOUCHER_DETAIL_LIST'] },
    ]);
    expect(permissions).toEqual(['bulk', 'payments', 'explain']);
  });

  test('names the payments whose answers its caller did not wait for', async () => {
    const leaving = new AbortController();
    const before = world.sandbox.requests.count();
    const query = `{
      a: ${payment('waiting--silent').slice(1, -1)} b: ${payment('waiting--silent').slice(1, -1)}
      c: ${payment('no-such', 'result { code }', ', account: "no-such"').slice(1, -1)}
    }`;
    const asked = askAs(child, 'bi', 'r-15', query, {}, {}, leaving.signal);
    await until(() => world.sandbox.requests.count() > before);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    const line = await lineOf(file, 'r-15');
    expect(line).toMatchObject({ client: 'bi', complete: false });
    expect(line.references).toHaveLength(2);
    const told = { outcome: 'unanswered', code: null, freshness: 'NONE', times: 2 };
    expect(line.references).toContainEqual({ ...told, ...named('waiting--silent'), options: [] });
    expect(line.references).toContainEqual(expect.objectContaining({ outcome: 'unconfigured', times: 1 }));
  });

  test('has both identifiers of a payment that was asked for again by its id', async () => {
    const { data } = (await (
      await askAs(child, 'bi', 'r-9', payment('everything', 'payment { id paymentId }'))
    ).json()) as {
      data: { payment: { payment: { id: string; paymentId: string } } };
    };
    const { id, paymentId } = data.payment.payment;
    await askAs(child, 'bi', 'r-10', 'query ($id: ID!) { node(id: $id) { id } }', { id });
    expect((await lineOf(file, 'r-10')).references).toMatchObject([
      {
        kind: 'paymentId',
        hash: hashOf('TRADE_QUERY', TRADE, 'paymentId', paymentId),
        other: hashOf('TRADE_QUERY', TRADE, 'merchantReference', 'everything'),
        freshness: 'CACHED',
      },
    ]);
  });

  test('names a registered document and its operation', async () => {
    const manifest = new URL('../../../schema/typed/persisted-documents.json', import.meta.url);
    const documents = Object.entries(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>);
    const [id, text] = documents.find(([, document]) => document.startsWith('query Tiny'))!;
    const ref = { dialect: 'TRADE_QUERY', merchantReference: 'everything' };
    const request = { documentId: id, variables: { ref } };
    const headers = { 'content-type': 'application/json', authorization: 'Bearer bi-key' };
    for (const [requestId, body] of [
      ['r-13', request],
      ['r-14', { query: text, variables: { ref } }],
    ] as const) {
      const url = `${await urlOf(child)}/graphql`;
      await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'x-request-id': requestId },
        body: JSON.stringify(body),
      });
      expect(await lineOf(file, requestId)).toMatchObject({
        document: id.startsWith('sha256:') ? id : `sha256:${id}`,
        registered: true,
        name: 'Tiny',
        errors: [],
      });
    }
    expect(await lineOf(file, 'r-1')).not.toHaveProperty('name');
  });

  test('says whether the schema was read', async () => {
    await askAs(child, 'bi', 'r-11', '{ ...F } fragment F on Query { __type(name: "Money") { name } }');
    expect((await lineOf(file, 'r-11'))['permissions']).toEqual(['introspection', 'explain']);
    await askAs(child, 'bi', 'r-12', '{ __typename }');
    expect((await lineOf(file, 'r-12'))['permissions']).toEqual(['explain']);
  });
});

describe('a refused request leaves a line', () => {
  const QUERY = payment('everything');
  test.each<[string, () => Promise<Response>, object]>([
    [
      'without valid credentials',
      () => askAs(child, 'wrong', 'r-20', QUERY),
      { status: 401, client: null, authentication: null, errors: ['UNAUTHENTICATED'], document: null },
    ],
    [
      'from another site',
      () => askAs(child, 'bi', 'r-21', QUERY, {}, { 'sec-fetch-site': 'cross-site' }),
      { status: 403, client: null, errors: ['FORBIDDEN'] },
    ],
    [
      'whose body is too long',
      () => askAs(child, 'bi', 'r-22', ' '.repeat(300_000)),
      { status: 413, client: 'bi', errors: ['BODY_LIMIT'], document: null },
    ],
    [
      'with too many tokens',
      () => askAs(child, 'bi', 'r-23', `{ ${'__typename '.repeat(600)} }`),
      { client: 'bi', errors: ['TOKEN_LIMIT'], operation: null },
    ],
    [
      'that is no GraphQL',
      () => askAs(child, 'bi', 'r-24', '{'),
      { errors: ['GRAPHQL_PARSE_FAILED'], operation: null },
    ],
    [
      'that does not fit the schema',
      () => askAs(child, null, 'r-25', '{ nothing }'),
      { client: null, authentication: 'anonymous', operation: 'query', errors: ['GRAPHQL_VALIDATION_FAILED'] },
    ],
    [
      'whose variables do not fit',
      () => askAs(child, 'bi', 'r-26', 'query ($r: PaymentRef!) { payment(ref: $r) { result { code } } }'),
      { errors: ['BAD_USER_INPUT'], references: [] },
    ],
    [
      'that costs too much',
      () =>
        askAs(
          child,
          'bi',
          'r-27',
          `{ payments(refs: [${[1, 2, 3, 4].map((n) => `{ dialect: TRADE_QUERY, merchantReference: "tq-000${n}" }`).join()}]) { items { result { code } } } }`,
        ),
      { client: 'bi', operation: 'query', errors: ['COST_LIMIT'], references: [] },
    ],
  ])('%s', async (_what, send, expected) => {
    const response = await send();
    await response.text();
    const requestId = response.headers.get('x-request-id')!;
    expect(await lineOf(file, requestId)).toMatchObject({
      redacted: 0,
      references: [],
      status: response.status,
      ...expected,
    });
  });
});

describe('the line of a refused document', () => {
  const TEXT = `{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "order-of-jane" }) { dialect } }`;
  const id = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;
  const post = async (client: string, body: object) => {
    const response = await fetch(`${await urlOf(child)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${client}-key` },
      body: JSON.stringify(body),
    });
    await response.text();
    return lineOf(file, response.headers.get('x-request-id')!);
  };

  test('that its caller may not send has its hash and who sent it', async () => {
    expect(await post('app', { query: TEXT })).toMatchObject({
      ...{ client: 'app', authentication: 'api-key', operation: null, document: id, registered: false },
      ...{ errors: ['UNKNOWN_DOCUMENT'], references: [], status: 400 },
    });
  });

  test('that is not registered has the id that was sent, if it is one', async () => {
    const errors = ['UNKNOWN_DOCUMENT'];
    expect(await post('bi', { documentId: id })).toMatchObject({ document: id, registered: false, errors });
    expect(await post('bi', { documentId: id.slice(7) })).toMatchObject({ document: id, registered: false, errors });
    expect(await post('bi', { documentId: 'order-of-jane' })).toMatchObject({ document: null, errors });
  });

  test('says what it was, where a limit or the schema refused it', async () => {
    const long = `{ ${'__typename '.repeat(600)} }`;
    expect((await post('bi', { query: long }))['document']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await post('bi', { query: 'subscription { nothing }' })).toMatchObject({
      ...{ operation: 'subscription', errors: ['GRAPHQL_VALIDATION_FAILED'] },
      document: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown,
    });
  });

  test('says so too when it is asked for by a link', async () => {
    const response = await fetch(`${await urlOf(child)}/graphql?query=${encodeURIComponent(TEXT)}`, {
      headers: { authorization: 'Bearer app-key' },
    });
    await response.text();
    expect(await lineOf(file, response.headers.get('x-request-id')!)).toMatchObject({ document: id, client: 'app' });
  });
});

describe('a subscription leaves a line', () => {
  const SUBSCRIPTION =
    'subscription { paymentUpdates(ref: { dialect: TRADE_QUERY, merchantReference: "ID" }) { payment { status } } }';
  const SSE = { accept: 'text/event-stream' };

  test('when it begins, and one with what was told when it ends', async () => {
    const query = SUBSCRIPTION.replace('ID', 'finished');
    await (await askAs(child, 'bi', 'r-40', query, {}, SSE)).text();
    const begun = await lineOf(file, 'r-40', 'subscription-started');
    expect(begun).toMatchObject({
      client: 'bi',
      operation: 'subscription',
      messages: 0,
      permissions: ['payments', 'live'],
    });
    expect(begun.references).toMatchObject([{ outcome: 'watched', code: null, ...named('finished') }]);
    expect(begun).not.toHaveProperty('status');
    const ended = await lineOf(file, 'r-40', 'subscription-ended');
    expect(ended).toMatchObject({ messages: 1, status: 200, complete: true });
    expect(ended.references).toMatchObject([{ outcome: 'watched' }, { outcome: 'found', code: 'SUCCESS', times: 1 }]);
  });

  test('when its caller leaves', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${await urlOf(child)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer bi-key', 'x-request-id': 'r-41', ...SSE },
      body: JSON.stringify({ query: SUBSCRIPTION.replace('ID', 'waiting') }),
      signal: leaving.signal,
    });
    await response.body!.getReader().read();
    await lineOf(file, 'r-41', 'subscription-started');
    leaving.abort();
    expect(await lineOf(file, 'r-41', 'subscription-ended')).toMatchObject({ messages: 1, complete: false });
  });

  test('that is refused is an operation like any other', async () => {
    const query = SUBSCRIPTION.replace('ID', 'finished');
    await (await askAs(child, null, 'r-42', query, {}, SSE)).text();
    expect(await lineOf(file, 'r-42')).toMatchObject({
      operation: 'subscription',
      errors: ['FORBIDDEN'],
      references: [{ outcome: 'denied', ...named('finished') }],
    });
  });
});

describe('the whole log', () => {
  test('has a line for each request, numbered without a gap, and nothing of a payment or a caller in clear', async () => {
    const response = await askAs(
      child,
      'bi',
      'r-60',
      'query PLANTED_name ($PLANTED_variable: String!) { PLANTED_alias: paymentsByReference(merchantReference: $PLANTED_variable) { items { payment { statusRaw } } } }',
      { PLANTED_variable: 'PLANTED-reference' },
      { 'user-agent': 'PLANTED-agent', cookie: 'PLANTED=1', 'cache-control': 'max-age=PLANTED' },
    );
    await response.text();
    await askAs(
      child,
      'bi',
      'r-61',
      payment('everything', 'exchange { raw } payment { buyer { userId } }', ', account: "PLANTED-account"'),
    );
    await lineOf(file, 'r-61');
    const text = readFileSync(file, 'utf8');
    const lines = linesIn(text);
    expect(lines[0]).toMatchObject({ event: 'started', seq: 1 });
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
    const operations = lines.filter(({ event }) => event === 'operation');
    expect(new Set(operations.map(({ requestId }) => requestId)).size).toBe(operations.length);
    expect(text).not.toMatch(/PLANTED/i);
    expect(text).not.toContain('127.0.0.1');
    const { data } = (await (
      await askAs(
        child,
        'bi',
        'r-62',
        payment('everything', 'payment { paymentId merchantReference } exchange { raw clientId requestId }'),
      )
    ).json()) as { data: unknown };
    const told = new Set(textsIn(data).filter((word) => word.length > 5));
    expect(told.size).toBeGreaterThan(15);
    // A word of our own, not the provider's.
    told.delete('TRADE_QUERY');
    expect([...told].filter((word) => text.includes(word))).toEqual([]);
    expect(['everything', 'waiting', 'finished', 'missing'].filter((id) => text.includes(id))).toEqual([]);
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
