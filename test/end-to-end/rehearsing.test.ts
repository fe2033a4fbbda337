import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_DEMAND } from '../../src/domain/demand.ts';
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts';
import type { Answer } from '../../src/domain/inquiry.ts';
import { FAULTS } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { DEFAULT_UPSTREAM_LIMITS } from '../../src/upstream/limits.ts';
import { createUpstream } from '../../src/upstream/upstream.ts';
import { accountOf } from '../upstream/sandbox-account.ts';
import { startGateway, type RunningGateway } from './gateway.ts';
import { systemClock } from '../../src/upstream/system-clock.ts';
import { rsaSign } from '../../src/crypto/signature.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
const section = readme.slice(readme.indexOf('### Rehearsing faults'), readme.indexOf('\n## Production'));
/** What the README says the gateway answers, by the name of the fault. */
const promised = new Map(
  [...section.matchAll(/^\| `([a-z\d-]+?)(?:\[-n\]|-<\w+>)` \| .+ \| (.+) \|$/gm)].map(([, name, answer]) => [
    name!,
    answer!,
  ]),
);
const VALUES: Readonly<Record<string, string>> = {
  delay: '5',
  'retry-after': '1',
  'retry-after-date': '1',
  result: 'NEVER_HEARD_OF',
  status: 'NEVER_SEEN',
  amount: '0.001',
  currency: 'XQQ',
  drip: '100',
};

/** Asks through a gateway of its own, which nothing else has taught to hold back. */
async function ask(sandbox: Sandbox, dialect: Dialect, id: string, attemptTimeoutMs: number): Promise<Answer> {
  const account = accountOf(sandbox, dialect);
  const upstream = createUpstream({
    accounts: [account],
    limits: { ...DEFAULT_UPSTREAM_LIMITS, attempts: 2, attemptTimeoutMs },
    clock: systemClock,
    sign: rsaSign,
    newId: () => crypto.randomUUID(),
    random: () => 0,
    onEvent: () => undefined,
  });
  try {
    const { id: name, identity } = account;
    const reference = { dialect, account: name, identity, kind: 'merchantReference', id } as const;
    return await upstream.inquire({ reference, demand: () => NO_DEMAND }, AbortSignal.timeout(25_000));
  } finally {
    await upstream.close();
  }
}

describe('each fault', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it.each(FAULTS.map(({ name, dialect }) => [name, dialect] as const))(
    '%s has the result the README says, whether an identifier or a rule brings it',
    async (name, only) => {
      const told = promised.get(name) ?? '';
      const value = VALUES[name];
      const codes =
        told === 'that code, and what to do about it'
          ? [value]
          : [...told.matchAll(/`([A-Z._-]+)`/g)].map(([, code]) => code);
      const [named, status] = told.includes('status `') ? [codes.slice(0, 1), codes[1]] : [codes, undefined];
      const dialects = only === undefined ? DIALECTS : [only];
      // Nobody waits long for what is not to come, and everything else has time, however busy the machine is.
      const timeoutMs = told.includes('GATEWAY_TIMEOUT') ? 1_000 : 20_000;
      sandbox.reset();
      sandbox.faults.add({ fault: name, value });
      const suffix = value === undefined ? name : `${name}-${value}`;
      const asked = dialects.map(async (dialect) => {
        const [byId, byRule] = await Promise.all([
          ask(sandbox, dialect, `everything--${suffix}`, timeoutMs),
          ask(sandbox, dialect, 'everything', timeoutMs),
        ]);
        return { byId, byRule };
      });
      const answers = await Promise.all(asked);
      for (const { byId, byRule } of answers) {
        expect(byRule.result.code).toBe(byId.result.code);
        expect(byRule.payment?.status).toBe(byId.payment?.status);
        expect(byRule.payment !== null).toBe(byId.result.status === 'SUCCESS');
        if (status !== undefined) expect(byId.payment?.status).toBe(status);
        const retries = /, tried again(:|$)/.test(told) ? 1 : 0;
        expect([byId.retries, byRule.retries]).toEqual([retries, retries]);
      }
      expect(new Set(answers.map(({ byId }) => byId.result.code))).toEqual(new Set(named));
      expect(named).not.toEqual([]);
    },
  );

  it('that breaks the connection between inquiries costs another attempt, and no answer', async () => {
    sandbox.reset();
    const account = accountOf(sandbox, 'TRADE_QUERY');
    const upstream = createUpstream({
      accounts: [account],
      limits: {
        ...DEFAULT_UPSTREAM_LIMITS,
        attemptTimeoutMs: 20_000,
        perAccount: { concurrency: 1, ratePerSecond: 100, queue: 10 },
      },
      clock: systemClock,
      sign: rsaSign,
      newId: () => crypto.randomUUID(),
      random: () => 0,
      onEvent: () => undefined,
    });
    const asked = (id: string) => {
      const { id: name, identity, dialect } = account;
      const reference = { dialect, account: name, identity, kind: 'merchantReference', id } as const;
      return upstream.inquire({ reference, demand: () => NO_DEMAND }, AbortSignal.timeout(25_000));
    };
    for (const fault of ['hang-up', 'stale-connection']) {
      expect(await asked(`everything--${fault}`)).toMatchObject({ result: { code: 'SUCCESS' }, retries: 0 });
      expect(await asked('finished')).toMatchObject({ result: { code: 'SUCCESS' } });
    }
    await upstream.close();
  });
});

