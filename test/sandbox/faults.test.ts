import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { atWork, readFaults, spoilsOf } from '../../src/sandbox/carried-faults.ts';
import { FAULTS } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  account,
  ASK,
  askInquiryPayment,
  askPayQuery,
  askTradeQuery,
  codeOf,
  DIALECTS,
  INQUIRY_CLIENT,
  INQUIRY_PATH,
  inquirySignature,
  merchantReferenceOf,
  rsa,
} from './clients.ts';
import type { Dialect, Reply } from './clients.ts';

let sandbox: Sandbox;
const delays: number[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({
    delay: (ms) => {
      delays.push(ms);
      return Promise.resolve();
    },
  });
});
afterAll(() => sandbox.close());

const EACH = DIALECTS.map((dialect) => [dialect] as const);

function ask(dialect: Dialect, id: string): Promise<Reply> {
  return ASK[dialect](sandbox, id);
}

describe('an identifier with faults', () => {
  it('is taken apart from its end, as far as faults go', () => {
    const names = (id: string): string[] =>
      readFaults(id, 'TRADE_QUERY').faults.map(({ fault, value }) => `${fault.name}:${value}`);
    expect(names('a--unknown-2--delay-100')).toEqual(['unknown:2', 'delay:100']);
    expect(names('a--html-502')).toEqual(['html-502:']);
    expect(names('a--html-502-3')).toEqual(['html-502:3']);
    expect(names('a--result-ACQ.SYSTEM_ERROR')).toEqual(['result:ACQ.SYSTEM_ERROR']);
    expect(readFaults('a--b--reset', 'TRADE_QUERY')).toMatchObject({ id: 'a--b', suffix: '--reset' });
    for (const id of ['--reset', 'a--resets', 'a--delay', 'a--reset-x', 'a-reset', 'a--other-message']) {
      expect(readFaults(id, 'TRADE_QUERY')).toEqual({ id, suffix: '', faults: [] });
    }
  });

  it('lets faults that last for some tries follow one another', () => {
    const { faults } = readFaults('a--unknown-2--reset-1--stale-time', 'TRADE_QUERY');
    const tries = [1, 2, 3, 4].map((attempt) => spoilsOf(atWork(faults, attempt)));
    expect(tries.map(({ instead, transport }) => instead ?? transport)).toEqual([
      'unknown',
      'unknown',
      'reset',
      undefined,
    ]);
    expect(tries.every(({ ageMs }) => ageMs === 3_600_000)).toBe(true);
  });

  it('has a name and a description for each', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(FAULTS.every(({ description }) => description.endsWith('.'))).toBe(true);
  });
});

