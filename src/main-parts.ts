import { rsaSignAside } from './crypto/signature.ts';
import { dialects } from './dialects/registry.ts';
import { GATEWAY_RESULTS } from './domain/gateway-results.ts';
import { schema } from './graphql/schema.ts';
import { useGatewayExtensions } from './graphql/use-gateway-extensions.ts';
import { useIntrospectionPermission } from './graphql/use-introspection-permission.ts';
import { createLookups } from './lookup/lookups.ts';
import { startGatewayServer } from './server/gateway-server.ts';
import { createLog } from './server/log.ts';
import { createMetrics } from './server/metrics/metrics.ts';
import { systemClock } from './upstream/system-clock.ts';
import { createUpstream } from './upstream/upstream.ts';
import { version } from './version.ts';

const results = [...Object.values(GATEWAY_RESULTS), ...dialects.flatMap((dialect) => dialect.results)];

/** What only the gateway needs; loading it takes most of the time to start. */
export const parts = {
  startGatewayServer,
  createLog,
  createMetrics: (ofAll?: () => Promise<string>) => createMetrics({ version, results, ofAll }),
  schema,
  plugins: [useIntrospectionPermission(), useGatewayExtensions()],
  createUpstream,
  createLookups,
  results,
  clock: systemClock,
  sign: rsaSignAside,
};
