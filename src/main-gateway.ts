import { randomUUID } from 'node:crypto';
import type { Config } from './config/config.ts';
import type { ReadFile } from './config/files.ts';
import type { ReloadEvent } from './config/reload-event.ts';
import type { Reloading, ReloadMeans } from './config/reloading.ts';
import type { Clock } from './domain/clock.ts';
import type { RedisMemory } from './lookup/shared/redis-memory.ts';
import { parts } from './main-parts.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { Audit } from './server/audit/audit.ts';
import { banner } from './server/banner.ts';
import { exitForListening } from './server/listen-fault.ts';
import type { Log } from './server/log.ts';
import type { Metrics } from './server/metrics/metrics.ts';
import { ratesIn } from './server/quota/open-rates.ts';
import { stopOnce, stopOnSignals } from './server/stop-signals.ts';
import type { Membership } from './workers/membership.ts';
import type { Slowdown } from './workers/services.ts';

/** Where a configuration can be read anew. */
export interface ConfigOrigin {
  /** What it was read from. */
  readonly files: ReadonlySet<string>;
  readonly load: (readFile: ReadFile) => Config;
}

/** What a gateway may have beside its configuration. */
export interface Beside {
  /** Behind it, and gone with it. */
  readonly sandbox?: Sandbox;
  /** Absent where the configuration stays as it is. */
  readonly origin?: ConfigOrigin;
  /** Its part in a gateway of several processes; absent for the only one. */
  readonly membership?: Membership;
}

/** Runs a gateway until it is told to stop. */
export async function runGateway(whole: Config, { sandbox, origin, membership }: Beside): Promise<void> {
  const shareOf = (all: Config): Config => membership?.shareOf(all) ?? all;
  const config = shareOf(whole);
  const { schema, plugins, results, clock } = parts;
  const metrics = parts.createMetrics(membership?.metricsOfAll);
  // Sandbox mode's stdout is for people.
  const log = parts.createLog(config.log.level, sandbox === undefined ? 1 : 2, membership?.worker);
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
    sign: parts.sign,
    newId,
    random,
    onEvent: (event) => {
      log.upstream(event);
      metrics.upstream(event);
      if (event.kind === 'slowed-down') membership?.slowedDown({ account: event.account, pauseMs: event.pauseMs });
    },
  });
  const { deadlineMs } = limits;
  const audit = await openAuditLog(config, clock, log);
  const redis = await openSharedMemory(config, clock, log, metrics);
  const nearby = redis === null ? (membership?.memory(cache.staleMs, clock) ?? null) : null;
  const lookups = parts.createLookups({
    upstream,
    shared: redis ?? nearby,
    results,
    memory: cache,
    timeToLive: cache,
    deadlineMs,
    watching: live,
    clock,
    onEvent: metrics.lookup,
  });
  const rates = ratesIn(cache.redis, {
    now: () => clock.now(),
    onChange: log.sharedRates.bind(log),
    openOwn: membership?.openRates,
  });
  // Before it listens: another may have been told to leave an upstream alone.
  for (const { account, pauseMs } of (await membership?.settle(whole)) ?? []) upstream.slowDown(account, pauseMs);
  const server = await parts
    .startGatewayServer({
      config,
      schema,
      plugins,
      lookups: lookups.port,
      examples: sandbox === undefined ? 'placeholders' : 'sandbox',
      log,
      metrics,
      audit,
      clock,
      newId,
      openRates: () => rates.open(),
      isDegraded: () => redis?.state === 'degraded',
      subscriptionsOfAll: membership?.subscriptions,
    })
    .catch((error: unknown) => exitForListening(error, config.server));
  const adopt = async (all: Config): Promise<void> => {
    const next = shareOf(all);
    const serve = await server.prepare(next);
    const { formerKeysMs } = next.reload;
    const encryptionKeys = next.cache.redis?.encryptionKey ?? [];
    // The only one that may refuse. The rest happens at once: no request may find one part changed and another not.
    if (next.server.tls !== undefined) server.renewTls(next.server.tls);
    upstream.adopt({ ...next, formerKeysMs });
    redis?.adopt({ accounts: next.accounts, encryptionKeys, staleMs: next.cache.staleMs }, formerKeysMs);
    nearby?.adopt(next.cache);
    lookups.adopt({ timeToLive: next.cache, deadlineMs: next.limits.deadlineMs, watching: next.live });
    serve(lookups.port);
    log.adopt(next.log.level);
    membership?.adopted(all);
  };
  const onEvent = (event: ReloadEvent): void => {
    log.reload(event);
    metrics.reload(event);
  };
  const reloading = origin && (await reloadingFrom(origin, whole, { adopt, clock, onEvent }));
  const asStarted = { isCurrent: true, since: clock.now(), needsRestart: 0 };
  metrics.readFrom({
    upstream,
    lookups,
    shared: redis,
    audit: audit ?? null,
    configuration: () => reloading?.reading ?? asStarted,
    log,
  });
  process.on('SIGHUP', () => reloading?.ask());
  void reloading?.run();
  const stop = async (signal: string): Promise<void> => {
    log.stopping(signal);
    reloading?.stop();
    await server.stop();
    const unwritten = (await audit?.close()) ?? 0;
    if (unwritten > 0) log.audit('failing', 'the end came before all lines were written', unwritten);
    await upstream.close();
    await redis?.close();
    await rates.close();
    await sandbox?.close();
    log.stopped();
  };
  const onFault = (error: unknown): void => log.failed(null, error);
  if (membership !== undefined) {
    const slowDown = ({ account, pauseMs }: Slowdown): void => upstream.slowDown(account, pauseMs);
    membership.started(server.url, { metrics, health: server.health, slowDown, onFault }, (signal) =>
      stopOnce(stop, signal, onFault),
    );
    return;
  }
  stopOnSignals(stop, onFault);
  log.started(server.url);
  if (server.adminUrl !== null) log.adminStarted(server.adminUrl);
  if (sandbox !== undefined) process.stdout.write(banner(server.url, sandbox.adminUrl));
}

async function reloadingFrom(
  { files, load }: ConfigOrigin,
  config: Config,
  means: Pick<ReloadMeans, 'adopt' | 'clock' | 'onEvent'>,
): Promise<Reloading> {
  const { Reloading } = await import('./config/reloading.ts');
  return new Reloading({ load, ...means }, config, files);
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
): Promise<RedisMemory | null> {
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
