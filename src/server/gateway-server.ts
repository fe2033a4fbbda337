import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config/config.ts';
import type { TlsSettings } from '../config/tls.ts';
import type { Clock } from '../domain/clock.ts';
import type { GraphContext } from '../graphql/context.ts';
import type { LookupPort } from '../lookup/lookup.ts';
import { createAuthenticate } from './access/authenticate.ts';
import type { Audit } from './audit/audit.ts';
import { createCors } from './cors.ts';
import { createGraphHandler } from './graph-handler.ts';
import type { Health } from './health.ts';
import { createGraphiql } from './graphiql.ts';
import { exampleTabs, type ExamplePayments } from './graphiql-tabs.ts';
import { createAdminRoutes } from './admin-routes.ts';
import { listen, type ListeningServer } from './listen.ts';
import { AdminListenError } from './listen-fault.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Rates } from './quota/rates.ts';
import { createRoutes } from './routes.ts';

/** What the gateway's server is made of. */
export interface GatewayServerMeans {
  readonly config: Pick<Config, 'server' | 'limits' | 'documents' | 'access'>;
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
}

/** The gateway, answering. */
export interface GatewayServer {
  readonly url: string;
  /** Where metrics are when they have a port of their own; null when they are at `url`. */
  readonly adminUrl: string | null;
  /** Says that it is not ready, takes no more requests, completes streams and finishes what is under way. */
  readonly stop: () => Promise<void>;
  /** Speaks TLS with another certificate on connections to come. Throws when none is spoken at all. */
  readonly renewTls: (tls: TlsSettings) => void;
}

/** Starts answering. Rejects when it cannot listen. */
export async function startGatewayServer(means: GatewayServerMeans): Promise<GatewayServer> {
  const { schema, plugins, lookups, log, metrics, audit, clock, newId } = means;
  const { server: settings, limits, documents, access } = means.config;
  const stopping = new AbortController();
  let isReady = false;
  const health = (): Health => {
    if (!isReady || audit?.refuses === true) return 'down';
    return means.isDegraded?.() === true || audit?.state === 'failing' ? 'degraded' : 'up';
  };
  const answer = createRoutes({
    graph: createGraphHandler({ schema, plugins, lookups, documents, limits, log, audit, stopping: stopping.signal }),
    graphiql: settings.graphiql ? createGraphiql(exampleTabs(means.examples)) : null,
    authenticate: await createAuthenticate(access, limits, means.openRates),
    cors: createCors(settings.cors),
    health,
    log,
    metrics,
    audit,
    showsMetrics: settings.adminPort === undefined,
    newId,
    now: () => clock.now(),
  });
  const admin = await listenForAdmin(createAdminRoutes({ health, metrics, log, newId }), settings);
  const onRefused = (connections: number): void => {
    log.refusedConnections(connections);
    metrics.refusedConnections(connections);
  };
  const server = await listen(answer, settings, onRefused).catch(async (error: unknown) => {
    await admin?.drain(0);
    throw error;
  });
  isReady = true;
  return {
    url: server.url,
    adminUrl: admin?.url ?? null,
    renewTls: (tls) => server.renew(tls),
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

// A scrape takes milliseconds; stopping must not wait for one that hangs.
const SCRAPE_GRACE_MS = 1_000;

type Answer = Parameters<typeof listen>[0];

/** Opens the second port where one is configured. Rejects with `AdminListenError` when it cannot be had. */
async function listenForAdmin(answer: Answer, settings: Config['server']): Promise<ListeningServer | null> {
  const { adminHost: host, adminPort: port } = settings;
  if (port === undefined) return null;
  try {
    return await listen(answer, { ...settings, host, port, tls: undefined });
  } catch (error) {
    throw new AdminListenError({ host, port }, error);
  }
}
