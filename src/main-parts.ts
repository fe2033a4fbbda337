/** What only the gateway needs; loading it takes most of the time to start. */
export async function loadParts() {
  const [
    server,
    logs,
    metrics,
    manifest,
    graph,
    extensions,
    introspection,
    upstreams,
    lookups,
    adapters,
    domain,
    time,
  ] = await Promise.all([
    import('./server/gateway-server.ts'),
    import('./server/log.ts'),
    import('./server/metrics/metrics.ts'),
    import('../package.json', { with: { type: 'json' } }),
    import('./graphql/schema.ts'),
    import('./graphql/use-gateway-extensions.ts'),
    import('./graphql/use-introspection-permission.ts'),
    import('./upstream/upstream.ts'),
    import('./lookup/lookups.ts'),
    import('./dialects/registry.ts'),
    import('./domain/gateway-results.ts'),
    import('./upstream/system-clock.ts'),
  ]);
  const results = [...Object.values(domain.GATEWAY_RESULTS), ...adapters.dialects.flatMap(({ results }) => results)];
  return {
    startGatewayServer: server.startGatewayServer,
    createLog: logs.createLog,
    createMetrics: () => metrics.createMetrics({ version: manifest.default.version, results }),
    schema: graph.schema,
    plugins: [introspection.useIntrospectionPermission(), extensions.useGatewayExtensions()],
    createUpstream: upstreams.createUpstream,
    createLookups: lookups.createLookups,
    results,
    clock: time.systemClock,
  };
}
