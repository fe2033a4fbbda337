import { createGunzip, gunzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ASK, codeOf, DIALECTS, send } from './clients.ts';
import type { Dialect, Reply, Send } from './clients.ts';

let sandbox: Sandbox;
const clock = Date.now();
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const AMOUNT = {
  PAY_QUERY: /"orderAmount":\{[^}]*"value":([^,}]+)/,
  INQUIRY_PAYMENT: /"paymentAmount":\{[^}]*"value":([^,}]+)/,
  TRADE_QUERY: /"total_amount":([^,}]+)/,
} as const;
const CURRENCY = {
  PAY_QUERY: /"orderAmount":\{[^}]*"currency":"(\w+)"/,
  INQUIRY_PAYMENT: /"paymentAmount":\{[^}]*"currency":"(\w+)"/,
  TRADE_QUERY: /"trans_currency":"(\w+)"/,
} as const;

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe.each(DIALECTS)('%s', (dialect) => {
  const ask = (fault: string, way: { send?: Send } = {}): Promise<Reply> =>
    ASK[dialect](sandbox, `everything--${fault}`, way);
  const signsHeaders: boolean = dialect !== 'PAY_QUERY';

  it('says when to come again, in seconds or as a date', async () => {
    const [seconds, date] = [await ask('retry-after-7'), await ask('retry-after-date-30')];
    for (const reply of [seconds, date]) {
      expect(reply.status).toBe(429);
      expect(codeOf(reply)).toBe(dialect === 'TRADE_QUERY' ? 'app-call-limited' : 'REQUEST_TRAFFIC_EXCEED_LIMIT');
      expect(reply.verified).toBe(dialect !== 'TRADE_QUERY');
    }
    expect(seconds.headers['retry-after']).toBe('7');
    expect(date.headers['retry-after']).toBe(new Date(clock + 30_000).toUTCString());
  });

  it('gives any amount and any currency, correctly signed', async () => {
    const amount = await ask('amount-0.001');
    expect(AMOUNT[dialect].exec(amount.body)?.[1]).toBe('"0.001"');
    const currency = await ask('currency-XQQ');
    expect(CURRENCY[dialect].exec(currency.body)?.[1]).toBe('XQQ');
    expect([amount, currency].map(({ status, verified }) => [status, verified])).toEqual([
      [200, true],
      [200, true],
    ]);
  });

  it('gives an amount as a number nobody can hold, correctly signed', async () => {
    const [digits, exponent] = [await ask('huge-number'), await ask('huge-exponent')];
    expect(AMOUNT[dialect].exec(digits.body)?.[1]).toBe('9'.repeat(10_000));
    expect(AMOUNT[dialect].exec(exponent.body)?.[1]).toBe('1e1000000000');
    for (const reply of [digits, exponent]) {
      expect(codeOf(reply)).toBe('SUCCESS');
      expect(reply.verified).toBe(true);
    }
  });

  it('changes one digit after signing', async () => {
    const ids = ['everything', 'missing-one'];
    for (const id of ids) {
      const right = await ASK[dialect](sandbox, id);
      sandbox.faults.add({ fault: 'altered', times: 1 });
      const altered = await ASK[dialect](sandbox, id);
      expect([right.verified, altered.verified]).toEqual([true, false]);
      expect(codeOf(altered)).toBe(codeOf(right));
      // PAY_QUERY says in its body when it answers, and whom.
      if (!signsHeaders) continue;
      const different = [...altered.bytes].filter((byte, index) => byte !== right.bytes[index]);
      if (altered.bytes.length === right.bytes.length) expect(different).toHaveLength(1);
      else expect(altered.body.replace('{ ', '{')).toBe(right.body);
    }
  });

  it('does not sign an error', async () => {
    const reply = await ask('unsigned-error');
    expect(codeOf(reply)).toBe(dialect === 'TRADE_QUERY' ? 'ACQ.SYSTEM_ERROR' : 'UNKNOWN_EXCEPTION');
    expect(reply.verified).toBe(false);
    expect(Object.keys(reply.headers)).not.toContain(dialect === 'TRADE_QUERY' ? 'alipay-signature' : 'signature');
    if (!signsHeaders) expect(reply.body).not.toContain('"signature"');
  });

  it('has nothing to say, and signs that where it can', async () => {
    expect(await ask('empty')).toMatchObject({ status: 200, body: '', verified: signsHeaders });
  });

  it('nests deeper than a stack goes, correctly signed', async () => {
    const reply = await ask('deep-nesting');
    expect(reply.body).toContain('['.repeat(100_000) + ']'.repeat(100_000));
    expect(reply.verified).toBe(true);
  });

  it('gives the status twice, correctly signed', async () => {
    const reply = await ask('duplicate-keys');
    const words = [...reply.body.matchAll(/"(?:payStatus|paymentStatus|trade_status)":"(\w+)"/g)].map(
      ([, word]) => word,
    );
    expect(words).toHaveLength(2);
    expect(words[0]).toMatch(/SUCCESS$/);
    expect(words[1]).toMatch(/CLOSED|CANCELLED/);
    expect(reply.verified).toBe(true);
  });

  it('breaks UTF-8, or writes GBK, correctly signed', async () => {
    const broken = await ask('invalid-utf8');
    expect([isUtf8(broken.bytes), broken.verified]).toEqual([false, true]);
    expect(codeOf(broken)).toBe('SUCCESS');
    const gbk = await ask('gbk');
    expect(gbk.headers['content-type']).toBe('application/json;charset=GBK');
    expect([isUtf8(gbk.bytes), gbk.verified]).toEqual([false, true]);
    const text = new TextDecoder('gbk', { fatal: true }).decode(gbk.bytes);
    expect(text).toContain('支付成功');
    if (dialect === 'TRADE_QUERY') expect(text).toContain('证大五道口店');
    expect(codeOf({ body: text })).toBe('SUCCESS');
  });

  it('lies about the type of the right body', async () => {
    expect(await ask('wrong-content-type')).toMatchObject({
      headers: { 'content-type': 'text/html;charset=UTF-8' },
      verified: true,
    });
  });

  it('compresses the body it signed', async () => {
    const unpacking: Send = async (url, call) => {
      const reply = await send(url, call);
      expect(reply.headers['content-encoding']).toBe('gzip');
      const bytes = gunzipSync(reply.bytes);
      return { ...reply, bytes, body: bytes.toString() };
    };
    const reply = await ask('compressed', { send: unpacking });
    expect(reply.verified).toBe(true);
    expect(codeOf(reply)).toBe('SUCCESS');
  });

  it('is stood in for by pages of others', async () => {
    const broken = await ask('error-500');
    expect(broken).toMatchObject({ status: 500, headers: { 'content-type': 'application/json' }, verified: false });
    expect(JSON.parse(broken.body)).toMatchObject({ error: 'Internal Server Error' });
    const busy = await ask('html-503');
    expect(busy).toMatchObject({ status: 503, headers: { 'content-type': 'text/html' }, verified: false });
    expect(busy.body).toContain('503 Service Temporarily Unavailable');
  });

  it('redirects with the right answer, correctly signed, and knows who follows', async () => {
    const reply = await ask('redirect-302');
    expect(reply).toMatchObject({ status: 302, headers: { location: '/redirected' }, verified: true });
    expect((await send(`${sandbox.url}/redirected`, { body: '' })).status).toBe(404);
  });
});