describe.each(EACH)('%s', (dialect) => {
  it('answers with the identifiers asked for, which find the same payment again', async () => {
    const reply = await ask(dialect, 'everything--delay-100');
    expect(reply.verified).toBe(true);
    expect(merchantReferenceOf(reply)).toBe('everything--delay-100');
    expect(delays.at(-1)).toBe(100);
  });

  it('does not know the result for so many tries of one id', async () => {
    const codes = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const reply = await ask(dialect, 'everything--unknown-2--delay-7');
      expect(reply.verified).toBe(true);
      codes.push(codeOf(reply));
    }
    const unknown = dialect === 'TRADE_QUERY' ? 'ACQ.SYSTEM_ERROR' : 'UNKNOWN_EXCEPTION';
    expect(codes).toEqual([unknown, unknown, 'SUCCESS']);
    expect(delays.filter((ms) => ms === 7).length % 3).toBe(0);
  });

  it('throttles, for ever or for a time', async () => {
    const throttled = dialect === 'TRADE_QUERY' ? 'app-call-limited' : 'REQUEST_TRAFFIC_EXCEED_LIMIT';
    expect(codeOf(await ask(dialect, 'everything--throttle'))).toBe(throttled);
    expect(codeOf(await ask(dialect, 'everything--throttle'))).toBe(throttled);
    const first = await ask(dialect, 'everything--throttle-1');
    expect(codeOf(first)).toBe(throttled);
    expect(first.verified).toBe(dialect !== 'TRADE_QUERY');
    expect(codeOf(await ask(dialect, 'everything--throttle-1'))).toBe('SUCCESS');
  });

  it('answers with any code and any status', async () => {
    expect(codeOf(await ask(dialect, 'everything--result-PROCESS_FAIL'))).toBe('PROCESS_FAIL');
    expect(codeOf(await ask(dialect, 'everything--result-NEVER_HEARD_OF'))).toBe('NEVER_HEARD_OF');
    const reply = await ask(dialect, 'everything--status-NEVER_SEEN');
    expect(reply.verified).toBe(true);
    expect(reply.body).toContain('"NEVER_SEEN"');
  });

  it('answers another payment, or one without identifiers, correctly signed', async () => {
    const other = await ask(dialect, 'everything--mismatch');
    expect(other.verified).toBe(true);
    expect(codeOf(other)).toBe('SUCCESS');
    expect(merchantReferenceOf(other)).not.toContain('everything');
    const nameless = await ask(dialect, 'everything--without-ids');
    expect(nameless.verified).toBe(true);
    expect(merchantReferenceOf(nameless)).toBeUndefined();
    expect(nameless.body).not.toMatch(/"(acquirementId|paymentId|trade_no)"/);
  });

  it.each(['bad-signature', 'unsigned', 'half-signed', 'doubled-signature'])(
    'is not to be trusted with %s',
    async (name) => {
      const reply = await ask(dialect, `everything--${name}`);
      expect(reply.status).toBe(200);
      expect(reply.verified).toBe(false);
      expect(codeOf(reply)).toBe('SUCCESS');
    },
  );

  it('answers with a 502 page, with HTTP 202, with words', async () => {
    const page = await ask(dialect, 'everything--html-502');
    expect(page).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' }, verified: false });
    expect(page.body).toContain('<html>');
    expect(await ask(dialect, 'everything--accepted-202')).toMatchObject({ status: 202, verified: true });
    const words = await ask(dialect, 'everything--not-json');
    expect(() => JSON.parse(words.body) as unknown).toThrow(SyntaxError);
    expect(words.verified).toBe(dialect !== 'PAY_QUERY');
  });

  it('pads the answer to more than 2 MiB', async () => {
    const reply = await ask(dialect, 'everything--oversized');
    expect(reply.body.length).toBeGreaterThan(2 * 1024 * 1024);
    expect(reply.verified).toBe(true);
  });

  it('breaks off: resets, or sends half of what it announced', async () => {
    await expect(ask(dialect, 'everything--reset')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(ask(dialect, 'everything--truncated')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(ask(dialect, 'everything--reset-1')).rejects.toThrow();
    expect(codeOf(await ask(dialect, 'everything--reset-1'))).toBe('SUCCESS');
  });

  it('applies faults to what does not exist too', async () => {
    expect(codeOf(await ask(dialect, 'missing--delay-1'))).toMatch(/NOT_EXIST$/);
  });
});

describe('what only one dialect can do', () => {
  it('half-signs with an empty member, or without the time header', async () => {
    expect(JSON.parse((await askPayQuery(sandbox, 'everything--half-signed')).body).signature).toBe('');
    const inquiry = await askInquiryPayment(sandbox, 'everything--half-signed');
    expect(inquiry.headers).toHaveProperty('signature');
    expect(inquiry.headers).not.toHaveProperty('response-time');
    const trade = await askTradeQuery(sandbox, 'everything--half-signed');
    expect(trade.headers).toHaveProperty('alipay-signature');
    expect(trade.headers).not.toHaveProperty('alipay-timestamp');
  });

  it('leaves no part of a signature when it does not sign', async () => {
    expect(JSON.parse((await askPayQuery(sandbox, 'everything--unsigned')).body)).not.toHaveProperty('signature');
    const inquiry = await askInquiryPayment(sandbox, 'everything--unsigned');
    expect(inquiry.headers).not.toHaveProperty('signature');
    expect(inquiry.headers).not.toHaveProperty('response-time');
    const trade = await askTradeQuery(sandbox, 'everything--unsigned');
    expect(Object.keys(trade.headers).filter((name) => name.startsWith('alipay-'))).toEqual(['alipay-trace-id']);
  });

  it('sends two signatures as two header lines or two members', async () => {
    const lines = (reply: Reply, name: string): number => reply.rawHeaders.filter((each) => each === name).length;
    expect(lines(await askInquiryPayment(sandbox, 'everything--doubled-signature'), 'signature')).toBe(2);
    expect(lines(await askTradeQuery(sandbox, 'everything--doubled-signature'), 'alipay-signature')).toBe(2);
    const { body } = await askPayQuery(sandbox, 'everything--doubled-signature');
    expect(body.match(/"signature":"[\w+/]{342}==/g)).toHaveLength(2);
  });

  it('gives a time of an hour ago, correctly signed', async () => {
    const hourAgo = Date.now() - 3_600_000;
    const envelope = await askPayQuery(sandbox, 'everything--stale-time');
    const inquiry = await askInquiryPayment(sandbox, 'everything--stale-time');
    const trade = await askTradeQuery(sandbox, 'everything--stale-time');
    expect([envelope, inquiry, trade].map(({ verified }) => verified)).toEqual([true, true, true]);
    const times = [
      Date.parse(JSON.parse(envelope.body).response.head.respTime),
      Date.parse(String(inquiry.headers['response-time'])),
      Number(trade.headers['alipay-timestamp']),
    ];
    for (const time of times) expect(Math.abs(time - hourAgo)).toBeLessThan(5000);
  });

  it('answers another message of PAY_QUERY', async () => {
    const reply = await askPayQuery(sandbox, 'everything--other-message');
    expect(reply.verified).toBe(true);
    expect(JSON.parse(reply.body).response.head.reqMsgId).toMatch(/^not-/);
  });
});

describe('an answer that does not end', () => {
  async function listen(id: string, enough: (bytes: number) => boolean): Promise<{ announced: number; bytes: number }> {
    const { url } = account(sandbox, 'antom-sg');
    const time = String(Date.now());
    const body = JSON.stringify({ paymentRequestId: id });
    const text = `POST ${INQUIRY_PATH}\n${INQUIRY_CLIENT}.${time}.${body}`;
    const response = await fetch(url + INQUIRY_PATH, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'client-id': INQUIRY_CLIENT,
        'request-time': time,
        signature: inquirySignature(rsa(text, account(sandbox, 'antom-sg').privateKey)),
      },
    });
    const reader = response.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    let bytes = 0;
    while (!enough(bytes)) bytes += (await reader.read()).value?.length ?? 0;
    await reader.cancel();
    return { announced: Number(response.headers.get('content-length')), bytes };
  }

  it('goes on for as long as the caller listens', async () => {
    const { announced, bytes } = await listen('everything--endless', (count) => count > 4 * 1024 * 1024);
    expect(announced).toBe(0);
    expect(bytes).toBeGreaterThan(4 * 1024 * 1024);
  });

  it('stops half-way without hanging up', async () => {
    const { announced, bytes } = await listen('everything--stalled', (count) => count > 0);
    expect(bytes).toBe(Math.ceil(announced / 2));
  });
});
