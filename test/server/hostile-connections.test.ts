import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codeOf, FLOOD_BYTES, gateway, until } from './harness.ts';
import { post, rawClient, statuses, type RawClient } from './raw-client.ts';

const SSE = 'accept: text/event-stream\r\n';
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

/** Sends a little more of it again and again until the connection is closed. */
async function drip(url: string, beginning: string, more: string): Promise<RawClient> {
  const client = await rawClient(url);
  client.socket.write(beginning);
  const dripping = setInterval(() => client.socket.write(more), 200);
  onTestFinished(() => clearInterval(dripping));
  return client;
}

/** Connects, sends, and never reads. */
async function deaf(url: string, bytes: string): Promise<RawClient> {
  const client = await rawClient(url);
  client.socket.pause();
  client.socket.write(bytes);
  return client;
}

describe('a caller who takes for ever', () => {
  const server = { headersTimeoutMs: 500, requestTimeoutMs: 800, idleTimeoutMs: 300 };

  test.each([
    ['to send a head', 'GET /health/live HTTP/1.1\r\n', 'x: y\r\n'],
    ['to begin', '', ''],
    ['to send a body', `${HEAD}content-length: 5000\r\n\r\n{`, ' '],
    ['to send chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
    ['to send a chunk extension', `${HEAD}transfer-encoding: chunked\r\n\r\n1;`, 'x'],
  ])('%s is told so and closed', async (_name, beginning, more) => {
    const { url, failed } = await gateway({ server });
    const client = await drip(url, beginning, more);
    await client.closed;
    expect(statuses(client.received())).toEqual([408]);
    expect(failed).toEqual([]);
  });

  test('to ask again is closed', async () => {
    const { url } = await gateway({ server });
    const client = await rawClient(url);
    client.socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await client.closed;
    expect(statuses(client.received())).toEqual([200]);
  });
});

describe('a caller who never reads', () => {
  const server = { answerTimeoutMs: 400 };

  test('a long answer is closed, and the answer given up', async () => {
    const { url, answered } = await gateway({ server });
    await deaf(url, post('{ long }'));
    await until(() => answered.length === 1);
    expect(answered[0]?.complete).toBe(false);
  });

  test('a stream makes it stop producing, is closed, and its source with it', async () => {
    const witness = await gateway({ server });
    await deaf(witness.url, post('subscription { flood }', SSE));
    await until(() => witness.stopped === 1);
    // What the kernel's two buffers hold, and one of ours.
    expect(witness.flooded * FLOOD_BYTES).toBeLessThan(40_000_000);
    await until(() => witness.answered.length === 1);
    expect(witness.failed).toEqual([]);
  });

  test('is told from one who reads slowly but does read', async () => {
    const witness = await gateway({ server });
    const client = await rawClient(witness.url);
    client.socket.write(post('subscription { ticks }', SSE));
    await until(() => (client.received().match(/event: next/g) ?? []).length > 40);
    expect(witness.answered).toEqual([]);
  });
});

describe('too many connections', () => {
  test('close the idle ones first, so that whoever asks is answered, and it is noted', async () => {
    const witness = await gateway({ server: { maxConnections: 20, answerTimeoutMs: 200 } });
    const idle = await Promise.all(Array.from({ length: 100 }, () => rawClient(witness.url)));
    for (let count = 0; count < 10; count += 1) {
      const response = await witness.ask('{ hello }', { headers: { connection: 'close' } });
      expect(response.status).toBe(200);
    }
    const isOpen = ({ socket }: RawClient) => !socket.destroyed && !socket.readableEnded;
    await until(() => idle.filter(isOpen).length <= 20);
    await until(() => witness.refusedConnections >= 80);
  });

  test('of one address are closed at once where that is configured', async () => {
    const { url } = await gateway({ server: { maxConnectionsPerAddress: 3 } });
    const clients = await Promise.all(Array.from({ length: 5 }, () => rawClient(url)));
    await Promise.all(clients.slice(3).map(({ closed }) => closed));
    clients[0]?.socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => statuses(clients[0]?.received() ?? '').includes(200));
  });
});

