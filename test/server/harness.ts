import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { onTestFinished } from 'vitest';
import type { Access } from '../../src/config/config.ts';
import { limitSettings } from '../../src/config/limits.ts';
import { serverSettings } from '../../src/config/server.ts';
import { sameForEveryone } from '../../src/graphql/field-rules.ts';
import { useGatewayExtensions } from '../../src/graphql/use-gateway-extensions.ts';
import { useIntrospectionPermission } from '../../src/graphql/use-introspection-permission.ts';
import type { GraphContext } from '../../src/graphql/context.ts';
import type { LookupPort, OperationTerms } from '../../src/lookup/lookup.ts';
import { startGatewayServer, type GatewayServer, type GatewayServerMeans } from '../../src/server/gateway-server.ts';
import { ratesIn } from '../../src/server/quota/open-rates.ts';
import type { AnsweredRequest, Log } from '../../src/server/log.ts';
import { createMetrics, type Metrics } from '../../src/server/metrics/metrics.ts';
import { systemClock } from '../../src/upstream/system-clock.ts';

export const PLANTED = 'planted-secret-2015032412007101547201355678';

/** What the server told its log and its port. */
export interface Witness {
  readonly answered: AnsweredRequest[];
  readonly failed: { requestId: string | null; error: unknown }[];
  readonly terms: OperationTerms[];
  refusedConnections: number;
  /** Streams whose source was told to stop. */
  stopped: number;
  /** Requests that wait to be released. */
  readonly waiting: (() => void)[];
  /** Events of the flood that were taken. */
  flooded: number;
}

export const FLOOD_BYTES = 65_536;

export interface TestGateway extends GatewayServer, Witness {
  readonly graph: string;
  readonly metrics: Metrics;
  /** Goes by other settings from now on. */
  readonly adopt: (asked: Asked) => Promise<void>;
  /** Posts a document. */
  readonly ask: (query: string, more?: { headers?: Record<string, string>; variables?: unknown }) => Promise<Response>;
}

export const ANYONE: Access = {
  kind: 'configured',
  anonymous: { permissions: ['payments', 'live', 'introspection'], accounts: ['*'], documents: 'any' },
  apiKeys: [],
};

interface Asked {
  readonly access?: Access;
  readonly server?: Record<string, unknown>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Record<string, unknown>;
  readonly documents?: ReadonlyMap<string, string>;
  readonly isDegraded?: () => boolean;
  readonly now?: () => number;
  /** In place of the small graph that finds nothing. */
  readonly graph?: Pick<GatewayServerMeans, 'schema' | 'lookups'>;
}

