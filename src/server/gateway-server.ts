import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config/config.ts';
import type { TlsSettings } from '../config/tls.ts';
import type { Clock } from '../domain/clock.ts';
import type { GraphContext } from '../graphql/context.ts';
import type { LookupPort } from '../lookup/lookup.ts';
import { Admittances, type Admittance } from './access/admittance.ts';
import { stillAdmitted } from './access/still-admitted.ts';
import type { Audit } from './audit/audit.ts';
import { createCors } from './cors.ts';
import { createGraphHandler } from './graph-handler.ts';
import type { Health } from './health.ts';
import { createGraphiql } from './graphiql.ts';
import { exampleTabs, type ExamplePayments } from './graphiql-tabs.ts';
import { createAdminRoutes } from './admin-routes.ts';
import { listen } from './listen.ts';
import { listenForAdmin, SCRAPE_GRACE_MS } from './listen-for-admin.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Rates } from './quota/rates.ts';
import { OpenStreams } from './open-streams.ts';
import { createRoutes } from './routes.ts';
import { SubscriptionCounts, type Subscriptions } from './subscription-counts.ts';

/** What the server goes by. */
export type ServerConfig = Pick<Config, 'server' | 'limits' | 'documents' | 'access'>;

/** What the gateway's server is made of. */
export interface GatewayServerMeans {
  readonly config: ServerConfig;
  readonly schema: GraphQLSchema;
  /** The graph's own: what it adds to answers, and what it allows whom. */
  readonly plugins: readonly Plugin<Partial<GraphContext>, Partial<GraphContext>>[];
  readonly lookups: LookupPort;
  readonly examples: ExamplePayments;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Absent where nothing is recorded. */
  readonly audit?: Audit | undefined;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Where callers' rates are kept. */
  readonly openRates: () => Promise<Rates>;
  /** Whether something the gateway can do without is missing. */
  readonly isDegraded?: () => boolean;
  /** What counts subscriptions for all processes of the gateway, one of which has the second port; absent for the only one. */
  readonly subscriptionsOfAll?: Subscriptions | undefined;
}

/** The gateway, answering. */
export interface GatewayServer {
  readonly url: string;
  /** Where metrics are when they have a port of their own; null when they are at `url`. */
  readonly adminUrl: string | null;
  readonly health: () => Health;
  /**
   * Makes ready to go by another configuration, of which what listening needs is left as it is. What it gives takes it
   * over, for requests that arrive from then on: those under way end with what they began with. Streams whose callers
   * may not have them any more end as well.
   */
  readonly prepare: (config: ServerConfig) => Promise<(lookups: LookupPort) => void>;
  /** Says that it is not ready, takes no more requests, completes streams and finishes what is under way. */
  readonly stop: () => Promise<void>;
  /** Speaks TLS with another certificate on connections to come. Throws when none is spoken at all. */
  readonly renewTls: (tls: TlsSettings) => void;
}

/** Starts answering. Rejects when it cannot listen. */
export async function startGatewayServer(means: GatewayServerMeans): Promise<GatewayServer> {
  const { schema, plugins, log, metrics, audit, clock, newId } = means;
  let settings = means.config.server;
  const stopping = new AbortController();
  let isReady = false;
  const health = (): Health => {
    if (!isReady || audit?.refuses === true) return 'down';
    return means.isDegraded?.() === true || audit?.state === 'failing' ? 'degraded' : 'up';
  };
  const graphiql = createGraphiql(exampleTabs(means.examples));
  const admittances = new Admittances(means.openRates, () => clock.now());
  const streams = new OpenStreams();
  const subscriptions = means.subscriptionsOfAll ?? new SubscriptionCounts();
  const lasting = { schema, plugins, log, audit, streams, subscriptions, stopping: stopping.signal };
  const answering = (
    { server, limits, documents }: ServerConfig,
    admittance: Admittance,
    lookups: LookupPort,
  ): Answer =>
    createRoutes({
      graph: createGraphHandler({
        ...{ ...lasting, lookups, documents, limits, admittance },
        variesByOrigin: server.cors !== undefined,
      }),
      graphiql: server.graphiql ? graphiql : null,
      authenticate: admittance.authenticate,
      cors: createCors(server.cors),
      health,
      log,
      metrics,
      audit,
      showsMetrics: server.adminPort === undefined,
      newId,
      now: () => clock.now(),
    });
  let admittance = await admittances.for(means.config);
  let answer = answering(means.config, admittance, means.lookups);
  const isAlone = means.subscriptionsOfAll === undefined;
  const admin = isAlone ? await listenForAdmin(createAdminRoutes({ health, metrics, log, newId }), settings) : null;
  const onRefused = (connections: number): void => {
    log.refusedConnections(connections);
    metrics.refusedConnections(connections);
  };
  const server = await listen((request, response) => answer(request, response), settings, onRefused).catch(
    async (error: unknown) => {
      await admin?.drain(0);
      throw error;
    },
  );
  isReady = true;
  return {
    url: server.url,
    adminUrl: admin?.url ?? null,
    health,
    renewTls: (tls) => server.renew(tls),
    prepare: async (config) => {
      const next = await admittances.for(config);
      return (lookups) => {
        settings = config.server;
        answer = answering(config, next, lookups);
        if (next === admittance) return;
        admittance = next;
        streams.adopt(
          next,
          stillAdmitted(next, idsOf(lookups), (requestId, error) => log.failed(requestId, error)),
        );
      };
    },
    stop: async () => {
      isReady = false;
      if (settings.shutdownDelayMs > 0) await clock.sleep(settings.shutdownDelayMs);
      const drained = server.drain(settings.shutdownGraceMs);
      stopping.abort();
      await drained;
      // Last, so that the end of the main one can still be seen.
      await admin?.drain(SCRAPE_GRACE_MS);
    },
  };
}

type Answer = Parameters<typeof listen>[0];

function idsOf(lookups: LookupPort): string[] {
  const { signal } = new AbortController();
  return lookups
    .open({ maxAgeMs: null, mayUse: () => true, signal })
    .accounts()
    .map(({ id }) => id);
}
