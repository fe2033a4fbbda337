import { describe, expect, test } from 'vitest';
import { describeError } from '../../src/server/describe-error.ts';
import { UnknownWords } from '../../src/server/unknown-words.ts';
import { EXAMPLE, KEYS, writtenFile } from '../config/example.ts';
import { ask, start, urlOf } from './child.ts';

describe('the log', () => {
  test('holds nothing that was planted in requests, settings and errors', async () => {
    const configuration = { ...EXAMPLE, access: { anonymous: { permissions: ['payments', 'bulk', 'live'] } } };
    const environment = { MERCHANT_KEY: KEYS.merchantPrivate, APP_TOKEN: 'PLANTED-token-1', LOG_LEVEL: 'debug' };
    const child = start({ args: ['--config', writtenFile(configuration)], environment });
    const url = await urlOf(child);
    const headers = { 'user-agent': 'PLANTED-agent-1', cookie: 'PLANTED-cookie-1', referer: 'http://PLANTED-1' };
    await ask(url, '{ __typename }', {}, { ...headers, authorization: 'Bearer PLANTED-key-1' });
    await ask(url, 'query PLANTED_1 { __typename PLANTED_2 }', { PLANTED: 'PLANTED-3' }, headers);
    await ask(url, '{ resultCodes { code } node(id: "PLANTED-id-1") { id } }', {}, headers);
    const lookup = '{ payment(ref: { dialect: PAY_QUERY, paymentId: "PLANTED-2015" }) { result { code } } }';
    await (await ask(url, lookup, {}, headers)).text();
    await fetch(`${url}/graphql?query=PLANTED-1`, { headers });
    await fetch(`${url}/PLANTED-1`, { headers });
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: 'PLANTED-1',
    });
    child.process.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const written = child.stdout() + child.stderr();
    expect(written).toContain('"msg":"request"');
    expect(written).toContain('GATEWAY_');
    expect(written).not.toMatch(/PLANTED/i);
    expect(written).not.toContain('PRIVATE KEY');
    const fields = new Set(
      written
        .trimEnd()
        .split('\n')
        .flatMap((line) => Object.keys(JSON.parse(line) as object)),
    );
    const allowed = [
      'time',
      'level',
      'msg',
      'url',
      'signal',
      'requestId',
      'client',
      'method',
      'route',
      'status',
      'ms',
      'complete',
    ];
    const ofUpstream = ['account', 'dialect', 'code', 'upstreamRequestId', 'httpStatus', 'signatureVerified', 'reason'];
    expect([...fields].filter((field) => ![...allowed, ...ofUpstream].includes(field))).toEqual([]);
  });

  test('describes an error by its name, place and words, without identifiers', () => {
    const cause = new TypeError('bad key MIIEvQIBADANBgkqhkiG9w0');
    const error = new Error(
      'no payment 2015032412007101547201355678 for pay_1089760038715669_X: paymentRequestId is not set',
      { cause },
    );
    const described = describeError(error);
    expect(described).toMatchObject({
      name: 'Error',
      message: 'no payment [redacted] for [redacted]: paymentRequestId is not set',
      cause: { name: 'TypeError', message: 'bad key [redacted]' },
    });
    expect(described.frames[0]).toMatch(/^at .*log\.test\.ts/);
    expect(describeError('2015032412007101547201355678')).toEqual({ name: 'string', message: '', frames: [] });
    const circle = new Error('round');
    circle.cause = circle;
    expect(JSON.stringify(describeError(circle)).length).toBeLessThan(20_000);
  });

  test('tells of an unknown word once, and of no more than a thousand', () => {
    const words = new UnknownWords();
    expect([words.isNew('A', 'x'), words.isNew('A', 'x'), words.isNew('B', 'x')]).toEqual([true, false, true]);
    for (let made = 0; made < 2_000; made += 1) words.isNew(`word ${made}`);
    expect(words.isNew('one more')).toBe(false);
  });
});
