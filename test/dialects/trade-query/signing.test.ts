import { sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preparedTradeQuery, response } from '../conversations.ts';
import { alipay } from '../keys.ts';

const BODY = '{"code":"ACQ.TRADE_NOT_EXIST","message":"交易不存在"}';
const TIME = '1700000000123';
const signature = sign('SHA256', Buffer.from(`${TIME}\nN0nce\n${BODY}\n`), alipay.privateKey).toString('base64');
const HEADERS = { 'alipay-signature': signature, 'alipay-timestamp': TIME, 'alipay-nonce': 'N0nce' };

function evidence(headers: Record<string, string | string[]>, body: string | Buffer = BODY) {
  return preparedTradeQuery().evidence(response(body, headers, 400));
}

function holds(headers: Record<string, string | string[]>, body: string | Buffer = BODY): boolean {
  const found = evidence(headers, body);
  return (
    found.kind === 'signed' && found.signatures.every((one) => verify('SHA256', found.bytes, alipay.publicKey, one))
  );
}

describe('the evidence of a TRADE_QUERY answer', () => {
  it('is its timestamp, its nonce and its body, each with an end of line', () => {
    const found = evidence(HEADERS);
    if (found.kind !== 'signed') throw new Error(found.kind);
    expect(found.bytes.toString()).toBe(`${TIME}\nN0nce\n${BODY}\n`);
    expect(found.content).toBe(BODY);
    expect(found.respondedAt?.text).toBe('2023-11-15T06:13:20.123+08:00');
    expect(holds(HEADERS)).toBe(true);
  });

  it('does not hold when one byte of the body is changed', () => {
    fc.assert(
      fc.property(fc.nat(Buffer.byteLength(BODY) - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(BODY);
        changed[at] = changed[at]! ^ flip;
        expect(holds(HEADERS, changed)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['another time', { 'alipay-timestamp': '1700000000124' }],
    ['another nonce', { 'alipay-nonce': 'n0nce' }],
    ['a second signature that does not fit', { 'alipay-signature': [signature, 'QUJD'] }],
  ])('does not hold with %s', (_, changed) => {
    expect(holds({ ...HEADERS, ...changed })).toBe(false);
  });

  it.each([
    ['no signature', { 'alipay-signature': [] }],
    ['the text null for a signature', { 'alipay-signature': 'null' }],
    ['an empty nonce', { 'alipay-nonce': '' }],
    ['no timestamp', { 'alipay-timestamp': [] }],
    ['a timestamp that is no time', { 'alipay-timestamp': 'now' }],
    ['two timestamps', { 'alipay-timestamp': [TIME, '1700000000124'] }],
    ['two nonces', { 'alipay-nonce': ['N0nce', 'other'] }],
    ['a signature that is no Base64', { 'alipay-signature': 'sign%3D' }],
  ])('is broken with %s', (_, changed) => {
    expect(evidence({ ...HEADERS, ...changed }).kind).toBe('broken');
  });

  it('is none when no header is there, or all say null', () => {
    expect(evidence({})).toEqual({ kind: 'unsigned', content: BODY });
    const nulls = { 'alipay-signature': 'null', 'alipay-timestamp': 'null', 'alipay-nonce': 'null' };
    expect(evidence(nulls).kind).toBe('unsigned');
  });

  it.each([
    ['HTML', '<html>502</html>'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff])],
  ])('is unreadable for %s', (_, body) => {
    expect(evidence({}, body).kind).toBe('unreadable');
  });
});
