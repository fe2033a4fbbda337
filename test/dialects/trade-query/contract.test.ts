import { tradeQuery } from '../../../src/dialects/trade-query/adapter.ts';
import { TRADE_QUERY_SETTINGS } from '../conversations.ts';
import { describeContract } from '../contract.ts';

describeContract({
  adapter: tradeQuery,
  folder: 'trade-query',
  settings: (url) => ({ ...TRADE_QUERY_SETTINGS, url }),
  recipe: {
    signedText: (part, headers) =>
      `${headers.get('alipay-timestamp') ?? ''}\n${headers.get('alipay-nonce') ?? ''}\n${part}\n`,
    write: (base64) => base64,
  },
  requestId: ({ headers }) => headers.get('alipay-request-id') ?? '',
  signedRequest: ({ line, headers, body }) => {
    const [, auth = '', signature = ''] =
      /^ALIPAY-SHA256withRSA (.*),sign=(.*)$/.exec(headers.get('authorization') ?? '') ?? [];
    const [method = '', path = ''] = line.split(' ');
    return { text: `${auth}\n${method}\n${path}\n${body}\n`, signature: Buffer.from(signature, 'base64') };
  },
  businessParameters: ({ body }) => body,
  statuses: [
    ['succeeded', 'SUCCEEDED', true],
    ['finished', 'SUCCEEDED', true],
    ['pending', 'PENDING', false],
    ['closed-unpaid', 'CLOSED', false],
    ['closed-after-refund', 'CLOSED', true],
  ],
  codes: {
    'not-found': 'ACQ.TRADE_NOT_EXIST',
    'business-failure': 'ACQ.ENTERPRISE_PAY_BIZ_ERROR',
    'system-error': 'ACQ.SYSTEM_ERROR',
    busy: 'APP-CALL-LIMITED',
    refused: 'INVALID-APP-ID',
    'unknown-code': 'ACQ.SOMETHING_NEW',
  },
  results: [
    ['not-found-without-prefix', 'ACQ.TRADE_NOT_EXIST', 'CHECK_IDENTIFIER'],
    ['system-error-misspelt', 'ACQ.SYSTEM_ERROR', 'RETRY'],
  ],
  unknownStatus: 'TRADE_REVERSED',
  currency: 'CNY',
});
