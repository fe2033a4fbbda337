import { optionsOf } from '../../domain/demand.ts';
import type { Exchange as Conversation } from '../../domain/inquiry.ts';
import { presentJson } from '../../domain/json.ts';
import type { Freshness } from '../../lookup/lookup.ts';
import { builder } from '../builder.ts';
import { personal } from '../field-rules.ts';
import { QueryOption } from './query-option.ts';

/** One request and its response, and where the answer it belongs to came from. */
export interface ExchangeView {
  readonly exchange: Conversation;
  readonly freshness: Freshness;
}

/** One request to Alipay and its response. */
export const Exchange = builder.objectRef<ExchangeView>('Exchange').implement({
  description: 'One request to Alipay and its response.',
  fields: (t) => ({
    operation: t.string({
      nullable: false,
      description: 'The upstream operation: `function`, or method and path.',
      resolve: ({ exchange }) => exchange.operation,
    }),
    version: t.string({
      description: '`version`, given by `PAY_QUERY` only.',
      resolve: ({ exchange }) => exchange.version,
    }),
    clientId: t.string({ description: '`clientId`, or the app id.', resolve: ({ exchange }) => exchange.clientId }),
    requestId: t.string({
      description: '`reqMsgId`, or the request id header. Quote it to support.',
      resolve: ({ exchange }) => exchange.requestId,
    }),
    requestedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: '`reqTime`: when the request was made.',
      resolve: ({ exchange }) => exchange.requestedAt,
    }),
    respondedAt: t.field({
      type: 'DateTime',
      description: '`respTime`: when Alipay answered. Older than now when `cached`.',
      resolve: ({ exchange }) => exchange.respondedAt,
    }),
    reserve: t.field({
      type: 'JSON',
      description: '`reserve`, given by `PAY_QUERY` only.',
      resolve: ({ exchange }) => (exchange.reserve === null ? null : presentJson(exchange.reserve)),
    }),
    httpStatus: t.int({
      description: 'The HTTP status; null when no response came.',
      resolve: ({ exchange }) => exchange.httpStatus,
    }),
    signatureVerified: t.boolean({
      description: "Whether the response's signature was checked and held.",
      resolve: ({ exchange }) => exchange.signatureVerified,
    }),
    queryOptions: t.field({
      type: [QueryOption],
      nullable: false,
      description: 'The options that were asked for: a union over everyone sharing this call.',
      resolve: ({ exchange }) => optionsOf(exchange.options),
    }),
    cached: t.boolean({
      nullable: false,
      description: "Whether the answer came out of the gateway's cache.",
      resolve: ({ freshness }) => freshness === 'CACHED' || freshness === 'STALE',
    }),
    raw: t.field({
      ...personal('raw', 'pii'),
      type: 'JSON',
      description: 'PII. The response body as received.',
      resolve: ({ exchange }) => (exchange.body === null ? null : presentJson(exchange.body)),
    }),
  }),
});
