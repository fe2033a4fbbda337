import { inquiryPayment } from '../../../src/dialects/inquiry-payment/adapter.ts';
import { INQUIRY_PAYMENT_SETTINGS } from '../conversations.ts';
import { describeContract } from '../contract.ts';

const PATH = '/ams/api/v1/payments/inquiryPayment';

describeContract(
  {
    adapter: inquiryPayment,
    folder: 'inquiry-payment',
    settings: (url) => ({ ...INQUIRY_PAYMENT_SETTINGS, url }),
    recipe: {
      signedText: (part, headers) => `POST ${PATH}\nT_000000000001.${headers.get('response-time') ?? ''}.${part}`,
      write: encodeURIComponent,
    },
    requestId: () => '',
    signedRequest: ({ line, headers, body }) => ({
      text: `${line.replace(/ HTTP\/1.1$/, '')}\n${headers.get('client-id') ?? ''}.${headers.get('request-time') ?? ''}.${body}`,
      signature: Buffer.from(
        decodeURIComponent(/,signature=(.*)$/.exec(headers.get('signature') ?? '')?.[1] ?? ''),
        'base64',
      ),
    }),
    businessParameters: ({ body }) => body,
    statuses: [
      ['succeeded', 'SUCCEEDED', true],
      ['pending', 'PENDING', false],
      ['pending-bank-transfer', 'PENDING', false],
      ['failed', 'FAILED', false],
      ['closed-by-timeout', 'FAILED', false],
      ['cancelled-unpaid', 'CANCELLED', false],
      ['cancelled-after-paid', 'CANCELLED', true],
      ['partly-refunded', 'SUCCEEDED', true],
    ],
    codes: {
      'not-found': 'ORDER_NOT_EXIST',
      'business-failure': 'PROCESS_FAIL',
      'system-error': 'UNKNOWN_EXCEPTION',
      busy: 'REQUEST_TRAFFIC_EXCEED_LIMIT',
      refused: 'SIGNATURE_INVALID',
      'unknown-code': 'SOMETHING_NEW',
    },
    results: [],
    unknownStatus: 'REVERSED',
    currency: 'USD',
  },
  [
    ['time-alone', 'GATEWAY_BAD_SIGNATURE'],
    ['contradictory-times', 'GATEWAY_BAD_SIGNATURE'],
  ],
);
