import type { Config } from '../config/config.ts';
import type { Contents } from '../config/files.ts';
import type { Clock } from '../domain/clock.ts';
import type { Health } from '../server/health.ts';
import type { Metrics } from '../server/metrics/metrics.ts';
import type { OwnCounter } from '../server/quota/rates.ts';
import type { Subscriptions } from '../server/subscription-counts.ts';
import { Channel } from './channel.ts';
import { PrimaryMemory } from './primary-memory.ts';
import type { Beginning, Files, PrimaryServices, Reading, Slowdown, WorkerServices } from './services.ts';
import { writeSettled } from './settled.ts';
import { shareOf } from './share.ts';

// What the primary does for a worker takes it far less; a caller who waits for it is told that it failed.
const WAIT_MS = 2_000;
/** Longer than the primary takes to listen. */
const SETTLED_MS = 30_000;

/** What the primary may want of a worker that answers. */
export interface Answers {
  readonly metrics: Metrics;
  readonly health: () => Health;
  readonly slowDown: (slowdown: Slowdown) => void;
  /** It could not do what it was told to. */
  readonly onFault: (error: unknown) => void;
}

/** A worker's part in the gateway: what it shares with the others, by way of the primary. */
export class Membership {
  readonly #primary: Channel<PrimaryServices, WorkerServices>;
  readonly #begun = Promise.withResolvers<Beginning>();
  #beginning: Beginning | null = null;
  #files: Files | null = null;
  #lastSubscription = 0;
  // Before it answers there is nothing to go on with.
  #onFault = (error: unknown): void => {
    throw error;
  };

  constructor(send: (message: object) => void) {
    this.#primary = new Channel(send, (error) => this.#onFault(error));
    this.#primary.on('begin', (beginning) => {
      this.#beginning = beginning;
      this.#begun.resolve(beginning);
    });
  }

  /** Takes a message of the primary's. */
  take(message: unknown): void {
    this.#primary.take(message);
  }

  /** What it is to begin with, once it is told. */
  get begun(): Promise<Beginning> {
    return this.#begun.promise;
  }

  /** Which of the workers it is. */
  get worker(): number {
    return this.#place.worker;
  }

  /** Its part of what all may do together. */
  shareOf(config: Config): Config {
    return shareOf(config, this.#place, this.#place.port);
  }

  /** Resolves when it may listen, with how upstreams want to be left alone. */
  settle(config: Config): Promise<readonly Slowdown[]> {
    return this.#primary.ask('settled', this.#readingOf(config, this.#place.files === null), SETTLED_MS);
  }

  /** It answers from now on, callers at that address and the primary. `stop` is called when it is to end. */
  started(url: string, { metrics, health, slowDown, onFault }: Answers, stop: (signal: string) => void): void {
    this.#onFault = onFault;
    this.#primary.on('metrics', async () => {
      const { valuesOf } = await import('./merged-metrics.ts');
      return valuesOf(metrics.registry);
    });
    this.#primary.on('health', health);
    this.#primary.on('slowDown', slowDown);
    this.#primary.on('stop', stop);
    this.#primary.tell('started', { url });
  }

  /** The metrics of all. */
  readonly metricsOfAll = (): Promise<string> => this.#primary.ask('metrics', null, WAIT_MS);

  slowedDown(slowdown: Slowdown): void {
    this.#primary.tell('slowedDown', slowdown);
  }

  /** What the files held that a configuration without faults was read from. */
  hasRead(files: Contents): void {
    this.#files = [...files];
  }

  /** It goes by that configuration from now on, which is what it has read last. */
  adopted(config: Config): void {
    this.#primary.tell('adopted', this.#readingOf(config, true));
  }

  /** What all remember together. */
  memory(staleMs: number, clock: Clock): PrimaryMemory {
    const memory = new PrimaryMemory({ primary: this.#primary, staleMs, clock });
    this.#primary.on('news', (key) => memory.news(key));
    return memory;
  }

  /** Subscriptions, counted over all. */
  readonly subscriptions: Subscriptions = {
    begin: async (client, limits) => {
      const id = (this.#lastSubscription += 1);
      const end = () => this.#primary.tell('unsubscribe', id);
      try {
        return (await this.#primary.ask('subscribe', { id, client, limits }, WAIT_MS)) ?? { end };
      } catch (error) {
        // It may have been counted all the same.
        end();
        throw error;
      }
    },
  };

  /** Counts callers' rates over all. */
  readonly openRates = async (): Promise<OwnCounter> => {
    const [{ RateLimiterCluster }] = await Promise.all([
      import('rate-limiter-flexible'),
      this.#primary.ask('openRates', null, WAIT_MS),
    ]);
    return (options) => new RateLimiterCluster({ ...options, timeoutMs: WAIT_MS });
  };

  #readingOf(config: Config, isNew: boolean): Reading {
    return { settings: writeSettled(config), level: config.log.level, files: isNew ? this.#files : null };
  }

  get #place(): Beginning {
    if (this.#beginning === null) throw new Error('expected a worker that has begun, got one that waits');
    return this.#beginning;
  }
}
