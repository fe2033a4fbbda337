import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { createAdminRoutes } from '../server/admin-routes.ts';
import type { Health } from '../server/health.ts';
import { listenForAdmin, SCRAPE_GRACE_MS } from '../server/listen-for-admin.ts';
import { exitForListening } from '../server/listen-fault.ts';
import type { ListeningServer } from '../server/listen.ts';
import { logLines } from '../server/log-lines.ts';
import { stopOnSignals } from '../server/stop-signals.ts';
import { Crew, type ToWorker } from './crew.ts';
import { createPrimaryLog } from './primary-log.ts';
import { Pauses } from './pauses.ts';
import { PrimaryMetrics } from './primary-metrics.ts';
import type { Beginning, Files } from './services.ts';
import { readSettled, type Settled } from './settled.ts';
import { answersOf, type SharedAnswers } from './shared-answers.ts';
import { SubscriptionsOfAll } from './subscriptions.ts';

/** What several workers are run by. */
export interface PrimaryMeans extends Pick<Beginning, 'path' | 'text'> {
  readonly workers: number;
}

// Longer than a worker that works takes to say how it does, and short enough for whoever wants to know.
const ANSWER_MS = 1_000;
/** What a worker may take after its last answer, to write and close what it holds. */
const CLOSING_MS = 5_000;

/** Runs workers until it is told to stop. Nothing that answers callers is loaded here. */
export async function runPrimary({ path, text, workers }: PrimaryMeans): Promise<void> {
  const lines = logLines(1);
  const log = createPrimaryLog(lines);
  process.on('uncaughtException', (error) => {
    log.failed(null, error);
    process.exit(1);
  });
  // A worker that reads its own answers has no use for the primary's standard input.
  cluster.setupPrimary({ args: ['worker'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  // The primary takes connections and hands them out in turn, so that workers come and go without losing any.
  cluster.schedulingPolicy = cluster.SCHED_RR;

  const pauses = new Pauses(() => Date.now());
  /** How many pauses there had been when a worker asked for them. */
  const told = new Map<number, number>();
  const subscriptions = new SubscriptionsOfAll();
  let settled: { readonly text: string; readonly settings: Settled } | null = null;
  let files: Files | null = null;
  let answers: SharedAnswers | null = null;
  const listening: { url: string; port: number | null; admin: ListeningServer | null } = {
    url: '',
    port: null,
    admin: null,
  };
  let isReady = false;

  const metrics = new PrimaryMetrics(lines, () => crew.running, ANSWER_MS);
  const health = async (): Promise<Health> => {
    if (!isReady) return 'down';
    const asked = crew.running.map(({ channel }) => channel.ask('health', null, ANSWER_MS).catch(() => null));
    // One that does not answer is as good as missing: the others do, and must not be taken out of service for it.
    const said = (await Promise.all(asked)).filter((health) => health !== null);
    if (said.length === 0 || said.includes('down')) return 'down';
    return said.length < workers || said.includes('degraded') ? 'degraded' : 'up';
  };

  /** The first to begin settles where all listen and what they share. */
  const settle = async (written: string): Promise<void> => {
    if (settled !== null) return;
    const settings = readSettled(written);
    settled = { text: written, settings };
    const { server, cache } = settings;
    answers = answersOf(cache, workers, (worker, key) =>
      crew.running.find((one) => one.worker === worker)?.channel.tell('news', key),
    );
    const routes = createAdminRoutes({ health, metrics, log, newId: () => randomUUID() });
    listening.admin = await listenForAdmin(routes, server).catch((error: unknown) => exitForListening(error, server));
  };

  const serve = (worker: number, channel: ToWorker): void => {
    channel.on('settled', async ({ settings, level, files: read }) => {
      log.adopt(level);
      files ??= read;
      await settle(settings);
      told.set(worker, pauses.count);
      return pauses.left();
    });
    channel.on('adopted', ({ settings, level, files: read }) => {
      log.adopt(level);
      // Whoever comes later goes by what the others do, whatever the files hold by then.
      settled = { text: settings, settings: readSettled(settings) };
      files = read;
    });
    channel.on('metrics', () => metrics.text());
    channel.on('slowedDown', (slowdown) => {
      pauses.note(slowdown);
      for (const other of crew.running) if (other.worker !== worker) other.channel.tell('slowDown', slowdown);
    });
    channel.on('subscribe', (subscribing) => subscriptions.begin(worker, subscribing));
    channel.on('unsubscribe', (id) => subscriptions.end(worker, id));
    channel.on('openRates', openRates);
    channel.on('recall', (key) => answers?.recall(key) ?? null);
    channel.on('remember', (remembering) => answers?.remember(remembering));
    channel.on('lease', (leasing) => answers?.lease(worker, leasing) ?? true);
    channel.on('release', (lease) => answers?.release(worker, lease));
  };

  const crew: Crew = new Crew({
    workers,
    beginning: () => {
      // A free port is any port for who comes when all are gone, and callers know the one that was found.
      const isAnyPort = settled?.settings.server.port === 0;
      if (isReady && isAnyPort && crew.running.length === 0) listening.port = Number(new URL(listening.url).port);
      return { path, text, settled: settled?.text ?? null, files, port: listening.port };
    },
    serve,
    onLines: (written) => lines.atOnce.write(written),
    onBrokenOff: () => metrics.brokeOff(),
    onNoStart: (code) => process.exit(code === null || code === 0 ? 1 : code),
    onStarted: (worker, url) => {
      listening.url = url;
      // What has come between, while it could not be told.
      const started = crew.running.find((one) => one.worker === worker);
      for (const slowdown of pauses.left(told.get(worker))) started?.channel.tell('slowDown', slowdown);
      if (isReady) log.workerStarted(worker);
    },
    onEnded: (worker, code, signal, againInMs) => {
      subscriptions.leave(worker);
      answers?.leave(worker);
      metrics.leave(worker);
      log.workerEnded(worker, code, signal, againInMs);
    },
    onStuck: (worker) => log.workerStuck(worker),
    onFault: (error) => log.failed(null, error),
  });

  // However it ends: one that is stuck would not notice that the primary is gone.
  process.on('exit', () => crew.kill());
  process.on('SIGHUP', () => crew.hangUp());
  await crew.start();
  isReady = true;
  const stop = async (signal: string): Promise<void> => {
    isReady = false;
    log.stopping(signal);
    const { shutdownDelayMs = 0, shutdownGraceMs = 0 } = settled?.settings.server ?? {};
    await crew.stop(signal, shutdownDelayMs + shutdownGraceMs + CLOSING_MS);
    await listening.admin?.drain(SCRAPE_GRACE_MS);
    log.stopped();
  };
  stopOnSignals(stop, (error) => log.failed(null, error));
  log.started(workers, listening.url);
  if (listening.admin !== null) log.adminStarted(listening.admin.url);
}

/** Counts callers' rates for all workers, from the first that has one on. */
async function openRates(): Promise<void> {
  const { RateLimiterClusterMaster } = await import('rate-limiter-flexible');
  new RateLimiterClusterMaster();
}
