import { describe, expect, it } from 'vitest';
import { MalformedAnswerError } from '../../../src/domain/errors.ts';
import { preparedTradeQuery } from '../conversations.ts';

function read(text: string, httpStatus = 200) {
  return preparedTradeQuery().read(text, httpStatus);
}

function paymentOf(text: string) {
  const { payment } = read(text);
  if (payment === null) throw new Error('expected a payment');
  return payment;
}

function refused(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof MalformedAnswerError) return error.message;
    throw error;
  }
  throw new Error('expected to be refused');
}

describe('a TRADE_QUERY answer', () => {
  it.each([
    ['{"trade_status":"WAIT_BUYER_PAY"}', 'PENDING', false],
    ['{"trade_status":"TRADE_SUCCESS"}', 'SUCCEEDED', true],
    ['{"trade_status":"trade_finished"}', 'SUCCEEDED', true],
    ['{"trade_status":"TRADE_CLOSED"}', 'CLOSED', false],
    ['{"trade_status":"TRADE_CLOSED","send_pay_date":""}', 'CLOSED', false],
    ['{"trade_status":"TRADE_CLOSED","send_pay_date":"2014-11-27 15:45:57"}', 'CLOSED', true],
    ['{"trade_status":"TRADE_CLOSED","send_pay_date":"2014-11-31 15:45:57"}', 'CLOSED', true],
    ['{"trade_status":"TRADE_PENDING"}', 'UNKNOWN', null],
    ['{}', 'UNKNOWN', null],
  ])('%s is %s, and paid at some point: %s', (text, status, wasPaid) => {
    expect(paymentOf(text)).toMatchObject({ status, wasPaid });
  });

  it('has a result of its own making when it succeeds', () => {
    const { result } = read('{"trade_no":"1"}');
    expect(result).toMatchObject({ dialect: 'TRADE_QUERY', status: 'SUCCESS', code: 'SUCCESS', message: null });
  });

  it('is a payment of nulls when nothing is reported', () => {
    const { status, dialect, ...rest } = paymentOf('{}');
    expect({ status, dialect }).toEqual({ status: 'UNKNOWN', dialect: 'TRADE_QUERY' });
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('counts yuan by the source text of the number', () => {
    expect(paymentOf('{"total_amount":88.80}').amount).toEqual({ currency: 'CNY', minor: 8880n, raw: '88.80' });
    expect(paymentOf('{"total_amount":9007199254740993}').amount?.minor).toBe(900719925474099300n);
    expect(paymentOf('{"point_amount":"10","receipt_amount":"0.00"}').breakdown).toMatchObject({
      points: { minor: 1000n },
      received: { minor: 0n },
      buyerPaid: null,
    });
  });

  it('counts the total in the trade’s own currency, and has no breakdown then', () => {
    const payment = paymentOf(
      '{"total_amount":"500","trans_currency":"JPY","buyer_pay_amount":"25.31","receipt_amount":"x",' +
        '"fund_bill_list":[{"amount":"25.31"}]}',
    );
    expect(payment.amount).toEqual({ currency: 'JPY', minor: 500n, raw: '500' });
    expect(payment.breakdown).toBeNull();
    expect(payment.fundBills?.[0]?.amount).toEqual({ currency: 'CNY', minor: 2531n, raw: '25.31' });
  });

  it.each(['', ',"trans_currency":"CNY"', ',"trans_currency":" cny"', ',"trans_currency":""'])(
    'has a breakdown in yuan for a trade in yuan%s',
    (currency) => {
      const payment = paymentOf(`{"total_amount":"88.88","buyer_pay_amount":"25.31"${currency}}`);
      expect(payment.amount?.currency).toBe('CNY');
      expect(payment.breakdown?.buyerPaid).toEqual({ currency: 'CNY', minor: 2531n, raw: '25.31' });
    },
  );

  it.each([
    ['JPY', '"100.00"', 100n, '100.00'],
    ['KRW', '100.00', 100n, '100.00'],
    ['KWD', '"1.234"', 1234n, '1.234'],
    ['USD', '"2.39"', 239n, '2.39'],
  ])('in %s may write its total %s', (currency, written, minor, raw) => {
    const { amount } = paymentOf(`{"total_amount":${written},"trans_currency":"${currency}"}`);
    expect(amount).toEqual({ currency, minor, raw });
  });

  it('has no time for an impossible date, and Beijing time for a possible one', () => {
    expect(paymentOf('{"send_pay_date":"2014-11-31 15:45:57"}').completedAt).toBeNull();
    expect(paymentOf('{"send_pay_date":"2014-11-27 15:45:57"}').completedAt).toEqual({
      text: '2014-11-27T15:45:57+08:00',
      epochMs: Date.parse('2014-11-27T07:45:57Z'),
    });
  });

  it('keeps lists that are null, absent, empty and written as a string apart', () => {
    expect(paymentOf('{"fund_bill_list":null}').fundBills).toBeNull();
    expect(paymentOf('{}').fundBills).toBeNull();
    expect(paymentOf('{"fund_bill_list":[],"voucher_detail_list":[]}')).toMatchObject({ fundBills: [], vouchers: [] });
    expect(
      paymentOf(String.raw`{"fund_bill_list":"[{\"fund_channel\":\"pcredit\",\"amount\":10}]"}`).fundBills,
    ).toEqual([{ channel: 'PCREDIT', amount: { currency: 'CNY', minor: 1000n, raw: '10' }, realAmount: null }]);
    expect(paymentOf('{"trade_settle_info":{"trade_settle_detail_list":[]}}').settlement).toMatchObject({
      details: [],
      unsettledAmount: null,
    });
    expect(paymentOf('{"trade_settle_info":{}}').settlement).toMatchObject({ details: null });
  });

  it.each([
    ['total_amount', '{"total_amount":1e2}'],
    ['total_amount', '{"total_amount":"88.888"}'],
    ['total_amount', '{"total_amount":"88,88"}'],
    ['total_amount', '{"total_amount":true}'],
    ['total_amount', '{"total_amount":"-88.88"}'],
    ['total_amount', '{"total_amount":-0}'],
    ['total_amount', '{"total_amount":"100.10","trans_currency":"JPY"}'],
    ['total_amount', '{"total_amount":"100.000","trans_currency":"JPY"}'],
    ['total_amount', '{"total_amount":"88.880","trans_currency":"CNY"}'],
    ['receipt_amount', '{"receipt_amount":"-0.01"}'],
    ['fund_bill_list.0.amount', '{"fund_bill_list":[{"amount":"-1"}]}'],
    ['voucher_detail_list.0.amount', '{"voucher_detail_list":[{"amount":"-1"}]}'],
    [
      'trade_settle_info.trade_settle_detail_list.0.amount',
      '{"trade_settle_info":{"trade_settle_detail_list":[{"amount":"-1"}]}}',
    ],
    ['total_amount', '{"total_amount":"1","trans_currency":"ZZZ"}'],
    ['mdiscount_amount', '{"mdiscount_amount":"x"}'],
    ['fund_bill_list.0.real_amount', '{"fund_bill_list":[{"amount":"1","real_amount":"x"}]}'],
    ['fund_bill_list.0', '{"fund_bill_list":["x"]}'],
    ['voucher_detail_list.1.amount', '{"voucher_detail_list":[{},{"amount":"x"}]}'],
    ['trade_settle_info.trade_unsettled_amount', '{"trade_settle_info":{"trade_unsettled_amount":"x"}}'],
    [
      'trade_settle_info.trade_settle_detail_list.0.amount',
      '{"trade_settle_info":{"trade_settle_detail_list":[{"amount":"x"}]}}',
    ],
    ['trade_no', '{"trade_no":{}}'],
    ['out_trade_no', '{"out_trade_no":[]}'],
    ['code', '{"code":{}}'],
    ['total_amount', '{"total_amount":{}}'],
    ['fund_bill_list', '{"fund_bill_list":{}}'],
    ['fund_bill_list', '{"fund_bill_list":"none"}'],
    ['voucher_detail_list', '{"voucher_detail_list":5}'],
    ['trade_settle_info.trade_settle_detail_list', '{"trade_settle_info":{"trade_settle_detail_list":{}}}'],
  ])('is malformed, naming %s, for %s', (field, text) => {
    expect(refused(text).split(':')[0]).toBe(field);
  });

  it.each(['[]', '{}', '{"a":[1]}'])('loses no more than a decorative member that is %s', (other) => {
    const members = ['trade_status', 'buyer_user_id', 'buyer_user_type', 'store_name', 'send_pay_date'];
    const payment = paymentOf(
      `{"trade_no":"T","total_amount":"88.88","fund_bill_list":[{"fund_channel":${other},"amount":"1"}],` +
        `${members.map((name) => `"${name}":${other}`).join(',')}}`,
    );
    expect(payment).toMatchObject({ paymentId: 'T', status: 'UNKNOWN', statusRaw: null, buyer: null, store: null });
    expect(payment).toMatchObject({
      amount: { minor: 8888n },
      fundBills: [{ channel: null, amount: { minor: 100n } }],
    });
  });

  it.each(['[]', '5', '"words"', 'true', '"[]"'])('has no settlement where %s stands for it', (other) => {
    expect(paymentOf(`{"trade_no":"T","trade_settle_info":${other}}`)).toMatchObject({
      paymentId: 'T',
      settlement: null,
    });
  });

  it('reads a settlement that is written as a string', () => {
    const text = JSON.stringify('{"trade_unsettled_amount":1.10}');
    expect(paymentOf(`{"trade_settle_info":${text}}`).settlement?.unsettledAmount?.raw).toBe('1.10');
  });

  it('keeps ext_infos as they were written, whatever they are', () => {
    const written = '{"id": 9007199254740993,"n":1.10 }';
    expect(paymentOf(`{"ext_infos":${written},"trade_no":"T"}`).extInfo).toBe(written);
    expect(paymentOf(`{"ext_infos":${JSON.stringify(written)}}`).extInfo).toBe(written);
  });

  it('cannot tell whether a closed trade had been paid when its payment date is no scalar', () => {
    expect(paymentOf('{"trade_status":"TRADE_CLOSED","send_pay_date":[]}').wasPaid).toBeNull();
  });

  it.each(['[]', '1', 'null', '', '{"trade_no":'])('is malformed when it is %j', (text) => {
    expect(() => read(text)).toThrow(MalformedAnswerError);
  });
});

describe('a TRADE_QUERY error', () => {
  it.each([
    ['ACQ.TRADE_NOT_EXIST', 400, 'ACQ.TRADE_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER'],
    ['acq.trade_not_exist', 400, 'ACQ.TRADE_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER'],
    ['TRADE_NOT_EXIST', 200, 'ACQ.TRADE_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER'],
    ['ACQ.TRADE_NOT_EXIST', 500, 'ACQ.TRADE_NOT_EXIST', 'FAILURE', 'CHECK_IDENTIFIER'],
    ['AQC.SYSTEM_ERROR', 400, 'ACQ.SYSTEM_ERROR', 'UNKNOWN', 'RETRY'],
    ['ACQ.INVALID_PARAMETER', 400, 'ACQ.INVALID_PARAMETER', 'FAILURE', 'CORRECT_REQUEST'],
    ['invalid-app-id', 400, 'INVALID-APP-ID', 'FAILURE', 'FIX_CONFIGURATION'],
    ['isv.invalid-signature', 400, 'INVALID-SIGNATURE', 'FAILURE', 'FIX_CONFIGURATION'],
    ['app-key-security-risk, app-cert-expired', 400, undefined, 'FAILURE', 'FIX_CONFIGURATION'],
    ['app-call-limited', 429, 'APP-CALL-LIMITED', 'FAILURE', 'RETRY_LATER'],
    ['unknow-error', 400, 'UNKNOW-ERROR', 'UNKNOWN', 'RETRY'],
    ['something-new', 400, 'SOMETHING-NEW', 'FAILURE', 'CONTACT_SUPPORT'],
    ['something-new', 200, 'SOMETHING-NEW', 'FAILURE', 'CONTACT_SUPPORT'],
    ['something-new', 401, 'SOMETHING-NEW', 'FAILURE', 'FIX_CONFIGURATION'],
    ['something-new', 403, 'SOMETHING-NEW', 'FAILURE', 'FIX_CONFIGURATION'],
    ['something-new', 404, 'SOMETHING-NEW', 'FAILURE', 'FIX_CONFIGURATION'],
    ['something-new', 429, 'SOMETHING-NEW', 'FAILURE', 'RETRY_LATER'],
    ['something-new', 500, 'SOMETHING-NEW', 'UNKNOWN', 'RETRY'],
    ['something-new', 503, 'SOMETHING-NEW', 'UNKNOWN', 'RETRY'],
    ['AQC.SOMETHING', 400, 'ACQ.SOMETHING', 'FAILURE', 'CONTACT_SUPPORT'],
    ['constructor', 400, 'CONSTRUCTOR', 'FAILURE', 'CONTACT_SUPPORT'],
  ])('%s at HTTP %i is %s, a %s with action %s', (code, httpStatus, documented, status, action) => {
    const { result, payment } = read(JSON.stringify({ code, message: 'words' }), httpStatus);
    expect(payment).toBeNull();
    expect(result).toMatchObject({
      code: documented ?? code.toUpperCase(),
      status,
      action,
      message: 'words',
      retryable: action.startsWith('RETRY'),
    });
  });

  it('keeps the identifier it names, and ignores whatever else comes with it', () => {
    const reading = read(
      '{"code":"ACQ.TRADE_NOT_EXIST","message":"交易不存在","out_trade_no":"1","total_amount":"none",' +
        '"links":[{"link":"https://open.example","desc":"?"}],"details":[{"field":"trade_no"}]}',
      400,
    );
    expect(reading.echo).toEqual({ paymentId: null, merchantReference: '1' });
    expect(reading.result.message).toBe('交易不存在');
  });

  it('is malformed without a code', () => {
    expect(() => read('{"message":"no code"}', 400)).toThrow(MalformedAnswerError);
    expect(() => read('{"code":"","trade_no":"1"}', 500)).toThrow(MalformedAnswerError);
  });
});
