import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DialectAdapter, PreparedInquiry } from '../../src/dialects/dialect.ts';
import { inquiryPayment } from '../../src/dialects/inquiry-payment/adapter.ts';
import { payQuery } from '../../src/dialects/pay-query/adapter.ts';
import { responseWire as payWire } from '../../src/dialects/pay-query/wire.ts';
import { tradeQuery } from '../../src/dialects/trade-query/adapter.ts';
import { demandOf, QUERY_OPTIONS } from '../../src/domain/demand.ts';
import {
  conversation,
  INQUIRY_PAYMENT_SETTINGS,
  PAY_QUERY_SETTINGS,
  question,
  STAMP,
  TRADE_QUERY_SETTINGS,
} from './conversations.ts';

/** A field of an answer: where it stands, what is fed there, and where in the graph it comes out as what. */
type Field = readonly [theirs: string, fed: string | boolean, graph: string, found: unknown];
/** A field of a request, and the bytes it becomes. */
type Sent = readonly [theirs: string, bytes: string];
/** A word of a field's list of values, and what the field then comes out as. */
type Word = readonly [theirs: string, word: string, graph: string, found: unknown];
/** A result code: its class or HTTP status, and what it comes out as. */
type Code = readonly [code: string, given: 'S' | 'F' | 'U' | number, status: string, action: string];

interface ProviderDocument {
  readonly title: string;
  readonly adapter: DialectAdapter;
  /** An attempt by each identifier, with every optional setting made. */
  readonly inquiries: readonly PreparedInquiry[];
  readonly sent: readonly Sent[];
  readonly fields: readonly Field[];
  readonly words: readonly Word[];
  readonly codes: readonly Code[];
  readonly failure: (code: string, given: string | number) => { readonly content: string; readonly http: number };
}

function bothWays(adapter: DialectAdapter, settings: object): PreparedInquiry[] {
  const speaking = conversation(adapter, settings);
  const demand = demandOf(QUERY_OPTIONS);
  return [
    speaking.prepare(question(adapter, 'paymentId', 'PAYMENT-ID', demand), STAMP),
    speaking.prepare(question(adapter, 'merchantReference', 'MERCHANT-REFERENCE', demand), STAMP),
  ];
}

const time = (second: number) => `2019-11-27T12:01:${second}+08:30`;