describe('too many subscriptions', () => {
  const subscribe = (graph: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(graph, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query: 'subscription { silence }' }),
      signal: signal ?? null,
    });
  const key = (name: string) => ({ authorization: `Bearer ${name}` });
  const sha256 = {
    one: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
    two: '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3',
  };
  const access = {
    kind: 'configured',
    apiKeys: Object.entries(sha256).map(([client, hash]) => ({
      client,
      sha256: hash,
      permissions: ['live' as const],
      accounts: ['*'],
      documents: 'any' as const,
    })),
  } as const;

  test('of one caller are refused with 429 until one of them ends; other callers have their own', async () => {
    const { graph, failed } = await gateway({ access, limits: { subscriptionsPerCaller: 2 } });
    const leaving = new AbortController();
    const first = await subscribe(graph, key('one'), leaving.signal);
    expect([first.status, (await subscribe(graph, key('one'))).status]).toEqual([200, 200]);
    const refused = await subscribe(graph, key('one'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await refused.text()).toContain('"code":"SUBSCRIPTION_LIMIT"');
    expect((await subscribe(graph, key('two'))).status).toBe(200);
    leaving.abort();
    let again = refused;
    for (let tries = 0; again.status === 429 && tries < 500; tries += 1) {
      again = await subscribe(graph, key('one'));
      await sleep(10);
    }
    expect(again.status).toBe(200);
    expect(failed).toEqual([]);
  });

  test('in all are refused as well, whoever’s they are, and queries are not', async () => {
    const { graph, ask } = await gateway({ access, limits: { subscriptions: 1 } });
    expect((await subscribe(graph, key('one'))).status).toBe(200);
    expect((await subscribe(graph, key('two'))).status).toBe(429);
    expect((await ask('{ hello }', { headers: key('two') })).status).toBe(200);
  });

  test('are refused in JSON to whoever asks for JSON', async () => {
    const { ask } = await gateway({ limits: { subscriptions: 0 } });
    const accept = 'application/json, text/event-stream;q=0.1';
    const refused = await ask('subscription { ticks }', { headers: { accept } });
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'SUBSCRIPTION_LIMIT']);
  });
});

describe('five hundred attackers', () => {
  test('of every kind leave the answers of others as they are', async () => {
    const witness = await gateway();
    const attacks: ((url: string) => Promise<RawClient>)[] = [
      (url) => rawClient(url),
      (url) => drip(url, 'GET /graphql HTTP/1.1\r\n', 'x: y\r\n'),
      (url) => drip(url, `${HEAD}content-length: 200000\r\n\r\n{`, ' '),
      (url) => drip(url, `${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
      (url) => deaf(url, post('subscription { silence }', SSE)),
      (url) => deaf(url, post('{ waits }').repeat(5)),
      (url) => deaf(url, `${HEAD}content-length: 99999999\r\n\r\n`),
      (url) => deaf(url, `${HEAD}content-length: 200000\r\n\r\n${'['.repeat(200_000)}`),
      (url) => deaf(url, `GET /${'a'.repeat(30_000)}`),
      (url) => deaf(url, 'rubbish\r\n\r\n'),
    ];
    const attackers: RawClient[] = [];
    for (let count = 0; count < 50; count += 1) {
      attackers.push(...(await Promise.all(attacks.map((attack) => attack(witness.url)))));
    }
    expect(attackers).toHaveLength(500);
    for (let count = 0; count < 20; count += 1) {
      const response = await witness.ask(`{ hello(name: "${count}") }`);
      expect(await response.json()).toMatchObject({ data: { hello: `hello ${count}` } });
    }
    expect((await fetch(`${witness.url}/health/ready`)).status).toBe(200);
    expect(witness.failed).toEqual([]);
  }, 60_000);
});
