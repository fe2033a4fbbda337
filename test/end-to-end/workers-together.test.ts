import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { certificate } from '../server/certificate.ts';
import { PAYMENT, severalWorkers, trade, type SeveralWorkers } from './several-workers.ts';

// What holds for all workers together, whichever of them is asked.

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

interface Watched {
  readonly status: number;
  readonly text: () => string;
  readonly close: () => void;
}

/** Follows a payment over a connection of its own. */
function watch({ url }: SeveralWorkers, name: string): Promise<Watched> {
  const query = `subscription ($ref: PaymentRef!) { paymentUpdates(ref: $ref) { payment { status } } }`;
  return new Promise((opened, failed) => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const asking = plainRequest(url, { method: 'POST', agent: false, headers }, (response: IncomingMessage) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => undefined);
      opened({ status: response.statusCode ?? 0, text: () => text, close: () => asking.destroy() });
    });
    asking.on('error', failed);
    asking.end(JSON.stringify({ query, variables: trade(name) }));
  });
}

describe('several workers together', () => {
  it('follow payments live, and no more of them than one would', async () => {
    const gateway = await severalWorkers(sandbox, { limits: { subscriptions: 3 } });
    const watches = [];
    for (const n of [1, 2, 3]) watches.push(await watch(gateway, `settling-600-${n}`));
    expect(watches.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { text } of watches) await vi.waitFor(() => expect(text()).toContain('PENDING'), { timeout: 10_000 });
    const refused = await watch(gateway, 'settling-600-4');
    await vi.waitFor(() => expect(refused.text()).toContain('SUBSCRIPTION_LIMIT'));
    expect(await gateway.metric('paygraph_subscriptions_open')).toBe(3);
    watches[0]!.close();
    const another = await vi.waitFor(
      async () => {
        const tried = await watch(gateway, 'settling-600-5');
        await vi.waitFor(() => expect(tried.text()).toContain('PENDING'), { timeout: 2_000 });
        return tried;
      },
      { timeout: 20_000 },
    );
    // Those of a worker that is gone are over.
    for (const pid of gateway.pids()) process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await gateway.metric('paygraph_workers_running')).toBe(2), { timeout: 20_000 });
    expect(await gateway.metric('paygraph_workers_ended_total')).toBe(2);
    const anew = await Promise.all([1, 2, 3].map((n) => watch(gateway, `settling-600-${n}`)));
    expect(anew.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const one of [...watches, refused, another, ...anew]) one.close();
  }, 90_000);

  it('leave an upstream alone when one of them was told to', async () => {
    const gateway = await severalWorkers(sandbox, { limits: { deadlineMs: 600, attemptTimeoutMs: 600 } });
    const available = 'paygraph_upstream_availability{account="mainland",dialect="TRADE_QUERY",state="AVAILABLE"}';
    expect(await gateway.metric(available)).toBe(1);
    await gateway.askAnew(PAYMENT, trade('tq-0001--retry-after-30'));
    // The state of any: it is gone when none of them has it.
    await vi.waitFor(async () => expect(await gateway.metric(available)).toBe(0), { timeout: 10_000 });
    const before = sandbox.requests.count('TRADE_QUERY');
    const answers = await Promise.all([2, 3, 4, 5, 6, 7].map((n) => gateway.askAnew(PAYMENT, trade(`tq-000${n}`))));
    expect(new Set(answers.map(({ data }) => data.payment.result.code))).toEqual(new Set(['GATEWAY_OVERLOADED']));
    // One that comes later keeps it as well.
    process.kill(gateway.pids()[0]!, 'SIGKILL');
    await vi.waitFor(async () => expect(await gateway.metric('paygraph_workers_ended_total')).toBe(1), {
      timeout: 10_000,
    });
    await vi.waitFor(async () => expect(await gateway.metric('paygraph_workers_running')).toBe(2), { timeout: 20_000 });
    const later = await Promise.all([2, 3, 4, 5, 6, 7].map((n) => gateway.askAnew(PAYMENT, trade(`tq-000${n}`))));
    expect(new Set(later.map(({ data }) => data.payment.result.code))).toEqual(new Set(['GATEWAY_OVERLOADED']));
    expect(sandbox.requests.count('TRADE_QUERY')).toBe(before);
  }, 90_000);

  it('speak TLS with one certificate', async () => {
    const made = certificate();
    const tls = { cert: { file: 'cert.pem' }, key: { file: 'key.pem' } };
    const gateway = await severalWorkers(sandbox, { server: { workers: 2, tls } }, (directory) => {
      writeFileSync(`${directory}/cert.pem`, made.cert);
      writeFileSync(`${directory}/key.pem`, made.key);
    });
    const ask = () =>
      new Promise<unknown>((answered, failed) => {
        const options = {
          method: 'POST',
          agent: false,
          ca: made.cert,
          headers: { 'content-type': 'application/json' },
        };
        const asking = secureRequest(gateway.url, options, (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () => answered(JSON.parse(body)));
        });
        asking.on('error', failed);
        asking.end(JSON.stringify({ query: '{ __typename }' }));
      });
    expect(gateway.url).toMatch(/^https:/);
    for (const answer of await Promise.all([ask(), ask(), ask(), ask()]))
      expect(answer).toMatchObject({ data: { __typename: 'Query' } });
  }, 60_000);
});
