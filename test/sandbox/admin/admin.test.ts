import { networkInterfaces } from 'node:os';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { FAULTS } from '../../../src/sandbox/faults.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { askPayQuery, askTradeQuery, codeOf, DIALECTS, payQuery, send } from '../clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

interface Told {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- compared, not computed with
  json: any;
}

async function admin(method: string, path: string, body?: unknown): Promise<Told> {
  const {
    status,
    headers,
    body: text,
  } = await send(`${sandbox.adminUrl}${path}`, {
    method,
    body: body === undefined ? '' : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
  return { status, json: JSON.parse(text) };
}

describe('the admin endpoint', () => {
  it('says what is where', async () => {
    const { status, json } = await admin('GET', '');
    expect(status).toBe(200);
    expect(Object.keys(json)).toContain('POST /admin/faults');
  });

  it('adds rules, shows them and takes them away', async () => {
    const stall = { fault: 'stalled', account: 'intl', rate: 0.5, times: 3 };
    const added = await admin('POST', '/faults', stall);
    expect(added).toEqual({ status: 201, json: { rules: [{ rule: expect.any(Number), ...stall, hits: 0 }] } });
    const more = await admin('POST', '/faults', [{ fault: 'unknown' }, { fault: 'delay', value: 20 }]);
    expect(more.json.rules).toMatchObject([
      { fault: 'unknown', rate: 1 },
      { fault: 'delay', value: '20' },
    ]);
    const { json } = await admin('GET', '/faults');
    expect(json.rules).toEqual([...added.json.rules, ...more.json.rules]);
    const rest = await admin('DELETE', `/faults/${added.json.rules[0].rule}`);
    expect(rest).toEqual({ status: 200, json: { rules: more.json.rules } });
    expect(await admin('DELETE', '/faults')).toEqual({ status: 200, json: { rules: [] } });
    expect(sandbox.faults.list()).toEqual([]);
  });

  it('lists every fault with what it takes', async () => {
    const { json } = await admin('GET', '/faults');
    expect(json.faults.map(({ name }: { name: string }) => name)).toEqual(FAULTS.map(({ name }) => name));
    expect(json.faults).toContainEqual({
      name: 'delay',
      suffix: 'delay-<ms>',
      value: 'milliseconds',
      dialect: null,
      description: 'Answers that many milliseconds later.',
    });
    expect(json.faults).toContainEqual(
      expect.objectContaining({
        name: 'other-message',
        suffix: 'other-message[-n]',
        value: null,
        dialect: 'PAY_QUERY',
      }),
    );
  });

  it('changes what upstreams answer from the next inquiry on, and counts it', async () => {
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
    await admin('POST', '/faults', { fault: 'unknown', dialect: 'TRADE_QUERY', times: 1 });
    expect(codeOf(await askPayQuery(sandbox, 'everything'))).toBe('SUCCESS');
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('ACQ.SYSTEM_ERROR');
    expect(codeOf(await askTradeQuery(sandbox, 'everything'))).toBe('SUCCESS');
    const { json } = await admin('GET', '/faults');
    expect(json.rules).toMatchObject([{ hits: 1, times: 1 }]);
  });

  it('shows what arrived, without signatures', async () => {
    await askTradeQuery(sandbox, 'everything', ['fund_bill_list']);
    await admin('POST', '/faults', { fault: 'unknown' });
    await askPayQuery(sandbox, 'everything');
    await payQuery(sandbox, {}, { sign: () => '' });
    const { json } = await admin('GET', '/requests');
    expect(json.counts).toEqual({ mainland: 1, intl: 2 });
    const at = expect.stringMatching(/^\d{4}-.+Z$/) as string;
    const rule = sandbox.faults.list()[0]!.rule;
    expect(json.latest).toEqual([
      {
        at,
        account: 'mainland',
        dialect: 'TRADE_QUERY',
        asked: { kind: 'merchantReference', id: 'everything', queryOptions: ['fund_bill_list'] },
        code: 'SUCCESS',
        faults: [],
        rules: [],
      },
      {
        at,
        account: 'intl',
        dialect: 'PAY_QUERY',
        asked: { kind: 'merchantReference', id: 'everything', queryOptions: [] },
        code: 'UNKNOWN_EXCEPTION',
        faults: ['unknown'],
        rules: [rule],
      },
      { at, account: 'intl', dialect: 'PAY_QUERY', refusedWith: 'INVALID_SIGNATURE' },
    ]);
    expect((await admin('GET', '/requests?account=intl&limit=1')).json.latest).toEqual([json.latest[2]]);
    expect((await admin('GET', '/requests?limit=0')).json).toEqual({ counts: json.counts, latest: [] });
  });

  it.each(DIALECTS)('tells the truth about the payments of %s', async (dialect) => {
    const { json } = await admin('GET', `/payments?dialect=${dialect}`);
    expect(json.payments).toHaveLength(sandbox.payments(dialect).length);
    const [first] = json.payments;
    expect(first).toMatchObject({ about: expect.any(String), facts: expect.any(Object) });
    for (const id of [first.paymentId, first.merchantReference]) {
      expect((await admin('GET', `/payments?dialect=${dialect}&id=${id}`)).json).toEqual({ id, facts: first.facts });
    }
    expect((await admin('GET', `/payments?dialect=${dialect}&id=nobody`)).json).toEqual({
      id: 'nobody',
      code: dialect === 'TRADE_QUERY' ? 'ACQ.TRADE_NOT_EXIST' : 'ORDER_NOT_EXIST',
    });
  });

  it('puts everything back to its start', async () => {
    await admin('POST', '/faults', { fault: 'unknown' });
    await askTradeQuery(sandbox, 'settling-0');
    expect(await admin('POST', '/reset')).toEqual({ status: 200, json: { rules: [] } });
    expect(sandbox.faults.list()).toEqual([]);
    expect(sandbox.requests.count()).toBe(0);
  });

  it.each<[string, string, unknown, number, RegExp]>([
    ['POST', '/faults', { fault: 'nope' }, 400, /^expected the name of a fault, got "nope"; /],
    ['POST', '/faults', undefined, 400, /^expected JSON, got nothing/],
    ['DELETE', '/faults/77', undefined, 404, /^expected the number of a rule \(there is none\), got "77"/],
    ['DELETE', '/faults/all', undefined, 404, /^expected the number of a rule \(there is none\), got "all"/],
    ['PUT', '/faults', undefined, 405, /^expected GET, POST, DELETE, got PUT/],
    ['GET', '/reset', undefined, 405, /^expected POST, got GET/],
    ['GET', '/nothing', undefined, 404, /GET \/admin lists what is where/],
    ['GET', '/requests?limit=-1', undefined, 400, /^expected a whole number from 0 to 1000, got "-1"/],
    ['GET', '/requests?account=you', undefined, 400, /^expected one of intl, antom-sg, mainland, got "you"/],
    ['GET', '/requests?acount=intl', undefined, 400, /^expected only account, limit, got "acount" as well; remove it/],
    ['GET', '/payments', undefined, 400, /^expected one of PAY_QUERY, INQUIRY_PAYMENT, TRADE_QUERY, got nothing/],
    [
      'GET',
      '/payments?dialect=PAY_QUERY&x=1',
      undefined,
      400,
      /^expected only dialect, id, got "x" as well; remove it/,
    ],
  ])('answers %s %s with %j by saying what it expected', async (method, path, body, status, message) => {
    const told = await admin(method, path, body);
    expect(told.status).toBe(status);
    expect(told.json.errors[0].message).toMatch(message);
    expect(sandbox.faults.list()).toEqual([]);
  });

  it('reads nothing that is no JSON, and nothing endless', async () => {
    const post = (body: string) =>
      send(`${sandbox.adminUrl}/faults`, { body, headers: { 'content-type': 'application/json' } });
    expect(await post('{"fault":')).toMatchObject({ status: 400 });
    expect((await post('{"fault":')).body).toContain('expected JSON, got something else');
    expect(await post(`"${'x'.repeat(100_000)}"`)).toMatchObject({ status: 413 });
  });
});

describe('the admin endpoint of a sandbox the network can reach', () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

  it('answers this machine and nobody else, while the upstreams answer everybody', async () => {
    const open = await startSandbox({ host: '0.0.0.0' });
    try {
      expect((await send(`${open.adminUrl}/faults`, { method: 'GET', body: '' })).status).toBe(200);
      const { port } = new URL(open.url);
      const asked = async (host: string, headers: Record<string, string>) =>
        (await send(`http://${host}:${port}/admin/faults`, { method: 'GET', body: '', headers })).status;
      expect(await asked('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
      // A machine without a network has no address to come from; who may come is tested without one, too.
      const host = outside ?? '127.0.0.1';
      expect(await asked(host, {})).toBe(outside === undefined ? 200 : 403);
      expect(await asked(host, { host: '127.0.0.1' })).toBe(outside === undefined ? 200 : 403);
      expect((await send(`http://${host}:${port}/v3/alipay/trade/query`, { body: '{}' })).status).toBe(400);
    } finally {
      await open.close();
    }
  });
});