describe('the README’s lines for a shell', () => {
  let gateway: RunningGateway;
  let admin: string;
  beforeAll(async () => {
    gateway = await startGateway();
    admin = /http:\S+\/admin/.exec(gateway.written())?.[0] ?? '';
  });
  afterAll(async () => {
    expect(await gateway.stop()).toBe(0);
  });

  /** Runs a line as it stands there, but for the address. */
  async function run(line: string): Promise<Record<string, unknown>> {
    const command = line.replaceAll('$ADMIN', admin);
    const { stdout } = await promisify(execFile)('bash', ['-c', command]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  it('all work, one after the other', async () => {
    const [, block = ''] = /```sh\n([^]+?)```/.exec(section) ?? [];
    const [address, ...lines] = block.trimEnd().split('\n');
    expect(address).toMatch(/^ADMIN=http:\/\/127\.0\.0\.1:4001\/admin/);
    expect(lines.length).toBeGreaterThanOrEqual(7);
    const answers = [];
    for (const line of lines) answers.push(await run(line));
    expect(answers.filter((answer) => 'errors' in answer)).toEqual([]);
    const [one, two, faults, requests, truth, removed, closed, reset] = answers;
    expect(one).toMatchObject({ rules: [{ rule: 1, fault: 'unknown', rate: 0.1 }] });
    expect(two).toMatchObject({
      rules: [
        { rule: 2, fault: 'delay' },
        { rule: 3, fault: 'reset', times: 5 },
      ],
    });
    expect(faults).toMatchObject({ rules: [{ rule: 1 }, { rule: 2 }, { rule: 3 }] });
    expect(requests).toHaveProperty('latest');
    expect(truth).toMatchObject({ facts: { paymentStatus: 'SUCCESS' } });
    expect(removed).toMatchObject({ rules: [{ rule: 2 }, { rule: 3 }] });
    expect(closed).toMatchObject({ accounts: [{}, { id: 'antom-sg', listening: false }, { listening: true }] });
    expect(reset).toEqual({ rules: [] });
  });

  it('change what the gateway answers, at the address it prints', async () => {
    const query = `{ payment(ref: { dialect: INQUIRY_PAYMENT, merchantReference: "everything" }) {
      freshness result { code } payment { status } } }`;
    const asked = async () => (await gateway.ask(query, {}, { 'cache-control': 'no-cache' })).data.payment;
    await run(
      `curl -s $ADMIN/faults -H 'content-type: application/json' -d '{"fault": "bad-signature", "account": "antom-sg"}'`,
    );
    expect(await asked()).toMatchObject({ result: { code: 'GATEWAY_BAD_SIGNATURE' } });
    const { latest } = (await run('curl -s "$ADMIN/requests?limit=1"')) as { latest: object[] };
    expect(latest).toMatchObject([{ account: 'antom-sg', faults: ['bad-signature'] }]);
    await run('curl -s -X DELETE $ADMIN/faults');
    expect(await asked()).toMatchObject({ freshness: 'LIVE', result: { code: 'SUCCESS' } });
    const listening = (wish: boolean) =>
      run(`curl -s $ADMIN/accounts/antom-sg -H 'content-type: application/json' -d '{"listening": ${String(wish)}}'`);
    await listening(false);
    const stale = { freshness: 'STALE', result: { code: 'GATEWAY_UNREACHABLE' }, payment: { status: 'SUCCEEDED' } };
    expect(await asked()).toMatchObject(stale);
    await listening(true);
    expect(await asked()).toMatchObject({ freshness: 'LIVE', result: { code: 'SUCCESS' } });
  });
});
