import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Documents } from '../config/manifest.ts';
import type { GraphContext, GraphLimits } from '../graphql/context.ts';
import type { LookupPort } from '../lookup/lookup.ts';
import type { Admittance } from './access/admittance.ts';
import type { Arrival } from './arrival.ts';
import type { Audit } from './audit/audit.ts';
import { useAudit, useAuditOfDocuments } from './audit/use-audit.ts';
import { documentCache, errorCache } from './document-cache.ts';
import { createFastPath } from './fast-path/fast-path.ts';
import { PreparedOperations } from './fast-path/prepared-operations.ts';
import { RenderedAnswers } from './fast-path/rendered-answers.ts';
import { SharedRuns } from './fast-path/shared-runs.ts';
import { useFastPath } from './fast-path/use-fast-path.ts';
import { lookupTermsFrom } from './freshness.ts';
import type { Log } from './log.ts';
import { masking } from './masking.ts';
import type { OpenStreams } from './open-streams.ts';
import { useOutcome } from './outcome.ts';
import { unauthenticated } from './refusals.ts';
import { choosingAmong } from './registered-documents.ts';
import { setHead } from './response-head.ts';
import { useDocumentLimits } from './use-document-limits.ts';
import { useEndingStreams } from './use-ending-streams.ts';
import { useHttpCaching } from './use-http-caching.ts';
import { useNotAcceptable } from './use-not-acceptable.ts';
import { useOperationLimits } from './use-operation-limits.ts';
import { useRegisteredDocuments } from './use-registered-documents.ts';
import { useRequestReading } from './use-request-reading.ts';
import type { SubscriptionLimits, Subscriptions } from './subscription-counts.ts';
import { useSubscriptionLimits } from './use-subscription-limits.ts';

/** What requests to the graph are answered with. */
export interface GraphMeans {
  readonly schema: GraphQLSchema;
  /** The graph's own: what it adds to answers, and what it allows whom. */
  readonly plugins: readonly Plugin<Partial<GraphContext>, Partial<GraphContext>>[];
  readonly lookups: LookupPort;
  readonly documents: Documents;
  readonly limits: Pick<GraphLimits, 'references'> & SubscriptionLimits;
  readonly log: Log;
  /** Absent where nothing is recorded. */
  readonly audit?: Audit | undefined;
  /** Whether pages of other origins may ask. */
  readonly variesByOrigin: boolean;
  /** How its callers are told apart. */
  readonly admittance: Admittance;
  /** Whatever it is configured with: the streams of all handlers. */
  readonly streams: OpenStreams;
  readonly subscriptions: Subscriptions;
  /** Aborted when the gateway stops. */
  readonly stopping: AbortSignal;
}

/** Answers a request to the graph. Refused ones are answered like GraphQL requests too. */
export type GraphHandler = (arrival: Arrival, response: ServerResponse) => Promise<void>;

/** GraphQL over HTTP, by yoga. */
export function createGraphHandler(means: GraphMeans): GraphHandler {
  const { lookups, documents, limits, log, audit } = means;
  const current = new AsyncLocalStorage<Arrival>();
  const choose = choosingAmong(documents);
  const prepared = new PreparedOperations();
  const mask = masking(current, log);
  const yoga = createYoga<Arrival, GraphContext>({
    schema: means.schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    extraParamNames: ['documentId'],
    logging: false,
    // Reading is bounded where it is done, in useRequestReading.
    maxRequestBodySize: false,
    maskedErrors: { maskError: mask },
    parserAndValidationCache: { documentCache: documentCache<DocumentNode>(), errorCache: errorCache() },
    context: (arrival) => contextOf(arrival, lookups, limits),
    plugins: [
      useRequestReading(),
      ...(audit === undefined ? [] : [useAuditOfDocuments(documents)]),
      useRegisteredDocuments(choose),
      useDocumentLimits(),
      useOperationLimits(),
      ...means.plugins,
      useSubscriptionLimits(limits, means.subscriptions),
      useOutcome(),
      useEndingStreams(means.stopping, means.streams, means.admittance),
      ...(audit === undefined ? [] : [useAudit(audit)]),
      useHttpCaching(means.variesByOrigin),
      useNotAcceptable(),
      useFastPath(prepared),
    ],
  });
  const answersFast = createFastPath({
    rendered: new RenderedAnswers(lookups),
    shared: new SharedRuns(),
    prepared,
    choose,
    documents,
    contextOf: (arrival) => contextOf(arrival, lookups, limits),
    mask: (error, arrival) => current.run(arrival, mask, error),
  });
  return async (arrival, response) => {
    const { req, requestId } = arrival;
    if (await answersFast(arrival, response)) return;
    setHead(response, requestId);
    // Yoga makes the request's URL of it, and anything may stand there.
    req.headers.host = 'gateway';
    await current.run(arrival, () => yoga(req, response, arrival));
  };
}

function contextOf(arrival: Arrival, lookups: LookupPort, { references }: GraphMeans['limits']): GraphContext {
  const { req, requestId, caller, tally, left, record } = arrival;
  // Refused requests are not read, so that none of them gets as far as this.
  if (caller === undefined) throw unauthenticated();
  const { signal } = left;
  const quota = caller.openQuota?.() ?? null;
  const terms = { caller: caller.client, mayUse: caller.mayUse, quota, signal, ...lookupTermsFrom(req.headers) };
  const opened = lookups.open(terms);
  const asWhoeverMayUseAll = () => lookups.open({ ...terms, mayUse: () => true });
  return {
    requestId,
    caller,
    lookups: record?.opened(opened, (asked) => asWhoeverMayUseAll().resolve(asked)) ?? opened,
    results: lookups.results,
    signal,
    limits: { references, callsPerOperation: caller.limits.callsPerOperation },
    quota,
    tally,
    onDenied: (asked) => record?.denied(asked),
  };
}
