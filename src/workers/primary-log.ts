import type { LogLevel } from '../config/log.ts';
import { describeError } from '../server/describe-error.ts';
import type { LogLines } from '../server/log-lines.ts';
import { createLogger } from '../server/logger.ts';

/** What the primary writes down, between the lines of its workers. */
export interface PrimaryLog {
  adopt(level: LogLevel): void;
  /** All workers answer, at that address. */
  started(workers: number, url: string): void;
  adminStarted(url: string): void;
  /** A worker answers that took the place of another. */
  workerStarted(worker: number): void;
  /** One ended without having been told to; another takes its place in so many milliseconds. */
  workerEnded(worker: number, code: number | null, signal: string | null, againInMs: number): void;
  /** One was to stop, and has not done so in time: it is killed. */
  workerStuck(worker: number): void;
  stopping(signal: string): void;
  stopped(): void;
  failed(requestId: string | null, error: unknown): void;
}

/** Writes JSON lines as workers do, without the number of one. */
export function createPrimaryLog(lines: LogLines): PrimaryLog {
  const logger = createLogger(lines.atOnce);
  return {
    adopt: (level) => {
      logger.level = level;
    },
    started: (workers, url) => logger.info({ workers, url }, 'started'),
    adminStarted: (url) => logger.info({ url }, 'admin port started'),
    workerStarted: (worker) => logger.info({ worker }, 'worker started'),
    workerEnded: (worker, code, signal, againInMs) => logger.error({ worker, code, signal, againInMs }, 'worker ended'),
    workerStuck: (worker) => logger.error({ worker }, 'worker stuck, killed'),
    stopping: (signal) => logger.info({ signal }, 'stopping'),
    stopped: () => logger.info('stopped'),
    failed: (requestId, error) => logger.error({ requestId, error: describeError(error) }, 'failed'),
  };
}
