import { describe, expect, it } from 'vitest';
import { inquiryPayment } from '../../../src/dialects/inquiry-payment/adapter.ts';
import { MalformedAnswerError } from '../../../src/domain/errors.ts';
import { CASES } from '../../../src/sandbox/inquiry-payment/cases.ts';
import { preparedInquiryPayment } from '../conversations.ts';

const SUCCESS = '"result":{"resultStatus":"S","resultCode":"SUCCESS","resultMessage":"success."}';

function read(text: string) {
  return preparedInquiryPayment().read(text, 200);
}

/** The payment of an answer whose members beside `result` have this text. */
function paymentOf(members: string) {
  const { payment } = read(`{${SUCCESS}${members === '' ? '' : `,${members}`}}`);
  if (payment === null) throw new Error('expected a payment');
  return payment;
}

function refused(members: string): string {
  try {
    paymentOf(members);
  } catch (error) {
    if (error instanceof MalformedAnswerError) return error.message;
    throw error;
  }
  throw new Error('expected to be refused');
}

describe('an INQUIRY_PAYMENT answer', () => {
  it.each([
    ['"paymentStatus":"SUCCESS"', 'SUCCEEDED', true],
    ['"paymentStatus":"FAIL","paymentTime":"2019-06-01T12:01:01+08:30"', 'FAILED', false],
    ['"paymentStatus":"PROCESSING"', 'PENDING', false],
    ['"paymentStatus":"PENDING"', 'PENDING', false],
    ['"paymentStatus":"CANCELLED"', 'CANCELLED', false],
    ['"paymentStatus":"CANCELLED","paymentTime":""', 'CANCELLED', false],
    ['"paymentStatus":"CANCELLED","paymentTime":"2019-06-01T12:01:01+08:30"', 'CANCELLED', true],
    ['"paymentStatus":"CANCELLED","paymentTime":"yesterday"', 'CANCELLED', true],
    ['"paymentStatus":" success"', 'SUCCEEDED', true],
    ['"paymentStatus":"REFUNDED"', 'UNKNOWN', null],
    ['"paymentStatus":true', 'UNKNOWN', null],
    ['"paymentStatus":null', 'UNKNOWN', null],
    ['', 'UNKNOWN', null],
  ])('with %s is %s, and paid at some point: %s', (members, status, wasPaid) => {
    expect(paymentOf(members)).toMatchObject({ status, wasPaid });
  });

  it('is a payment of nulls when only the result block is there', () => {
    const { status, dialect, ...rest } = paymentOf('');
    expect({ status, dialect }).toEqual({ status: 'UNKNOWN', dialect: 'INQUIRY_PAYMENT' });
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it.each([
    ['ORDER_NOT_EXIST', 'F', false, 'CHECK_IDENTIFIER'],
    ['ORDER_NOT_EXIST', 'U', true, 'RETRY'],
    ['USER_KYC_NOT_QUALIFIED', 'F', false, 'COMPLETE_KYC'],
    ['REQUEST_TRAFFIC_EXCEED_LIMIT', 'U', true, 'RETRY_LATER'],
    ['REQUEST_TRAFFIC_EXCEED_LIMIT', 'F', true, 'RETRY_LATER'],
    ['UNKNOWN_EXCEPTION', 'U', true, 'RETRY'],
    ['PAYMENT_IN_PROCESS', 'U', true, 'RETRY'],
    ['USER_BALANCE_NOT_ENOUGH', 'F', false, 'CONTACT_SUPPORT'],
    ['ORDER_IS_CLOSED', 'F', false, 'CONTACT_SUPPORT'],
    ['ACCESS_DENIED', 'F', false, 'FIX_CONFIGURATION'],
    ['SOMETHING_NEW', 'U', true, 'RETRY'],
    ['SOMETHING_NEW', 'F', false, 'CONTACT_SUPPORT'],
    ['PROCESS_FAIL', 'F', false, 'CONTACT_SUPPORT'],
  ])('with result %s of class %s has no payment, retryable %s and action %s', (code, status, retryable, action) => {
    const reading = read(`{"result":{"resultStatus":"${status}","resultCode":"${code}"},"paymentStatus":"SUCCESS"}`);
    expect(reading).toMatchObject({ payment: null, result: { code, retryable, action } });
  });

  it.each([
    ['SUCCESS', 'SUCCESS', 'SUCCESS', 'NONE', false],
    ['CANCELLED', 'SUCCESS', 'SUCCESS', 'NONE', false],
    ['FAIL', 'USER_BALANCE_NOT_ENOUGH', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['FAIL', 'USER_KYC_NOT_QUALIFIED', 'FAILURE', 'COMPLETE_KYC', false],
    ['FAIL', 'UNKNOWN_EXCEPTION', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['CANCELLED', 'ORDER_IS_CLOSED', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['FAIL', 'ACCESS_DENIED', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['FAIL', 'PROCESS_FAIL', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['FAIL', 'ORDER_NOT_EXIST', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['FAIL', 'PARAM_ILLEGAL', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['FAIL', 'REQUEST_TRAFFIC_EXCEED_LIMIT', 'FAILURE', 'CONTACT_SUPPORT', false],
    ['PROCESSING', 'USER_BALANCE_NOT_ENOUGH', 'UNKNOWN', 'RETRY', true],
    ['PROCESSING', 'UNKNOWN_EXCEPTION', 'UNKNOWN', 'RETRY', true],
    ['PROCESSING', 'PAYMENT_IN_PROCESS', 'UNKNOWN', 'RETRY', true],
    ['REFUNDED', 'SOMETHING_NEW', 'UNKNOWN', 'RETRY', true],
    ['FAIL', 'SOMETHING_NEW', 'FAILURE', 'CONTACT_SUPPORT', false],
  ])('for a %s payment with paymentResultCode %s has the outcome %s', (word, code, status, action, retryable) => {
    const { outcome } = paymentOf(
      `"paymentStatus":"${word}","paymentResultCode":"${code}","paymentResultMessage":"words"`,
    );
    expect(outcome).toMatchObject({ status, code, message: 'words', action, retryable });
  });

  it('advises about the payment, not about the inquiry, for every outcome', () => {
    const codes = [...inquiryPayment.results.map(({ code }) => code), 'SOMETHING_NEW'].filter(
      (code) => code !== 'SUCCESS',
    );
    for (const code of codes) {
      const inquiry = read(`{"result":{"resultStatus":"F","resultCode":"${code}"}}`).result;
      expect(inquiry.action).not.toBe('NONE');
      for (const word of ['FAIL', 'CANCELLED', 'PROCESSING', 'PENDING']) {
        const { outcome } = paymentOf(`"paymentStatus":"${word}","paymentResultCode":"${code}"`);
        expect(outcome?.advice).toMatch(/payment/);
        expect(outcome?.advice).not.toMatch(/inquiry|order that does not exist|identifier|gateway/);
        expect(outcome?.action).not.toBe('NONE');
      }
    }
  });

  it.each([
    ['ORDER_IS_CANCELED', 'ORDER_IS_CANCELLED'],
    ['PAYMENT_AMOUNT_EXCEED_LIMIT', 'USER_AMOUNT_EXCEED_LIMIT'],
  ])('means the same by %s and %s', (one, other) => {
    const advice = [one, other].map(
      (code) => paymentOf(`"paymentStatus":"FAIL","paymentResultCode":"${code}"`).outcome?.advice,
    );
    expect(advice[0]).toBe(advice[1]);
    expect(advice[0]).not.toBe(paymentOf('"paymentStatus":"FAIL","paymentResultCode":"NEW"').outcome?.advice);
  });

  it('has an outcome of its own for each way a payment of the documented cases ends', () => {
    const unlisted = paymentOf('"paymentStatus":"FAIL","paymentResultCode":"NEW"').outcome?.advice;
    const ended = CASES.map(({ facts }) => paymentOf(JSON.stringify(facts).slice(1, -1))).filter(
      ({ status }) => status === 'FAILED' || status === 'CANCELLED',
    );
    expect(ended).toHaveLength(5);
    for (const { outcome } of ended) {
      expect(outcome?.status).toBe('FAILURE');
      expect(outcome?.advice).not.toBe(unlisted);
    }
  });

  it.each([
    ['PAYMENT', 'F', 'USER_BALANCE_NOT_ENOUGH', 'CONTACT_SUPPORT', /top up/],
    ['REFUND', 'F', 'USER_BALANCE_NOT_ENOUGH', 'CONTACT_SUPPORT', /^This step failed/],
    ['REFUND', 'F', 'ACCESS_DENIED', 'CONTACT_SUPPORT', /^This step failed/],
    ['AUTHORIZATION', 'F', 'USER_KYC_NOT_QUALIFIED', 'COMPLETE_KYC', /identity/],
    ['REFUND', 'U', 'PAYMENT_IN_PROCESS', 'RETRY', /^This step has not ended/],
    ['REFUND', 'S', 'SUCCESS', 'NONE', /^Nothing/],
  ])('for a %s step of class %s with code %s has action %s', (type, resultStatus, resultCode, action, advice) => {
    const step = { transactionType: type, transactionResult: { resultStatus, resultCode } };
    const result = paymentOf(`"transactions":${JSON.stringify([step])}`).transactions?.[0]?.result;
    expect(result).toMatchObject({ action, code: resultCode });
    expect(result?.advice).toMatch(advice);
  });

  it('keeps a list that is null, absent, empty and written as a string apart', () => {
    expect(paymentOf('"transactions":null').transactions).toBeNull();
    expect(paymentOf('').transactions).toBeNull();
    expect(paymentOf('"transactions":[]').transactions).toEqual([]);
    expect(paymentOf(String.raw`"transactions":"[{\"transactionId\":\"T\"}]"`).transactions).toMatchObject([
      { transactionId: 'T' },
    ]);
  });

  it('reads every kind of transaction, and those nobody documented as UNKNOWN', () => {
    const kinds = ['PAYMENT', 'refund', 'CANCEL', 'AUTHORIZATION', 'CAPTURE', 'VOID', 'INCREMENTAL', 'toString', ''];
    const { transactions } = paymentOf(
      `"transactions":${JSON.stringify(kinds.map((transactionType) => ({ transactionType })))}`,
    );
    expect(transactions?.map(({ type }) => type)).toEqual([
      ...['PAYMENT', 'REFUND', 'CANCEL', 'AUTHORIZATION', 'CAPTURE', 'VOID', 'INCREMENTAL', 'UNKNOWN', 'UNKNOWN'],
    ]);
  });

  it('reads a transaction of which hardly anything is reported', () => {
    expect(paymentOf('"transactions":[{"transactionResult":{"resultStatus":"X"}}]').transactions).toEqual([
      {
        type: 'UNKNOWN',
        transactionId: null,
        requestId: null,
        status: 'UNKNOWN',
        statusRaw: null,
        amount: null,
        occurredAt: null,
        result: null,
      },
    ]);
  });

  it('takes an unknown class of a transaction’s result for UNKNOWN', () => {
    const { transactions } = paymentOf('"transactions":[{"transactionResult":{"resultStatus":"X","resultCode":"Y"}}]');
    expect(transactions?.[0]?.result).toMatchObject({ status: 'UNKNOWN', code: 'Y' });
  });

  it('reads amounts and quotes written as numbers and booleans', () => {
    const payment = paymentOf(
      '"paymentAmount":{"currency":"IDR","value":9007199254740993},"settlementQuote":{"quotePrice":0.88156063,' +
        '"guaranteed":false,"quoteCurrencyPair":"446/156","quoteId":12},"paymentId":123',
    );
    expect(payment.amount).toEqual({ currency: 'IDR', minor: 9007199254740993n, raw: '9007199254740993' });
    expect(payment.settlement?.quote).toMatchObject({
      id: '12',
      price: '0.88156063',
      guaranteed: false,
      currencyPair: '446/156',
    });
    expect(payment.paymentId).toBe('123');
  });

  it('writes out the exponent of a small rate', () => {
    expect(paymentOf('"settlementQuote":{"quotePrice":6.4E-7}').settlement?.quote?.price).toBe('0.00000064');
  });

  it.each([
    ['paymentAmount', '"paymentAmount":{"currency":"USD","value":"10.00"}'],
    ['paymentAmount', '"paymentAmount":{"currency":"USD","value":88.80}'],
    ['paymentAmount', '"paymentAmount":{"currency":"USD","value":1e2}'],
    ['paymentAmount', '"paymentAmount":{"currency":"ZZZ","value":"1"}'],
    ['paymentAmount', '"paymentAmount":"100 USD"'],
    ['grossSettlementAmount', '"grossSettlementAmount":{"currency":"USD","value":"x"}'],
    ['customsDeclarationAmount', '"customsDeclarationAmount":{"currency":"","value":"1"}'],
    ['transactions.1.transactionAmount', '"transactions":[{},{"transactionAmount":{"currency":"USD","value":"-1"}}]'],
    ['transactions', '"transactions":{}'],
    ['transactions', '"transactions":"none"'],
    ['transactions.0', '"transactions":[null]'],
    ['paymentId', '"paymentId":["P"]'],
    ['paymentRequestId', '"paymentRequestId":{}'],
    ['transactions.0.transactionId', '"transactions":[{"transactionId":{}}]'],
    ['paymentAmount.value', '"paymentAmount":{"currency":"USD","value":{}}'],
    ['paymentAmount', '"paymentAmount":[]'],
  ])('is malformed, naming %s, for %s', (field, members) => {
    expect(refused(members).split(':')[0]).toBe(field);
  });

  it('is malformed, naming it, for a result code that is no text', () => {
    const act = () => read('{"result":{"resultStatus":"S","resultCode":{}}}');
    expect(act).toThrow(/^result\.resultCode: expected text/);
  });

  it.each(['[]', '{}', '[{}]', '{"a":[1]}'])('loses no more than a decorative member that is %s', (other) => {
    const members = [
      'paymentStatus',
      'paymentResultCode',
      'paymentResultMessage',
      'authExpiryTime',
      'paymentCreateTime',
    ];
    const payment = paymentOf(
      `"paymentId":"P","paymentAmount":{"currency":"USD","value":"239"},"settlementQuote":{"guaranteed":${other}},` +
        `"pspCustomerInfo":{"pspName":${other}},${members.map((name) => `"${name}":${other}`).join(',')}`,
    );
    expect(payment).toMatchObject({
      paymentId: 'P',
      amount: { minor: 239n },
      status: 'UNKNOWN',
      statusRaw: null,
      outcome: null,
      createdAt: null,
      authExpiresAt: null,
      buyer: { wallet: null },
      settlement: { quote: { guaranteed: null } },
    });
  });

  it.each(['[]', '5', '"GCash"', 'true', '"[]"', '"{"', '"null"'])(
    'has no part where %s stands for an object',
    (other) => {
      const payment = paymentOf(
        `"paymentId":"P","pspCustomerInfo":${other},"redirectActionForm":${other},"settlementQuote":${other},` +
          `"transactions":[{"transactionResult":${other}}]`,
      );
      expect(payment).toMatchObject({ paymentId: 'P', buyer: null, redirect: null, settlement: null });
      expect(payment.transactions?.[0]?.result).toBeNull();
    },
  );

  it('reads an object that is written as a string', () => {
    const payment = paymentOf(
      String.raw`"pspCustomerInfo":"{\"pspName\":\"GCash\"}","redirectActionForm":"{\"method\":\"GET\"}"`,
    );
    expect(payment).toMatchObject({ buyer: { wallet: 'GCash' }, redirect: { method: 'GET' } });
  });

  it('keeps the parameters of a redirect as they were written, whatever they are', () => {
    const parameters = '{"n": 9007199254740993, "rate":1.10,"a":"\\u0041"}';
    const form = (text: string) => paymentOf(`"redirectActionForm":${text}`).redirect?.parameters;
    expect(form(`{"method":"GET", "parameters" : ${parameters} ,"x":1}`)).toBe(parameters);
    expect(form(JSON.stringify(`{"parameters":${parameters}}`))).toBe(parameters);
    expect(form(JSON.stringify({ parameters }))).toBe(parameters);
    expect(form('{"parameters":[1.0]}')).toBe('[1.0]');
    expect(form('{"parameters":1.0}')).toBe('1.0');
  });

  it('cannot tell whether a cancelled payment had been paid when its payment time is no scalar', () => {
    expect(paymentOf('"paymentStatus":"CANCELLED","paymentTime":{}')).toMatchObject({
      wasPaid: null,
      completedAt: null,
    });
  });

  it('takes empty strings for nothing', () => {
    const payment = paymentOf(
      '"paymentId":"","paymentAmount":"","transactions":"","paymentTime":"","paymentStatus":""',
    );
    expect(payment).toMatchObject({
      paymentId: null,
      amount: null,
      transactions: null,
      completedAt: null,
      statusRaw: null,
    });
  });

  it.each(['{}', '{"result":null}', '{"result":{}}', '[]', '""', '1', 'null', '', '{"result":'])(
    'is malformed when it is %j',
    (text) => {
      expect(() => read(text)).toThrow(MalformedAnswerError);
    },
  );

  it('keeps the offset of its times, and has none for what is no time', () => {
    const payment = paymentOf('"paymentCreateTime":"2019-06-01T12:01:01+08:30","authExpiryTime":"soon"');
    expect(payment.createdAt).toEqual({
      text: '2019-06-01T12:01:01+08:30',
      epochMs: Date.parse('2019-06-01T03:31:01Z'),
    });
    expect(payment.authExpiresAt).toBeNull();
  });
});
