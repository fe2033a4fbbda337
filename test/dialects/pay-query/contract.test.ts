import { payQuery } from '../../../src/dialects/pay-query/adapter.ts';
import { PAY_QUERY_SETTINGS } from '../conversations.ts';
import { describeContract } from '../contract.ts';
import type { RawRequest } from '../raw-server.ts';

interface Envelope {
  readonly request: { readonly head: { readonly reqMsgId: string }; readonly body: unknown };
  readonly signature: string;
}

const envelope = ({ body }: RawRequest) => JSON.parse(body) as Envelope;

describeContract(
  {
    adapter: payQuery,
    folder: 'pay-query',
    settings: (origin) => ({ ...PAY_QUERY_SETTINGS, url: `${origin}/api/payquery.htm` }),
    recipe: { signedText: (part) => part, write: (base64) => base64 },
    requestId: (request) => envelope(request).request.head.reqMsgId,
    signedRequest: (request) => ({
      text: /^\{"request":(.*),"signature":"[^"]*"\}$/.exec(request.body)?.[1] ?? '',
      signature: Buffer.from(envelope(request).signature, 'base64'),
    }),
    businessParameters: (request) => envelope(request).request.body,
    statuses: [
      ['succeeded', 'SUCCEEDED', true],
      ['pending', 'PENDING', false],
      ['closed', 'CLOSED', null],
      ['cancelled', 'CANCELLED', null],
    ],
    codes: {
      'not-found': 'ORDER_NOT_EXIST',
      'business-failure': 'PROCESS_FAIL',
      'system-error': 'UNKNOWN_EXCEPTION',
      busy: 'REQUEST_TRAFFIC_EXCEED_LIMIT',
      refused: 'INVALID_SIGNATURE',
      'unknown-code': 'SOMETHING_NEW',
    },
    results: [],
    unknownStatus: 'PAY_REVERSED',
    currency: 'USD',
  },
  [
    ['another-request', 'GATEWAY_MISMATCH'],
    ['another-function', 'GATEWAY_MISMATCH'],
    ['unbound', 'GATEWAY_MISMATCH'],
    ['unreadable-time', 'GATEWAY_MISMATCH'],
    ['without-head', 'GATEWAY_MISMATCH'],
  ],
);