/** A server over a small graph and a port that finds nothing, closed when the test ends. */
export async function gateway(asked: Asked = {}): Promise<TestGateway> {
  const { isDegraded = () => false, now = () => Date.now() } = asked;
  const witness: Witness = {
    answered: [],
    failed: [],
    terms: [],
    refusedConnections: 0,
    stopped: 0,
    waiting: [],
    flooded: 0,
  };
  const metrics = createMetrics({ version: '0.0.0', results: [] });
  const rates = ratesIn(undefined, { now: () => Date.now(), onChange: () => undefined });
  const started = await startGatewayServer({
    config: configFor(asked),
    schema: asked.graph?.schema ?? schemaFor(witness),
    plugins: [useIntrospectionPermission(), useGatewayExtensions()],
    lookups: asked.graph?.lookups ?? portFor(witness),
    examples: 'sandbox',
    log: logFor(witness),
    metrics,
    clock: { ...systemClock, now },
    newId: () => randomUUID(),
    openRates: () => rates.open(),
    isDegraded,
  });
  onTestFinished(async () => {
    for (const release of witness.waiting) release();
    await started.stop();
  });
  const graph = `${started.url}/graphql`;
  return Object.assign(witness, started, {
    graph,
    metrics,
    adopt: async (next: Asked) => (await started.prepare(configFor(next)))(portFor(witness)),
    ask: (query: string, { headers = {}, variables }: { headers?: Record<string, string>; variables?: unknown } = {}) =>
      fetch(graph, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
  });
}

function configFor({ access = ANYONE, server = {}, environment = {}, limits = {}, documents = new Map() }: Asked) {
  return {
    server: serverSettings({ directory: '', environment }).parse({ port: 0, shutdownGraceMs: 2_000, ...server }),
    limits: limitSettings.parse(limits),
    documents,
    access,
  };
}

/** The code of the first error. */
export async function codeOf(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { errors?: { extensions?: { code?: string } }[] };
  return body.errors?.[0]?.extensions?.code;
}

/** Waits until it holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 500) throw new Error('it never came to be');
    await sleep(10);
  }
}

function schemaFor(witness: Witness) {
  return createSchema<GraphContext>({
    typeDefs: `
      type Query {
        hello(name: String = "you", count: Int): String!
        caller: String
        permissions: [String!]!
        mayUse(account: String!): Boolean!
        waits: String
        long: String
        fails: String
        failsHard: String!
        refuses: String
        constant: String!
      }
      type Subscription { ticks: Int! silence: Int! flood: String! }
    `,
    resolvers: {
      Query: {
        hello: (_root, { name }: { name: string }) => `hello ${name}`,
        constant: { resolve: () => 'always the same', ...sameForEveryone() },
        caller: (_root, _args, { caller }) => caller.client,
        permissions: (_root, _args, { caller }) => [...caller.permissions],
        mayUse: (_root, { account }: { account: string }, { caller }) => caller.mayUse(account),
        waits: () =>
          new Promise<string>((resolve) => {
            witness.waiting.push(() => resolve('done'));
          }),
        long: () => 'x'.repeat(16_000_000),
        fails: () => {
          throw new Error(`no payment ${PLANTED}`, { cause: new Error(PLANTED) });
        },
        failsHard: () => {
          throw new TypeError(PLANTED);
        },
        refuses: () => {
          throw new GraphQLError('not for you', { extensions: { code: 'FORBIDDEN' } });
        },
      },
      Subscription: {
        ticks: { subscribe: () => ticks(), resolve: (tick: number) => tick },
        flood: { subscribe: () => flood(witness), resolve: (text: string) => text },
        silence: { subscribe: (_root, _args, { signal }) => silence(witness, signal), resolve: () => 0 },
      },
    },
  });
}

async function* ticks() {
  for (let tick = 1; ; tick += 1) {
    yield tick;
    await sleep(20);
  }
}

/** As much as is taken. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* flood(witness: Witness) {
  try {
    for (;;) {
      witness.flooded += 1;
      yield 'x'.repeat(FLOOD_BYTES);
    }
  } finally {
    witness.stopped += 1;
  }
}

async function* silence(witness: Witness, signal: AbortSignal) {
  yield 1;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  witness.stopped += 1;
}

const ACCOUNTS = ['intl', 'mainland'].map((id) => ({
  id,
  dialect: 'TRADE_QUERY' as const,
  isDefault: false,
  availability: 'AVAILABLE' as const,
}));

function portFor(witness: Witness): LookupPort {
  return {
    results: [],
    open(terms) {
      witness.terms.push(terms);
      return {
        find: () => Promise.reject(new Error('nothing is to be found')),
        resolve: () => {
          throw new Error('nothing is to be resolved');
        },
        // eslint-disable-next-line @typescript-eslint/require-await
        async *watch() {
          yield* [];
        },
        accounts: () => ACCOUNTS.filter(({ id }) => terms.mayUse(id)),
        statistics: () => ({
          calls: 0,
          deduplicated: 0,
          retries: 0,
          callsByDialect: {},
          cacheHits: 0,
          cacheMisses: 0,
          unanswered: 0,
        }),
        explain: () => [],
        basis: () => null,
        looks: () => null,
        ahead: () => Promise.resolve([]),
      };
    },
    holds: () => false,
  };
}

function logFor(witness: Witness): Log {
  return {
    lostLines: 0,
    started: () => undefined,
    adminStarted: () => undefined,
    stopping: () => undefined,
    stopped: () => undefined,
    upstream: () => undefined,
    sharedMemory: () => undefined,
    audit: () => undefined,
    reload: () => undefined,
    adopt: () => undefined,
    refusedConnections: (connections) => (witness.refusedConnections += connections),
    sharedRates: () => undefined,
    answered: (request) => witness.answered.push(request),
    failed: (requestId, error) => witness.failed.push({ requestId, error }),
  };
}
