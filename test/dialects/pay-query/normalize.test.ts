import { describe, expect, it } from 'vitest';
import { MalformedAnswerError } from '../../../src/domain/errors.ts';
import { preparedPayQuery, STAMP } from '../conversations.ts';

const SUCCESS = { resultStatus: 'S', resultCodeId: '00000000', resultCode: 'SUCCESS', resultMsg: 'success' };

const TIME = '2023-11-15T06:13:20+08:00';
const UNBOUND = 'data comes with our reqMsgId or a readable respTime, got neither';

/** An answer's content; members whose text must not be changed by writing it are given as text. */
function content(payment: string | null, resultInfo: object = SUCCESS, head: object | null = null, rest = ''): string {
  const members = [`"resultInfo":${JSON.stringify(resultInfo)}`, ...(payment === null ? [] : [`"payment":${payment}`])];
  return `{${head === null ? '' : `"head":${JSON.stringify(head)},`}"body":{${members.join(',')}${rest}}}`;
}

function read(text: string, settings: object = {}) {
  return preparedPayQuery(settings).read(text, 200);
}

function paymentOf(payment: string, settings: object = {}) {
  return read(content(payment), settings).payment;
}

describe('a PAY_QUERY answer', () => {
  it.each([
    ['PAY_SUCCESS', 'SUCCEEDED', true],
    [' pay_success ', 'SUCCEEDED', true],
    ['TRADE_FINISHED', 'SUCCEEDED', true],
    ['WAIT_BUYER_PAY', 'PENDING', false],
    ['TRADE_CLOSED', 'CLOSED', null],
    ['CANCELLED', 'CANCELLED', null],
    ['PAY_FAIL', 'UNKNOWN', null],
    ['constructor', 'UNKNOWN', null],
    ['', 'UNKNOWN', null],
  ])('with payStatus %j is %s', (payStatus, status, wasPaid) => {
    expect(paymentOf(JSON.stringify({ payStatus }))).toMatchObject({
      status,
      statusRaw: payStatus === '' ? null : payStatus,
      wasPaid,
    });
  });

  it('is UNKNOWN without a payStatus', () => {
    expect(paymentOf('{}')).toMatchObject({ status: 'UNKNOWN', statusRaw: null, amount: null, buyer: null });
  });

  it('counts the smallest unit by the source text of the number', () => {
    const amount = paymentOf('{"orderAmount":{"currency":"jpy","value":9007199254740993}}')?.amount;
    expect(amount).toEqual({ currency: 'JPY', minor: 9007199254740993n, raw: '9007199254740993' });
  });

  it('counts the main unit when the account says so', () => {
    const payment = '{"orderAmount":{"currency":"USD","value":"2.39"}}';
    expect(paymentOf(payment, { amountUnit: 'major' })?.amount).toEqual({ currency: 'USD', minor: 239n, raw: '2.39' });
    expect(() => paymentOf(payment)).toThrow(MalformedAnswerError);
  });

  it.each([
    ['orderAmount: expected a whole number', '{"orderAmount":{"currency":"USD","value":1e2}}'],
    ['orderAmount: expected a whole number', '{"orderAmount":{"currency":"USD","value":"ten"}}'],
    ['orderAmount: expected a whole number', '{"orderAmount":{"currency":"USD","value":"-1"}}'],
    ['orderAmount: expected an ISO 4217 currency', '{"orderAmount":{"currency":"XXQ","value":"1"}}'],
    ['orderAmount: expected an ISO 4217 currency', '{"orderAmount":{"value":"1"}}'],
    ['body.payment.orderAmount', '{"orderAmount":[]}'],
    ['body.payment.acquirementId', '{"acquirementId":{}}'],
    ['body.payment', '[]'],
  ])('is malformed, with a message that starts with "%s"', (start, payment) => {
    expect(() => paymentOf(payment)).toThrow(MalformedAnswerError);
    expect(() => paymentOf(payment)).toThrow(start);
  });

  it('is malformed when it is a success without a payment', () => {
    expect(() => read(content(null))).toThrow('payment: expected an object');
  });

  it.each([{}, { resultStatus: 'S' }, { resultStatus: 'X', resultCode: 'SUCCESS' }, { resultCode: 'SUCCESS' }])(
    'is malformed with the result block %j',
    (resultInfo) => {
      expect(() => read(content('{}', resultInfo))).toThrow(MalformedAnswerError);
    },
  );

  it('has no payment beside a failure, and a not-found that says what to do', () => {
    const reading = read(
      content('{"acquirementId":"P"}', { resultStatus: 'F', resultCode: 'ORDER_NOT_EXIST', resultCodeId: '12005004' }),
    );
    expect(reading.payment).toBeNull();
    expect(reading.echo).toEqual({ paymentId: 'P', merchantReference: null });
    expect(reading.result).toMatchObject({ status: 'FAILURE', action: 'CHECK_IDENTIFIER', retryable: false });
  });

  it.each([
    ['U', 'ANYTHING', true, 'RETRY'],
    ['U', 'USER_PAYING', true, 'RETRY'],
    ['U', 'PAYMENT_IN_PROCESS', true, 'RETRY'],
    ['F', 'ANYTHING', false, 'CONTACT_SUPPORT'],
    ['F', 'UNKNOWN_EXCEPTION', false, 'CONTACT_SUPPORT'],
    ['F', 'REQUEST_TRAFFIC_EXCEED_LIMIT', true, 'RETRY_LATER'],
    ['U', 'REQUEST_TRAFFIC_EXCEED_LIMIT', true, 'RETRY_LATER'],
    ['f', ' process_fail ', false, 'CONTACT_SUPPORT'],
  ])('with class %s and code %s has retryable %s and action %s', (resultStatus, resultCode, retryable, action) => {
    const { result } = read(content(null, { resultStatus, resultCode }));
    expect(result).toMatchObject({ retryable, action, code: resultCode.trim().toUpperCase() });
  });

  it.each([
    ['its own message id', { reqMsgId: STAMP.id }, null],
    ['a readable time and no message id', { respTime: TIME }, null],
    ['its own message id and an unreadable time', { reqMsgId: STAMP.id, respTime: 'just now' }, null],
    ['neither', {}, UNBOUND],
    ['an empty message id', { reqMsgId: '' }, UNBOUND],
    ['an unreadable time and no message id', { respTime: 'just now' }, UNBOUND],
    ['another message id', { reqMsgId: 'x', respTime: TIME }, 'reqMsgId is not the one sent'],
    [
      'another function',
      { respTime: TIME, function: 'alipay.intl.acquiring.offline.payQuery' },
      'function is not the one called',
    ],
    ['another version', { respTime: TIME, version: '1.2' }, null],
  ])('whose head has %s is told from one to another question', (_, head, mismatch) => {
    expect(read(content('{}', SUCCESS, head)).mismatch).toBe(mismatch);
  });

  it('may lack a head only when it claims no data', () => {
    expect(read(content('{}')).mismatch).toBe(UNBOUND);
    expect(read(content(null, { resultStatus: 'F', resultCode: 'ORDER_NOT_EXIST' })).mismatch).toBeNull();
    expect(read(content(null, { resultStatus: 'U', resultCode: 'SYSTEM_ERROR' }, {})).mismatch).toBeNull();
  });

  it('keeps extendInfo as received, JSON or not', () => {
    const extendInfo = "{'objectId':'',}";
    expect(paymentOf(JSON.stringify({ extendInfo }))?.extInfo).toBe(extendInfo);
  });

  it('keeps extendInfo as it was written when it is an object', () => {
    const extendInfo = '{ "id":9007199254740993,"price":1.10, "id":"\\/" }';
    expect(paymentOf(`{"payStatus":"PAY_SUCCESS","extendInfo" : ${extendInfo} }`)?.extInfo).toBe(extendInfo);
    expect(paymentOf('{"extendInfo":[1.0]}')?.extInfo).toBe('[1.0]');
    expect(paymentOf('{"extendInfo":1.0}')?.extInfo).toBe('1.0');
  });

  it('is malformed when its payment, or more of it, is a text that holds it', () => {
    const payment = '{"payStatus":"PAY_SUCCESS","orderAmount":{"currency":"USD","value":"239"},"extendInfo":"{}"}';
    expect(paymentOf(payment)?.amount?.minor).toBe(239n);
    for (const text of [
      content(JSON.stringify(payment)),
      `{"body":${JSON.stringify(`{"resultInfo":${JSON.stringify(SUCCESS)},"payment":${payment}}`)}}`,
      JSON.stringify(content(payment)),
    ]) {
      expect(() => read(text)).toThrow(MalformedAnswerError);
    }
  });

  it('keeps a reserve that is an object as it was written', () => {
    expect(read(content('{}', SUCCESS, { reserve: {} })).reserve).toBe('{}');
  });

  it('loses no more than a decorative member of another kind', () => {
    const reading = read(
      content(
        '{"acquirementId":"P","payStatus":{},"paymentTime":[],"orderAmount":{"currency":"USD","value":"239"}}',
        { ...SUCCESS, resultMsg: {}, resultCodeId: [] },
        { version: {}, clientId: [], respTime: {}, reqMsgId: STAMP.id },
        ',"siteBuyerId":{}',
      ),
    );
    expect(reading).toMatchObject({ mismatch: null, version: null, respondedAt: null, result: { message: null } });
    expect(reading.payment).toMatchObject({
      paymentId: 'P',
      status: 'UNKNOWN',
      statusRaw: null,
      completedAt: null,
      buyer: null,
      amount: { minor: 239n },
    });
  });

  it('is malformed when a mark that binds it is no scalar', () => {
    expect(() => read(content('{}', SUCCESS, { reqMsgId: {} }))).toThrow('head.reqMsgId');
  });

  it('has no time for what is no time', () => {
    expect(paymentOf('{"paymentTime":"2001-02-30T00:00:00Z"}')?.completedAt).toBeNull();
  });
});