const payQueryDocument: ProviderDocument = {
  title: 'alipay.intl.acquiring.cashier.payQuery',
  adapter: payQuery,
  inquiries: bothWays(payQuery, PAY_QUERY_SETTINGS),
  sent: [
    ['head.version', '"version":"2.0.0"'],
    ['head.function', '"function":"alipay.intl.acquiring.cashier.payQuery"'],
    ['head.clientId', '"clientId":"211020000000000000044"'],
    ['head.reqTime', '"reqTime":"2023-11-15T06:13:20+08:00"'],
    ['head.reqMsgId', `"reqMsgId":"${STAMP.id}"`],
    ['head.reserve', '"reserve":"{}"'],
    ['body.merchantId', '"merchantId":"218820000000000000023"'],
    ['body.acquirementId', '"acquirementId":"PAYMENT-ID"'],
    ['body.merchantTransId', '"merchantTransId":"MERCHANT-REFERENCE"'],
    ['signature', '"signature":"U0lHTkFUVVJF"'],
  ],
  fields: [
    ['head.version', '2.0.7', 'exchange.version', '2.0.7'],
    ['head.function', 'another.function', 'mismatch', 'function is not the one called'],
    ['head.clientId', '211020000000000000099', 'exchange.raw', /"clientId":"211020000000000000099"/],
    ['head.respTime', time(11), 'exchange.respondedAt', time(11)],
    ['head.reqMsgId', STAMP.id, 'exchange.requestId', STAMP.id],
    ['head.reserve', '{"k":"v"}', 'exchange.reserve', '{"k":"v"}'],
    ['body.resultInfo.resultStatus', 'S', 'result.status', 'SUCCESS'],
    ['body.resultInfo.resultCodeId', '00000000', 'result.codeId', '00000000'],
    ['body.resultInfo.resultCode', 'SUCCESS', 'result.code', 'SUCCESS'],
    ['body.resultInfo.resultMsg', 'a message', 'result.message', 'a message'],
    ['body.payment.acquirementId', '20150324120', 'payment.paymentId', '20150324120'],
    ['body.payment.merchantTransId', '51051001', 'payment.merchantReference', '51051001'],
    ['body.payment.payStatus', 'PAY_SUCCESS', 'payment.statusRaw', 'PAY_SUCCESS'],
    ['body.payment.orderAmount.currency', 'USD', 'payment.amount.currency', 'USD'],
    ['body.payment.orderAmount.value', '239', 'payment.amount.minor', 239n],
    ['body.payment.paymentTime', time(12), 'payment.completedAt', time(12)],
    ['body.payment.extendInfo', '{"a":1}', 'payment.extInfo', '{"a":1}'],
    ['body.siteBuyerId', '2088455609687485', 'payment.buyer.userId', '2088455609687485'],
  ],
  words: [['body.payment.payStatus', 'PAY_SUCCESS', 'payment.status', 'SUCCEEDED']],
  codes: [
    ['ORDER_NOT_EXIST', 'F', 'FAILURE', 'CHECK_IDENTIFIER'],
    ['SUCCESS', 'S', 'SUCCESS', 'NONE'],
    ['PROCESS_FAIL', 'F', 'FAILURE', 'CONTACT_SUPPORT'],
    ['UNKNOWN_EXCEPTION', 'U', 'UNKNOWN', 'RETRY'],
    ['PARAM_ILLEGAL', 'F', 'FAILURE', 'CORRECT_REQUEST'],
    ['INVALID_SIGNATURE', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['KEY_NO_FOUND', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['NO_INTERFACE_DEF', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['API_IS_INVALID', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['OAUTH_FAILED', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['ACCESS_DENIED', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['CLIENT_FORBIDDEN_ACCESS_API', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['UNKNOWN_CLIENT', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['INVALID_CLIENT_STATUS', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
    ['REQUEST_TRAFFIC_EXCEED_LIMIT', 'F', 'FAILURE', 'RETRY_LATER'],
  ],
  failure: (resultCode, resultStatus) => ({
    content: JSON.stringify({ body: { resultInfo: { resultCode, resultStatus }, payment: {} } }),
    http: 200,
  }),
};

const inquiryRequest: readonly Sent[] = [
  ['paymentRequestId', '{"paymentRequestId":"MERCHANT-REFERENCE"'],
  ['paymentId', '{"paymentId":"PAYMENT-ID"'],
  ['header: Accept', 'accept: application/json'],
];

const inquiryShared = {
  adapter: inquiryPayment,
  inquiries: bothWays(inquiryPayment, { ...INQUIRY_PAYMENT_SETTINGS, agentToken: 'AGENT' }),
  sent: inquiryRequest,
  failure: (resultCode: string, resultStatus: string | number) => ({
    content: JSON.stringify({ result: { resultCode, resultStatus } }),
    http: 200,
  }),
} as const;

const bothPages: readonly Field[] = [
  ['result.resultCode', 'SUCCESS', 'result.code', 'SUCCESS'],
  ['result.resultStatus', 'S', 'result.status', 'SUCCESS'],
  ['result.resultMessage', '成功', 'result.message', '成功'],
  ['paymentStatus', 'SUCCESS', 'payment.statusRaw', 'SUCCESS'],
  ['paymentResultCode', 'A_CODE', 'payment.outcome.code', 'A_CODE'],
  ['paymentResultMessage', 'words', 'payment.outcome.message', 'words'],
  ['paymentRequestId', 'pay_1089', 'payment.merchantReference', 'pay_1089'],
  ['paymentId', '20190608', 'payment.paymentId', '20190608'],
  ['paymentAmount.currency', 'USD', 'payment.amount.currency', 'USD'],
  ['paymentAmount.value', '500', 'payment.amount.minor', 500n],
  ['authExpiryTime', time(21), 'payment.authExpiresAt', time(21)],
  ['paymentCreateTime', time(22), 'payment.createdAt', time(22)],
  ['paymentTime', time(23), 'payment.completedAt', time(23)],
  ['pspCustomerInfo.pspName', 'GCash', 'payment.buyer.wallet', 'GCash'],
  ['pspCustomerInfo.pspCustomerId', '2188', 'payment.buyer.userId', '2188'],
  ['pspCustomerInfo.displayCustomerId', 'a***@b', 'payment.buyer.displayId', 'a***@b'],
  ['redirectActionForm.method', 'GET', 'payment.redirect.method', 'GET'],
  ['redirectActionForm.parameters', 'k=v', 'payment.redirect.parameters', 'k=v'],
  ['redirectActionForm.redirectUrl', 'https://r', 'payment.redirect.url', 'https://r'],
  ['transactions.0.transactionResult.resultCode', 'T_CODE', 'payment.transactions.nodes.0.result.code', 'T_CODE'],
  ['transactions.0.transactionResult.resultStatus', 'F', 'payment.transactions.nodes.0.result.status', 'FAILURE'],
  ['transactions.0.transactionResult.resultMessage', 't w', 'payment.transactions.nodes.0.result.message', 't w'],
  ['transactions.0.transactionId', 'T-ID', 'payment.transactions.nodes.0.transactionId', 'T-ID'],
  ['transactions.0.transactionType', 'REFUND', 'payment.transactions.nodes.0.type', 'REFUND'],
  ['transactions.0.transactionStatus', 'SUCCESS', 'payment.transactions.nodes.0.statusRaw', 'SUCCESS'],
  ['transactions.0.transactionAmount.currency', 'JPY', 'payment.transactions.nodes.0.amount.currency', 'JPY'],
  ['transactions.0.transactionAmount.value', '77', 'payment.transactions.nodes.0.amount.minor', 77n],
  ['transactions.0.transactionRequestId', 'T-REQ', 'payment.transactions.nodes.0.requestId', 'T-REQ'],
  ['transactions.0.transactionTime', time(24), 'payment.transactions.nodes.0.occurredAt', time(24)],
];

const paymentStatuses: readonly Word[] = [
  ['paymentStatus', 'SUCCESS', 'payment.status', 'SUCCEEDED'],
  ['paymentStatus', 'FAIL', 'payment.status', 'FAILED'],
  ['paymentStatus', 'PROCESSING', 'payment.status', 'PENDING'],
  ['paymentStatus', 'CANCELLED', 'payment.status', 'CANCELLED'],
  ['result.resultStatus', 'S', 'result.status', 'SUCCESS'],
  ['result.resultStatus', 'F', 'result.status', 'FAILURE'],
  ['result.resultStatus', 'U', 'result.status', 'UNKNOWN'],
];

const inquiryCodes: readonly Code[] = [
  ['SUCCESS', 'S', 'SUCCESS', 'NONE'],
  ['ORDER_NOT_EXIST', 'F', 'FAILURE', 'CHECK_IDENTIFIER'],
  ['CLIENT_INVALID', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
  ['METHOD_NOT_SUPPORTED', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
  ['MEDIA_TYPE_NOT_ACCEPTABLE', 'F', 'FAILURE', 'FIX_CONFIGURATION'],
  ['USER_KYC_NOT_QUALIFIED', 'F', 'FAILURE', 'COMPLETE_KYC'],
];

const each = (field: string, graph: string, words: Readonly<Record<string, string>>): Word[] =>
  Object.entries(words).map(([word, found]) => [field, word, graph, found]);

const englishInquiryPayment: ProviderDocument = {
  ...inquiryShared,
  title: 'inquiryPayment (English)',
  fields: [
    ...bothPages,
    ['customsDeclarationAmount.currency', 'CNY', 'payment.customsDeclarationAmount.currency', 'CNY'],
    ['customsDeclarationAmount.value', '88', 'payment.customsDeclarationAmount.minor', 88n],
  ],
  words: [
    ...paymentStatuses,
    ...each('redirectActionForm.method', 'payment.redirect.method', { POST: 'POST', GET: 'GET', SCAN: 'SCAN' }),
    ...each('transactions.0.transactionType', 'payment.transactions.nodes.0.type', {
      PAYMENT: 'PAYMENT',
      REFUND: 'REFUND',
      CANCEL: 'CANCEL',
      AUTHORIZATION: 'AUTHORIZATION',
      CAPTURE: 'CAPTURE',
      VOID: 'VOID',
    }),
    ...each('transactions.0.transactionStatus', 'payment.transactions.nodes.0.status', {
      SUCCESS: 'SUCCEEDED',
      FAIL: 'FAILED',
      PROCESSING: 'PENDING',
      CANCELLED: 'CANCELLED',
    }),
    ...each('transactions.0.transactionResult.resultStatus', 'payment.transactions.nodes.0.result.status', {
      S: 'SUCCESS',
      F: 'FAILURE',
      U: 'UNKNOWN',
    }),
  ],
  codes: inquiryCodes,
};

const chineseInquiryPayment: ProviderDocument = {
  ...inquiryShared,
  title: 'inquiryPayment (Chinese)',
  fields: [
    ...bothPages,
    ['grossSettlementAmount.currency', 'HKD', 'payment.settlement.grossAmount.currency', 'HKD'],
    ['grossSettlementAmount.value', '98', 'payment.settlement.grossAmount.minor', 98n],
    // The page names the Quote object; its members are those of the official SDKs.
    ['settlementQuote.quoteId', 'Q', 'payment.settlement.quote.id', 'Q'],
    ['settlementQuote.quoteCurrencyPair', 'HKD/USD', 'payment.settlement.quote.currencyPair', 'HKD/USD'],
    ['settlementQuote.quotePrice', '0.88156063', 'payment.settlement.quote.price', '0.88156063'],
    ['settlementQuote.quoteStartTime', time(31), 'payment.settlement.quote.startsAt', time(31)],
    ['settlementQuote.quoteExpiryTime', time(32), 'payment.settlement.quote.expiresAt', time(32)],
    ['settlementQuote.guaranteed', true, 'payment.settlement.quote.guaranteed', true],
  ],
  words: paymentStatuses,
  codes: inquiryCodes,
};

const tradeQueryDocument: ProviderDocument = {
  title: 'alipay.trade.query',
  adapter: tradeQuery,
  inquiries: bothWays(tradeQuery, {
    ...TRADE_QUERY_SETTINGS,
    orgPid: '2088101117952222',
    appAuthToken: 'TOKEN',
  }),
  sent: [
    ['header: authorization', 'authorization: ALIPAY-SHA256withRSA app_id=2014072300007148,timestamp=1700000000123'],
    ['header: authorization, nonce', `,nonce=${STAMP.id},expired_seconds=600,sign=U0lHTkFUVVJF`],
    ['header: alipay-request-id', 'alipay-request-id: 0123456789ab4cde8f0123456789abcd'],
    ['header: alipay-app-auth-token', 'alipay-app-auth-token: TOKEN'],
    ['header: content-type', 'content-type: application/json'],
    ['out_trade_no', '{"out_trade_no":"MERCHANT-REFERENCE"'],
    ['trade_no', '{"trade_no":"PAYMENT-ID"'],
    ['org_pid', '"org_pid":"2088101117952222"'],
    ['query_options', '"query_options":["trade_settle_info","fund_bill_list","voucher_detail_list"]'],
  ],
  fields: [
    ['trade_no', '2013112011', 'payment.paymentId', '2013112011'],
    ['out_trade_no', '6823789', 'payment.merchantReference', '6823789'],
    ['buyer_logon_id', '159****5620', 'payment.buyer.displayId', '159****5620'],
    ['trade_status', 'TRADE_CLOSED', 'payment.statusRaw', 'TRADE_CLOSED'],
    ['total_amount', '88.88', 'payment.amount.minor', 8888n],
    ['fund_bill_list.0.fund_channel', 'ALIPAYACCOUNT', 'payment.fundBills.0.channel', 'ALIPAYACCOUNT'],
    ['fund_bill_list.0.amount', '10', 'payment.fundBills.0.amount.minor', 1000n],
    ['fund_bill_list.0.real_amount', '11.21', 'payment.fundBills.0.realAmount.minor', 1121n],
    ['buyer_user_id', '2088101117955611', 'payment.buyer.userId', '2088101117955611'],
    ['send_pay_date', '2014-11-27 15:45:57', 'payment.completedAt', '2014-11-27T15:45:57+08:00'],
    ['receipt_amount', '15.25', 'payment.breakdown.received.minor', 1525n],
    ['store_id', 'NJ_S_001', 'payment.store.id', 'NJ_S_001'],
    ['terminal_id', 'NJ_T_001', 'payment.store.terminalId', 'NJ_T_001'],
    ['store_name', '证大五道口店', 'payment.store.name', '证大五道口店'],
    ['buyer_open_id', '01501o8f93I3', 'payment.buyer.openId', '01501o8f93I3'],
    ['discount_amount', '88.81', 'payment.breakdown.platformDiscount.minor', 8881n],
    ['ext_infos', '{"action":"cancel"}', 'payment.extInfo', '{"action":"cancel"}'],
    ['buyer_user_type', 'private', 'payment.buyer.type', 'PRIVATE'],
    ['mdiscount_amount', '88.82', 'payment.breakdown.merchantDiscount.minor', 8882n],
    ['buyer_pay_amount', '8.88', 'payment.breakdown.buyerPaid.minor', 888n],
    ['point_amount', '10.01', 'payment.breakdown.points.minor', 1001n],
    ['invoice_amount', '12.11', 'payment.breakdown.invoiceable.minor', 1211n],
    // The page names these two as query options; their members are those of the official OpenAPI description.
    ['trade_settle_info.trade_unsettled_amount', '3.01', 'payment.settlement.unsettledAmount.minor', 301n],
    ...Object.entries({
      operation_type: ['replenish', 'type', 'replenish'],
      operation_serial_no: ['S-1', 'serialNumber', 'S-1'],
      operation_dt: ['2014-11-28 01:02:03', 'occurredAt', '2014-11-28T01:02:03+08:00'],
      trans_out: ['OUT', 'from', 'OUT'],
      trans_in: ['IN', 'to', 'IN'],
      amount: ['3.02', 'amount.minor', 302n],
      ori_trans_out: ['ORI-OUT', 'originalFrom', 'ORI-OUT'],
      ori_trans_in: ['ORI-IN', 'originalTo', 'ORI-IN'],
    } as const).map(([name, [fed, ours, found]]): Field => [
      `trade_settle_info.trade_settle_detail_list.0.${name}`,
      fed,
      `payment.settlement.details.0.${ours}`,
      found,
    ]),
    ...Object.entries({
      id: ['V-1', 'id', 'V-1'],
      name: ['5元红包', 'name', '5元红包'],
      type: ['ALIPAY_CASH_VOUCHER', 'type', 'ALIPAY_CASH_VOUCHER'],
      amount: ['4.01', 'amount.minor', 401n],
      merchant_contribute: ['4.02', 'merchantContribution.minor', 402n],
      other_contribute: ['4.03', 'otherContribution.minor', 403n],
      purchase_buyer_contribute: ['4.04', 'purchaseBuyerContribution.minor', 404n],
      purchase_merchant_contribute: ['4.05', 'purchaseMerchantContribution.minor', 405n],
      purchase_ant_contribute: ['4.06', 'purchasePlatformContribution.minor', 406n],
      template_id: ['TPL', 'templateId', 'TPL'],
      memo: ['a remark', 'memo', 'a remark'],
    } as const).map(([name, [fed, ours, found]]): Field => [
      `voucher_detail_list.0.${name}`,
      fed,
      `payment.vouchers.0.${ours}`,
      found,
    ]),
  ],
  words: [
    ...each('trade_status', 'payment.status', {
      wait_buyer_pay: 'PENDING',
      trade_closed: 'CLOSED',
      trade_success: 'SUCCEEDED',
      trade_finished: 'SUCCEEDED',
    }),
    ...each('buyer_user_type', 'payment.buyer.type', { corporate: 'CORPORATE', private: 'PRIVATE' }),
    ['fund_bill_list.0.fund_channel', 'alipayaccount', 'payment.fundBills.0.channel', 'ALIPAYACCOUNT'],
  ],
  codes: [
    ['acq.invalid_parameter', 400, 'FAILURE', 'CORRECT_REQUEST'],
    ['acq.system_error', 400, 'UNKNOWN', 'RETRY'],
    ['acq.trade_not_exist', 400, 'FAILURE', 'CHECK_IDENTIFIER'],
  ],
  failure: (code, given) => ({ content: JSON.stringify({ code, message: 'words' }), http: Number(given) }),
};

const DOCUMENTS = [
  { document: payQueryDocument, sent: 10, fields: 18, words: 1, codes: 15 },
  { document: englishInquiryPayment, sent: 3, fields: 31, words: 23, codes: 6 },
  { document: chineseInquiryPayment, sent: 3, fields: 37, words: 7, codes: 6 },
  { document: tradeQueryDocument, sent: 9, fields: 42, words: 7, codes: 3 },
];

/** Sets a member by its path, making objects and lists on the way. */
function put(target: Record<string, unknown>, path: string, value: unknown): void {
  const [name = '', next, ...rest] = path.split('.');
  if (next === undefined) {
    target[name] = value;
    return;
  }
  target[name] ??= /^\d+$/.test(next) ? [] : {};
  put(target[name] as Record<string, unknown>, [next, ...rest].join('.'), value);
}

/** What a caller of the graph would find at a path of `PaymentLookup`. Times are shown as their text. */
function find(lookup: unknown, path: string): unknown {
  let value = lookup;
  for (const name of path.split('.').filter((step) => step !== 'nodes')) {
    value = (value as Record<string, unknown> | null)?.[name];
  }
  const text = (value as { text?: unknown } | null | undefined)?.text;
  return text ?? value;
}

function answered(document: ProviderDocument, changes: readonly (readonly [string, unknown])[]) {
  const answer: Record<string, unknown> = {};
  for (const [path, fed] of document.fields) put(answer, path, fed);
  for (const [path, value] of changes) put(answer, path, value);
  const [inquiry] = document.inquiries;
  const content = JSON.stringify(answer);
  const { result, payment, mismatch, version, reserve, respondedAt } = inquiry!.read(content, 200);
  const exchange = { version, reserve, respondedAt, requestId: inquiry!.requestId, raw: content };
  return { result, payment, mismatch, exchange };
}

describe.each(DOCUMENTS)('the document $document.title', ({ document, ...counts }) => {
  it('is listed here with all its request fields, response fields, values and codes', () => {
    const { sent, fields, words, codes } = document;
    expect({ sent: sent.length, fields: fields.length, words: words.length, codes: codes.length }).toEqual(counts);
    expect(new Set(fields.map(([theirs]) => theirs)).size).toBe(fields.length);
    expect(new Set(fields.map(([, , graph]) => graph)).size).toBe(fields.length);
  });

  it.each(document.sent)('has its request field %s sent as %s', (_, bytes) => {
    const requests = document.inquiries.map((inquiry) => {
      const { headers, body } = inquiry.signed(Buffer.from('SIGNATURE'));
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      return `${lines.join('\n')}\n\n${body}`;
    });
    expect(requests.filter((request) => request.includes(bytes)).length).toBeGreaterThan(0);
  });

  it.each(document.fields)('has its response field %s, given %j, at %s of the graph', (theirs, _, graph, found) => {
    const value = find(answered(document, []), graph);
    if (found instanceof RegExp) expect(value).toMatch(found);
    else expect(value).toEqual(found);

    // Without the field its value is gone: it came from there and from nowhere else. Three fields must be there.
    if (/result(Info)?\.result(Status|Code|CodeId)$/.test(theirs)) return;
    if (theirs.endsWith('.currency') || graph.startsWith('exchange.requestId')) return;
    expect(find(answered(document, [[theirs, null]]), graph)).not.toEqual(found);
  });

  it.each(document.words)('has its value %s: %s at %s as %s', (theirs, word, graph, found) => {
    expect(find(answered(document, [[theirs, word]]), graph)).toBe(found);
  });

  it.each(document.codes)('has its result code %s (%s) as a %s with action %s', (code, given, status, action) => {
    const { content, http } = document.failure(code, given);
    const { result } = document.inquiries[0]!.read(content, http);
    expect(result).toMatchObject({ status, action, code: code.toUpperCase(), retryable: action.startsWith('RETRY') });
    expect(result.advice).not.toBe('');
    expect(document.adapter.results.map((row) => row.code)).toContain(code.toUpperCase());
  });
});

describe('the result codes of payQuery', () => {
  it('have the ids of the document', () => {
    const ids = new Map(payQuery.results.map(({ code, codeId }) => [code, codeId]));
    expect(payQueryDocument.codes.map(([code]) => ids.get(code))).toEqual([
      ...['12005004', '00000000', '00000019', '00000901', '00000004', '00000007', '00000008', '00000013'],
      ...['00000014', '00000016', '00000021', '12014152', '12014155', '12014156', '00000024'],
    ]);
    expect(payWire.shape.body.shape.resultInfo.shape).toHaveProperty('resultCodeId');
  });
});

describe('the mapping document', () => {
  it.each([
    ['pay-query', [payQueryDocument]],
    ['inquiry-payment', [englishInquiryPayment, chineseInquiryPayment]],
    ['trade-query', [tradeQueryDocument]],
  ])('of %s names the response fields listed here, and no others', (folder, documents) => {
    const mapping = readFileSync(`src/dialects/${folder}/MAPPING.md`, 'utf8');
    const section = /## 4\. Response fields([^]*)## 5\./.exec(mapping)?.[1] ?? '';
    const named = [...section.matchAll(/^\| `([^`]+)` +\|/gm)].map((match) => match[1]!.replaceAll('[]', '.0'));
    const listed = documents.flatMap(({ fields }) => fields.map(([theirs]) => theirs));
    // One is in the envelope, one in the official OpenAPI description only.
    const others = new Set(['signature', 'trans_currency']);
    expect(new Set(named.filter((field) => !others.has(field)))).toEqual(new Set(listed));
  });
});

describe('a message id that another inquiry sent', () => {
  it('is told from the one sent here', () => {
    expect(answered(payQueryDocument, [['head.function', null]]).mismatch).toBeNull();
    expect(answered(payQueryDocument, [['head.reqMsgId', 'another']]).mismatch).toBe('reqMsgId is not the one sent');
  });
});
