import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/graphql/error-codes.ts';
import { Random } from '../lookup/oracle/random.ts';
import type { Attack, Attacker } from './hostile/attack.ts';
import { DOCUMENT_ATTACKS } from './hostile/documents.ts';
import { REQUEST_ATTACKS } from './hostile/requests.ts';
import { WorldOfCallers } from './world-of-callers.ts';

const COUNT = Number(process.env['HOSTILE_REQUESTS'] ?? 20_000);
const SEED = Number(process.env['SEED'] ?? 1);
const AT_ONCE = 12;

const ATTACKERS = Object.entries<Attacker>({ ...DOCUMENT_ATTACKS, ...REQUEST_ATTACKS });
const CODES: readonly string[] = ERROR_CODES;

let world: WorldOfCallers;
beforeAll(async () => {
  world = await WorldOfCallers.start({
    callers: {
      app: { permissions: ['payments', 'live'] },
      bi: { permissions: ['payments', 'bulk', 'live', 'pii', 'raw', 'explain'] },
    },
    sandbox: { keptRequests: 100_000 },
    environment: { LOG_LEVEL: 'info' },
  });
});
afterAll(async () => {
  expect(await world.close()).toBe(0);
});

interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Sends it; status 0 stands for a connection that was closed without a word. */
async function send(attack: Attack): Promise<Answered> {
  if (attack.sends === undefined) return world.send(attack.method, attack.headers, attack.body, attack.target);
  const { hostname, port } = new URL(world.gateway.url);
  const body = Buffer.from(attack.body);
  const head = [
    `${attack.method} ${attack.target} HTTP/1.1`,
    'host: x',
    `content-length: ${body.length}`,
    ...Object.entries(attack.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    const late = setTimeout(() => socket.destroy(new Error('no end within 20 s')), 20_000);
    socket.on('data', (bytes: Buffer) => (received += bytes.toString('utf8')));
    socket.on('error', reject).on('close', () => {
      clearTimeout(late);
      const [, status = '0'] = /^HTTP\/1\.1 (\d+)/.exec(received) ?? [];
      resolve({ status: Number(status), body: received.slice(received.indexOf('\r\n\r\n') + 4) });
    });
    socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body.subarray(0, attack.sends)]));
  });
}

/** What is wrong with how it was answered; null when nothing is. */
function faultOf(attack: Attack, { status, body }: Answered): string | null {
  if (status >= 500) return `it was answered ${status}`;
  const codes = codesIn(body);
  if (codes === null) {
    return attack.refusedWith.includes(status) || (attack.mayBeAnswered === true && status < 400)
      ? null
      : `it was answered ${status} without a code`;
  }
  const unknown = codes.find((code) => !CODES.includes(code) || code === 'INTERNAL_SERVER_ERROR');
  if (unknown !== undefined) return `its code is ${unknown}`;
  if (codes.length === 0) return attack.mayBeAnswered === true ? null : 'it was not refused';
  const other = codes.find((code) => !attack.refusedWith.includes(code));
  return other === undefined || attack.mayBeAnswered === true ? null : `it was refused with ${other}`;
}

/** The codes of an answer's errors; null for what is no answer of the graph. */
function codesIn(body: string): string[] | null {
  const [, text = body] = /^(?:data: )?(\{.*)$/m.exec(body) ?? [];
  try {
    const { errors, data } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[]; data?: unknown };
    if (errors === undefined && data === undefined) return null;
    return (errors ?? []).map(({ extensions }) => extensions?.code ?? 'NONE');
  } catch {
    return null;
  }
}

describe(`${COUNT} hostile requests of ${ATTACKERS.length} kinds`, () => {
  const answers = new Map<string, Map<string, number>>();

  test('are each refused with a code, none with 500 or by silence', { timeout: 600_000 }, async () => {
    const faults: unknown[] = [];
    let next = 0;
    const work = async () => {
      for (let index = next++; index < COUNT && faults.length < 20; index = next++) {
        const [kind, attacker] = ATTACKERS[index % ATTACKERS.length]!;
        const attack = attacker(new Random(SEED * COUNT + index), `hostile-${index}`);
        let answered: Answered;
        try {
          answered = await send(attack);
        } catch (error) {
          faults.push({ kind, index, error: String(error) });
          continue;
        }
        const fault = faultOf(attack, answered);
        if (fault !== null)
          faults.push({
            kind,
            index,
            fault,
            attack: JSON.stringify(attack).slice(0, 600),
            body: answered.body.slice(0, 300),
          });
        const told = codesIn(answered.body)?.[0] ?? String(answered.status);
        const counts = answers.get(kind) ?? new Map<string, number>();
        counts.set(told, (counts.get(told) ?? 0) + 1);
        answers.set(kind, counts);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(faults).toEqual([]);
  });

  test('send nothing upstream', () => {
    const arrived = world.sandbox.requests.recent().filter(({ body }) => body.includes('hostile-'));
    expect(
      arrived
        .filter(({ body }) => !isOfAnswerable(body))
        .map(({ body }) => body)
        .slice(0, 3),
    ).toEqual([]);
  });

  test('leave the gateway well, and nothing of theirs in its log', async () => {
    const { status, body } = await world.ask(
      '{ payment(ref: { dialect: TRADE_QUERY, merchantReference: "everything" }) { result { code } } }',
      {},
      { authorization: 'Bearer app-key' },
    );
    expect([status, JSON.parse(body).data]).toEqual([200, { payment: { result: { code: 'SUCCESS' } } }]);
    expect(world.gateway.process.exitCode).toBeNull();
    const written = world.gateway.written();
    expect(written).not.toMatch(/"level":"(?:error|fatal)"/);
    expect(written).not.toMatch(/hostile-|app-key|bi-key/);
  });

  test('were these', () => {
    const rows = [...answers].map(
      ([kind, counts]) => `| ${kind} | ${[...counts].map(([told, count]) => `${told} ${count}`).join(', ')} |`,
    );
    process.stdout.write(`\n| attack | answered |\n|---|---|\n${rows.join('\n')}\n\n`);
    expect(answers.size).toBe(ATTACKERS.length);
  });
});

/** Whether it belongs to an attack that may be answered: the number in the mark tells which it was. */
function isOfAnswerable(body: string): boolean {
  const index = Number(/hostile-(\d+)/.exec(body)?.[1]);
  const [, attacker] = ATTACKERS[index % ATTACKERS.length]!;
  return attacker(new Random(SEED * COUNT + index), `hostile-${index}`).mayBeAnswered === true;
}