describe('a bomb', () => {
  it('is small on the wire and more than half a GiB unpacked, the answer first', async () => {
    const { bytes, headers } = await ASK.TRADE_QUERY(sandbox, 'everything--gzip-bomb');
    expect(headers['content-encoding']).toBe('gzip');
    expect(bytes.length).toBeLessThan(1024 * 1024);
    let length = 0;
    let start = '';
    const unpacking = createGunzip();
    unpacking.end(bytes);
    for await (const chunk of unpacking) {
      if (start.length < 4_000) start += (chunk as Buffer).toString();
      length += (chunk as Buffer).length;
    }
    expect(length).toBeGreaterThan(512 * 1024 * 1024);
    expect(JSON.parse(start.trimEnd())).toMatchObject({ out_trade_no: 'everything--gzip-bomb' });
  });
});

describe('what all three dialects share', () => {
  it.each<[Dialect]>(DIALECTS.map((dialect) => [dialect]))(
    '%s answers what is missing with hostile faults, too',
    async (dialect) => {
      for (const fault of ['duplicate-keys', 'amount-1', 'huge-number', 'invalid-utf8', 'altered']) {
        expect(codeOf(await ASK[dialect](sandbox, `missing-one--${fault}`))).toMatch(/NOT_EXIST$/);
      }
    },
  );
});
