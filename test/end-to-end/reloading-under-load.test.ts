import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { throwawayPair } from '../../src/sandbox/keys.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { reloadable, type ReloadableGateway } from './reloadable.ts';

// One gateway process, the sandbox as Alipay, and an operator who changes keys and configuration meanwhile.

const CONFIGURED = {
  access: { anonymous: { permissions: ['payments'] } },
  // Slow machines are no failures of the gateway's.
  limits: { perAccount: { ratePerSecond: 5_000 }, deadlineMs: 20_000, attemptTimeoutMs: 10_000 },
};

const QUESTION = `query ($pq: PaymentRef!, $ip: PaymentRef!, $tq: PaymentRef!) {
  pq: payment(ref: $pq) { ...told } ip: payment(ref: $ip) { ...told } tq: payment(ref: $tq) { ...told }
}
fragment told on PaymentLookup { result { code } freshness payment { merchantReference } }`;

const DIALECTS = { pq: 'PAY_QUERY', ip: 'INQUIRY_PAYMENT', tq: 'TRADE_QUERY' } as const;

let sandbox: Sandbox;
/** Payments that are there, of each dialect. */
let known: Record<string, string[]>;
beforeAll(async () => {
  sandbox = await startSandbox();
  known = Object.fromEntries(
    Object.entries(DIALECTS).map(([name, dialect]) => [
      name,
      sandbox.payments(dialect).flatMap(({ merchantReference, about, result, settling }) => {
        return merchantReference && !about && !result && !settling ? [merchantReference] : [];
      }),
    ]),
  );
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Asks without pause until it is stopped, always for answers fresh from Alipay. */
class Load {
  answered = 0;
  readonly failures: string[] = [];
  readonly #gateway: ReloadableGateway;
  readonly #workers: Promise<void>[];
  #isOver = false;

  constructor(gateway: ReloadableGateway) {
    this.#gateway = gateway;
    this.#workers = Array.from({ length: 6 }, (_, worker) => this.#work(worker));
  }

  /** Waits for so many more answers. */
  async more(count: number): Promise<void> {
    const enough = this.answered + count;
    while (this.answered < enough && this.failures.length === 0) await sleep(10);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#workers);
  }

  async #work(worker: number): Promise<void> {
    for (let asked = worker; !this.#isOver; asked += 6) {
      const names = Object.entries(known).map(([name, all]) => [name, all[asked % all.length]!] as const);
      const refs = names.map(([name, reference]) => [
        name,
        { dialect: DIALECTS[name as keyof typeof DIALECTS], merchantReference: reference },
      ]);
      const answer = await this.#gateway
        .ask(QUESTION, Object.fromEntries(refs) as object, { 'cache-control': 'no-cache' })
        .catch((error: unknown) => String(error));
      const right = Object.fromEntries(names.map(([name, reference]) => [name, told(reference)]));
      if (typeof answer === 'object' && isDeepStrictEqual(answer.data, right)) this.answered += 1;
      else this.failures.push(JSON.stringify(answer));
    }
  }
}

const told = (merchantReference: string) => ({
  result: { code: 'SUCCESS' },
  freshness: 'LIVE',
  payment: { merchantReference },
});

/** A load that has begun, over what happens meanwhile: nothing of it may fail. */
async function under(
  load: Load,
  { metric, accounts }: ReloadableGateway,
  happens: (more: (count: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    await load.more(200);
    await happens((count) => load.more(count));
  } finally {
    await load.stop();
  }
  expect(load.failures.slice(0, 3)).toEqual([]);
  for (const { id } of accounts) {
    expect(await metric(`paygraph_upstream_signatures_refused_total{account="${id}"}`)).toBe(0);
  }
}

// Thousands of signatures on a machine that may have other things to do.
describe('no request is lost', { timeout: 240_000 }, () => {
  it('while Alipay’s key is replaced, announced beforehand or at the same time', async () => {
    const gateway = await reloadable(sandbox, CONFIGURED);
    const { until, configure, write, accounts } = gateway;
    const [second, third] = await Promise.all([throwawayPair(), throwawayPair()]);
    await under(new Load(gateway), gateway, async (more) => {
      write('second.pem', second.publicPem);
      const both = accounts.map((one) => ({ ...one, alipayPublicKey: [one.alipayPublicKey, { file: 'second.pem' }] }));
      await until('taken', () => configure({ ...CONFIGURED, accounts: both }));
      await more(300);
      sandbox.keys('mainland').signWith(second);
      await more(300);
      const only = accounts.map((one) => ({ ...one, alipayPublicKey: { file: 'second.pem' } }));
      await until('taken', () => configure({ ...CONFIGURED, accounts: only }));
      await more(300);
      // In its place: Alipay goes on with the one before for a while.
      write('next.pem', third.publicPem);
      await until('taken', () =>
        renameSync(join(gateway.directory, 'next.pem'), join(gateway.directory, 'second.pem')),
      );
      await more(300);
      sandbox.keys('mainland').signWith(third);
      await more(300);
    });
  });

  it('while our own key is replaced, which Alipay knows already', async () => {
    const gateway = await reloadable(sandbox, CONFIGURED);
    const { until, write, accounts } = gateway;
    const { first } = sandbox.keys('mainland');
    const next = await throwawayPair();
    await under(new Load(gateway), gateway, async (more) => {
      sandbox.keys('mainland').accept([first.caller, next]);
      await more(300);
      await until('taken', () => {
        for (const { id } of accounts) write(`${id}.pem`, next.privatePem);
      });
      await more(300);
      sandbox.keys('mainland').accept([next]);
      await more(600);
    });
  });

  it('while configurations with faults come and go, and others that are taken over', async () => {
    const gateway = await reloadable(sandbox, CONFIGURED);
    const { until, configure, write, metric, logged } = gateway;
    const current = () => metric('paygraph_config_current');
    await under(new Load(gateway), gateway, async (more) => {
      await until('refused', () => write('paygraph.yaml', 'accounts: ['));
      expect(await current()).toBe(0);
      await more(200);
      await until('refused', () => configure({ ...CONFIGURED, limits: { attempts: 0 } }));
      await until('refused', () => gateway.process.kill('SIGHUP'));
      await more(200);
      expect(logged('configuration fault').at(-1)).toMatchObject({ path: 'limits.attempts', level: 'error' });
      expect(logged('configuration refused, the one before stays')).toHaveLength(3);
      for (let turn = 0; turn < 20; turn += 1) {
        const limits = { ...CONFIGURED.limits, connectTimeoutMs: 2_000 + turn, references: 100 + turn };
        await until('taken', () => {
          configure({ ...CONFIGURED, limits, live: { pollMs: 2_000 + turn }, server: { graphiql: turn % 2 === 0 } });
          gateway.process.kill('SIGHUP');
        });
        await more(30);
      }
      expect(await current()).toBe(1);
    });
  });
});
