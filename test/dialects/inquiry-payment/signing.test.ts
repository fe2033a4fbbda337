import { sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preparedInquiryPayment, response } from '../conversations.ts';
import { alipay } from '../keys.ts';

const BODY = '{"result":{"resultStatus":"S"},"note":"店"}';
const TIME = '2023-11-15T06:13:20+08:00';
const SIGNED = `POST /ams/api/v1/payments/inquiryPayment\nT_000000000001.${TIME}.${BODY}`;
const BASE64 = sign('SHA256', Buffer.from(SIGNED), alipay.privateKey).toString('base64');
const HEADER = `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(BASE64)}`;

function evidence(headers: Record<string, string | string[]>, body: string | Buffer = BODY) {
  return preparedInquiryPayment().evidence(response(body, headers));
}

function holds(headers: Record<string, string | string[]>, body: string | Buffer = BODY): boolean {
  const found = evidence(headers, body);
  return (
    found.kind === 'signed' && found.signatures.every((one) => verify('SHA256', found.bytes, alipay.publicKey, one))
  );
}

describe('the evidence of an INQUIRY_PAYMENT answer', () => {
  it.each([
    ['as documented', HEADER],
    ['with spaces after the commas', HEADER.replaceAll(',', ', ')],
    ['in another order and case', `Signature=${encodeURIComponent(BASE64)},Algorithm=RSA256`],
    ['percent-encoded in lower case', HEADER.replaceAll(/%../g, (code) => code.toLowerCase())],
    ['not percent-encoded at all', `algorithm=RSA256,keyVersion=1,signature=${BASE64}`],
    ['given twice in one value', `${HEADER}, ${HEADER}`],
  ])('holds with a signature header %s', (_, signature) => {
    expect(holds({ signature, 'response-time': TIME })).toBe(true);
  });

  it('says when the answer was given, in either form of time', () => {
    const iso = evidence({ signature: HEADER, 'response-time': TIME });
    expect(iso.kind === 'signed' && iso.respondedAt?.text).toBe(TIME);
    const epoch = evidence({ signature: HEADER, 'response-time': '1700000000123' });
    expect(epoch.kind === 'signed' && epoch.respondedAt?.text).toBe('2023-11-15T06:13:20.123+08:00');
  });

  it('does not hold when one byte of the body is changed', () => {
    fc.assert(
      fc.property(fc.nat(Buffer.byteLength(BODY) - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(BODY);
        changed[at] = changed[at]! ^ flip;
        expect(holds({ signature: HEADER, 'response-time': TIME }, changed)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('does not hold with another time', () => {
    expect(holds({ signature: HEADER, 'response-time': '2023-11-15T06:13:21+08:00' })).toBe(false);
  });

  it('is verified with our own client id, whatever the answer’s header says', () => {
    expect(holds({ signature: HEADER, 'response-time': TIME, 'client-id': 'SOMEONE' })).toBe(true);
  });

  it('holds every signature of repeated headers', () => {
    const other = 'algorithm=RSA256,keyVersion=1,signature=QUJD';
    expect(holds({ signature: [HEADER, HEADER], 'response-time': [TIME, TIME] })).toBe(true);
    expect(holds({ signature: [HEADER, other], 'response-time': TIME })).toBe(false);
    expect(holds({ signature: [other, HEADER], 'response-time': TIME })).toBe(false);
    expect(holds({ signature: `${HEADER},${other}`, 'response-time': TIME })).toBe(false);
  });

  it.each([
    ['a signature alone', { signature: HEADER }],
    ['a response-time alone', { 'response-time': TIME }],
    ['an empty signature', { signature: '', 'response-time': TIME }],
    ['contradictory response-times', { signature: HEADER, 'response-time': [TIME, '1700000000123'] }],
    ['a response-time that is none', { signature: HEADER, 'response-time': 'now' }],
    ['no signature in the header', { signature: 'algorithm=RSA256,keyVersion=1', 'response-time': TIME }],
    ['a signature that is no Base64', { signature: 'signature=a%2', 'response-time': TIME }],
    ['one signature of two empty', { signature: [HEADER, 'signature='], 'response-time': TIME }],
  ])('is broken with %s', (_, headers) => {
    expect(evidence(headers).kind).toBe('broken');
  });

  it('is none without both headers', () => {
    expect(evidence({})).toEqual({ kind: 'unsigned', content: BODY });
    expect(evidence({ signature: '', 'response-time': '' }).kind).toBe('unsigned');
  });

  it.each([
    ['HTML', '<html>'],
    ['nothing', ''],
    ['an array', '[]'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff])],
  ])('is unreadable for %s', (_, body) => {
    expect(evidence({}, body).kind).toBe('unreadable');
  });

  it('never throws, whatever the headers are', () => {
    const value = fc.oneof(fc.string(), fc.stringMatching(/^[signature=,%2bF+/ ]*$/));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), fc.array(value, { maxLength: 2 }), (signature, time) => {
        evidence({ signature, 'response-time': time });
      }),
    );
  });
});
