import { sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preparedPayQuery, response } from '../conversations.ts';
import { alipay } from '../keys.ts';

const VALUE = '{"body":{"note":"\\/ 店 \\u5e97"} , "head":{}}';
const signature = (value: string) => sign('SHA256', Buffer.from(value), alipay.privateKey);
const base64 = (value: string) => signature(value).toString('base64');

function evidence(body: string | Buffer, more: object = {}) {
  return preparedPayQuery(more).evidence(response(body));
}

describe('the evidence of a PAY_QUERY answer', () => {
  it.each([
    ['after the signature', `{"signature":"${base64(VALUE)}","response":${VALUE}}`],
    ['before it', `{"response":${VALUE},"signature":"${base64(VALUE)}"}`],
    ['amid white space and other members', ` {"x":[{}],\n"response" :\t${VALUE} ,"signature":"${base64(VALUE)}" }\n`],
    [
      'under an escaped name',
      `{"\\u0072esponse":${VALUE},"signature":"${base64(VALUE).replaceAll('/', String.raw`\/`)}"}`,
    ],
  ])('is the literal text of the response value, %s', (_, body) => {
    const found = evidence(body);
    if (found.kind !== 'signed') throw new Error(found.kind);
    expect(found.bytes.toString()).toBe(VALUE);
    expect(found.content).toBe(VALUE);
    expect(found.signatures.every((one) => verify('SHA256', found.bytes, alipay.publicKey, one))).toBe(true);
  });

  it('no longer verifies when one byte of the value is changed', () => {
    const body = Buffer.from(`{"response":${VALUE},"signature":"${base64(VALUE)}"}`);
    const start = '{"response":'.length;
    fc.assert(
      fc.property(fc.nat(Buffer.byteLength(VALUE) - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(body);
        changed[start + at] = changed[start + at]! ^ flip;
        const found = evidence(changed);
        const holds =
          found.kind === 'signed' &&
          found.signatures.every((one) => verify('SHA256', found.bytes, alipay.publicKey, one));
        expect(holds).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('holds every signature when there are two', () => {
    const found = evidence(`{"response":{},"signature":"QUJD","signature":"REVG"}`);
    expect(found.kind === 'signed' && found.signatures.map(String)).toEqual(['ABC', 'DEF']);
  });

  it.each([
    ['is absent', '{"response":{}}'],
    ['is null', '{"response":{},"signature":null}'],
    ['is empty', '{"response":{},"signature":""}'],
  ])('is none when the signature %s', (_, body) => {
    expect(evidence(body)).toEqual({ kind: 'unsigned', content: '{}' });
  });

  it.each([
    ['a signature that is no Base64', '{"response":{},"signature":"signature string"}'],
    ['a signature that is a number', '{"response":{},"signature":1}'],
    ['one signature of two empty', '{"response":{},"signature":"","signature":"QUJD"}'],
    ['two responses', '{"response":{},"response":{},"signature":"QUJD"}'],
  ])('is broken with %s', (_, body) => {
    expect(evidence(body).kind).toBe('broken');
  });

  it.each([
    ['HTML', '<html>'],
    ['nothing', ''],
    ['an object without a response', '{"error":1}'],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from('{"response":"'), 0xff, ...Buffer.from('"}')])],
  ])('is unreadable for %s', (_, body) => {
    expect(evidence(body).kind).toBe('unreadable');
  });

  it('is read from Base64 written twice only when the account says so', () => {
    const twice = Buffer.from(base64(VALUE)).toString('base64');
    const body = `{"response":${VALUE},"signature":"${twice}"}`;
    const found = evidence(body, { signature: { base64: 'twice' } });
    expect(found.kind === 'signed' && found.signatures[0]?.equals(signature(VALUE))).toBe(true);
    const once = evidence(body);
    expect(once.kind === 'signed' && once.signatures[0]?.equals(signature(VALUE))).toBe(false);
  });
});
