import type { FileRead } from '../config/files.ts';
import type { LogLevel } from '../config/log.ts';
import type { Health } from '../server/health.ts';
import type { SubscriptionRefusal } from '../server/subscription-counts.ts';
import type { MetricValues } from './merged-metrics.ts';
import type { Subscribing } from './subscriptions.ts';

/** What a worker is told to begin with. */
export interface Beginning {
  /** Which of the workers it is, from 1. One that takes the place of another has its number. */
  readonly worker: number;
  readonly workers: number;
  /** Where to listen instead of at any free port, which was found before; null as long as it is that of others. */
  readonly port: number | null;
  /** Of the configuration. */
  readonly path: string;
  /** What is in it, where it can be read but once. */
  readonly text: string | null;
  /** What was settled when the first of them began; null for that one. */
  readonly settled: string | null;
  /** What the files held that the others go by; null for the first, which reads them. */
  readonly files: Files | null;
}

/** What workers say to the primary. */
export interface PrimaryServices {
  /** It has read the configuration, and asks what others were told of upstreams before it listens. */
  settled: (reading: Reading) => readonly Slowdown[];
  started: (said: { readonly url: string }) => void;
  /** It goes by the configuration as it is now. */
  adopted: (reading: Reading) => void;
  /** The metrics of all, as Prometheus reads them. */
  metrics: () => string;
  /** An upstream wants to be left alone, or asked less often. */
  slowedDown: (slowdown: Slowdown) => void;
  subscribe: (subscribing: Subscribing) => SubscriptionRefusal | null;
  unsubscribe: (id: number) => void;
  /** Makes ready to count callers' rates. */
  openRates: () => void;
  recall: (key: string) => Remembered | null;
  remember: (said: Remembering) => void;
  /** The right to make the call for the key; false while another has it. */
  lease: (leasing: Leasing) => boolean;
  release: (said: Pick<Leasing, 'key' | 'token'>) => void;
}

/** What the primary says to a worker. */
export interface WorkerServices {
  begin: (beginning: Beginning) => void;
  /** Finishes what is under way and ends, because of that signal. */
  stop: (signal: string) => void;
  metrics: () => MetricValues;
  health: () => Health;
  /** There may be news of a key for which it was refused the right to call. */
  news: (key: string) => void;
  /** Another worker was told so. */
  slowDown: (slowdown: Slowdown) => void;
}

/** What files held, by whole path: keys among them. It is for processes of the gateway, and never for a log. */
export type Files = readonly (readonly [path: string, read: FileRead])[];

/** A configuration that a worker goes by. */
export interface Reading {
  /** What workers that begin later do not read anew, as `writeSettled` has it. */
  readonly settings: string;
  readonly level: LogLevel;
  /** Null where it was read from what the primary gave. */
  readonly files: Files | null;
}

/** How an account was slowed down. */
export interface Slowdown {
  readonly account: string;
  readonly pauseMs: number;
}

/** An answer as it is kept for all workers. */
export interface Remembered {
  readonly askedAt: number;
  readonly landedAt: number;
  /** By the codec of shared answers. */
  readonly text: string;
}

/** The right to make a call, for so long, by the worker's own number for it. */
export interface Leasing {
  readonly key: string;
  readonly ms: number;
  readonly token: number;
}

/** One to be kept. */
export interface Remembering extends Omit<Remembered, 'landedAt'> {
  readonly keys: readonly string[];
  /** How long it is of use. */
  readonly keepMs: number;
}
