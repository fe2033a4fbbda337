import { randomUUID } from 'node:crypto';
import { readArguments, USAGE } from './config/arguments.ts';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/faults.ts';
import type { Clock } from './domain/clock.ts';
import type { SharedMemory } from './lookup/shared-memory.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { Audit } from './server/audit/audit.ts';
import { banner } from './server/banner.ts';
import { exitForListening } from './server/listen-fault.ts';
import type { Log } from './server/log.ts';
import type { Metrics } from './server/metrics/metrics.ts';
import { ratesIn } from './server/quota/open-rates.ts';
import { stopOnSignals } from './server/stop-signals.ts';

// What sysexits(3) calls them.
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

try {
  await run();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CONFIG);
}

async function run(): Promise<void> {
  const command = readArguments(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      break;
    case 'version': {
      const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
      process.stdout.write(`${manifest.version}\n`);
      break;
    }
    case 'fault':
      process.stderr.write(`${command.message}\n\n${USAGE}`);
      process.exit(EXIT_USAGE);
      break;
    case 'sandbox-alone':
      await (await import('./main-sandbox.ts')).runSandbox(command.faults);
      break;
    case 'sandbox-mode':
      await runSandboxMode(command.faults);
      break;
    case 'gateway': {
      const { loadConfig } = await import('./config/load.ts');
      await runGateway(loadConfig(command.config, process.env));
    }
  }
}

async function runSandboxMode(rulesFile: string | undefined): Promise<void> {
  const { startSandboxBehind, sandboxConfig } = await import('./main-sandbox.ts');
  // Making keys takes other threads; meanwhile this one loads the server.
  const [sandbox] = await Promise.all([startSandboxBehind(rulesFile), loadGateway()]);
  await runGateway(await sandboxConfig(sandbox), sandbox);
}

/** What only the gateway needs; loading it takes most of the time to start. */
async function loadGateway() {
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

async function runGateway(config: Config, sandbox?: Sandbox): Promise<void> {
  const { schema, plugins, results, clock, ...parts } = await loadGateway();
  const metrics = parts.createMetrics();
  const isSandbox = sandbox !== undefined;
  // Sandbox mode's stdout is for people.
  const log = parts.createLog(config.log.level, isSandbox ? 2 : 1);
  process.on('uncaughtException', (error) => {
    log.failed(null, error);
    process.exit(1);
  });
  const { accounts, limits, cache, live } = config;
  const newId = (): string => randomUUID();
  const { random } = Math;
  const upstream = parts.createUpstream({
    accounts,
    limits,
    clock,
    newId,
    random,
    onEvent: (event) => {
      log.upstream(event);
      metrics.upstream(event);
    },
  });
  const { deadlineMs } = limits;
  const audit = await openAuditLog(config, clock, log);
  const shared = await openSharedMemory(config, clock, log, metrics);
  const lookups = parts.createLookups({
    upstream,
    shared,
    results,
    memory: cache,
    timeToLive: cache,
    deadlineMs,
    watching: live,
    clock,
    onEvent: metrics.lookup,
  });
  metrics.readFrom({ upstream, lookups, shared, audit: audit ?? null });
  const rates = ratesIn(cache.redis, { now: () => clock.now(), onChange: log.sharedRates.bind(log) });
  const server = await parts
    .startGatewayServer({
      config,
      schema,
      plugins,
      lookups,
      examples: isSandbox ? 'sandbox' : 'placeholders',
      log,
      metrics,
      audit,
      clock,
      newId,
      openRates: () => rates.open(),
      isDegraded: () => shared?.state === 'degraded',
    })
    .catch((error: unknown) => exitForListening(error, config.server));
  const stop = async (signal: string): Promise<void> => {
    log.stopping(signal);
    await server.stop();
    const unwritten = (await audit?.close()) ?? 0;
    if (unwritten > 0) log.audit('failing', 'the end came before all lines were written', unwritten);
    await upstream.close();
    await shared?.close();
    await rates.close();
    await sandbox?.close();
    log.stopped();
  };
  stopOnSignals(stop, (error) => log.failed(null, error));
  log.started(server.url);
  if (server.adminUrl !== null) log.adminStarted(server.adminUrl);
  if (isSandbox) process.stdout.write(banner(server.url, sandbox.adminUrl));
}

/** Who asked for what, where that is configured to be recorded. */
async function openAuditLog({ audit: settings }: Config, clock: Clock, log: Log): Promise<Audit | undefined> {
  if (settings === undefined) return undefined;
  const { openAudit } = await import('./server/audit/open-audit.ts');
  const audit = await openAudit(settings, { clock, newId: () => randomUUID(), onChange: log.audit.bind(log) });
  // What moves the file away says so by this.
  process.on('SIGHUP', () => void audit.reopen().catch((error: unknown) => log.failed(null, error)));
  return audit;
}

/** What several gateways remember together, where it is configured. Nothing waits for its server. */
async function openSharedMemory(
  { cache, accounts }: Config,
  clock: Clock,
  log: Log,
  metrics: Metrics,
): Promise<SharedMemory | null> {
  if (cache.redis === undefined) return null;
  const { createRedisMemory } = await import('./lookup/shared/redis-memory.ts');
  const { encryptionKey: encryptionKeys = [], ...redis } = cache.redis;
  const onChange = log.sharedMemory.bind(log);
  return createRedisMemory({
    ...redis,
    encryptionKeys,
    accounts,
    staleMs: cache.staleMs,
    clock,
    onChange,
    onCommand: metrics.sharedCommand,
  });
}
