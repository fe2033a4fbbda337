import type { LogLevel } from '../config/log.ts';
import type { ReloadEvent } from '../config/reload-event.ts';
import type { SharedMemory } from '../lookup/shared-memory.ts';
import type { UpstreamEvent } from '../upstream/events.ts';
import type { TrailState } from './audit/trail.ts';
import { describeError } from './describe-error.ts';
import { logLines } from './log-lines.ts';
import { createLogger, timestamps } from './logger.ts';
import { requestLine } from './request-line.ts';
import { UnknownWords } from './unknown-words.ts';

/** One answered request, as far as it may be written down. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** False when the caller left before the end. */
  readonly complete: boolean;
  readonly client: string | null;
}

/**
 * What the gateway writes down. Every method names its fields: nothing else can get into the log, no header, body,
 * variable, key or identifier of a payment among them.
 */
export interface Log {
  /** Lines that could not be written, ever. */
  readonly lostLines: number;
  started(url: string): void;
  /** Metrics have a port of their own. */
  adminStarted(url: string): void;
  stopping(signal: string): void;
  stopped(): void;
  answered(request: AnsweredRequest): void;
  /** Something failed that should not. `requestId` is null outside of requests. */
  failed(requestId: string | null, error: unknown): void;
  upstream(event: UpstreamEvent): void;
  /** What became of a configuration that was read anew. Its faults quote nothing secret. */
  reload(event: ReloadEvent): void;
  /** Writes down from this level on. */
  adopt(level: LogLevel): void;
  /** So many connections were closed because there were too many. */
  refusedConnections(connections: number): void;
  /** What gateways remember together became available, or is no longer. */
  sharedMemory(state: SharedMemory['state'], reason: string): void;
  /** The audit log cannot be written, or can be again; `lost` lines are lost since the start. */
  audit(state: TrailState, reason: string, lost: number): void;
  /** Where gateways count callers' rates together became available, or is no longer. */
  sharedRates(state: SharedMemory['state'], reason: string): void;
}

// A wrong manifest may have thousands.
const FAULTS_SHOWN = 20;

/** Writes JSON lines to a file descriptor: 1 is stdout, 2 is stderr. One of several workers says which it is. */
export function createLog(level: LogLevel, descriptor: 1 | 2, worker?: number): Log {
  const timestamp = timestamps();
  const source = worker === undefined ? '' : `,"worker":${worker}`;
  const lines = logLines(descriptor);
  const logger = createLogger(lines.atOnce, { level, timestamp, base: worker === undefined ? null : { worker } });
  const words = new UnknownWords();
  return {
    get lostLines() {
      return lines.lost;
    },
    started: (url) => logger.info({ url }, 'started'),
    adminStarted: (url) => logger.info({ url }, 'admin port started'),
    stopping: (signal) => logger.info({ signal }, 'stopping'),
    stopped: () => logger.info('stopped'),
    answered(request) {
      if (logger.isLevelEnabled('info')) lines.gathered.write(requestLine(timestamp() + source, request));
    },
    failed: (requestId, error) => logger.error({ requestId, error: describeError(error) }, 'failed'),
    adopt: (level) => {
      logger.level = level;
    },
    reload(event) {
      switch (event.kind) {
        case 'taken':
          logger.info({ changed: event.changed }, 'configuration taken over');
          break;
        case 'same':
          logger.info('configuration is as before');
          break;
        case 'refused':
          for (const { path, message } of event.faults.slice(0, FAULTS_SHOWN))
            logger.error({ path, fault: message }, 'configuration fault');
          logger.error({ faults: event.faults.length }, 'configuration refused, the one before stays');
          break;
        case 'failed':
          logger.error({ error: describeError(event.error) }, 'configuration failed to be taken over');
      }
      if ('needsRestart' in event && event.needsRestart.length > 0) {
        logger.warn({ settings: event.needsRestart }, 'a restart is needed for these to be taken over');
      }
    },
    refusedConnections: (connections) => logger.warn({ connections }, 'too many connections: some were closed'),
    sharedMemory: (state, reason) =>
      logger[state === 'available' ? 'info' : 'warn']({ state, reason }, 'shared memory'),
    audit: (state, reason, lost) =>
      logger[state === 'writing' ? 'info' : 'error']({ state, reason, lost }, 'audit log'),
    sharedRates: (state, reason) => logger[state === 'available' ? 'info' : 'warn']({ state, reason }, 'shared rates'),
    upstream(event) {
      switch (event.kind) {
        case 'attempt': {
          const { account, dialect, code, requestId, httpStatus, signatureVerified, reason } = event;
          const entry = { account, dialect, code, upstreamRequestId: requestId, httpStatus, signatureVerified, reason };
          if (reason === null) logger.debug(entry, 'upstream attempt');
          else logger.warn(entry, 'upstream attempt failed');
          break;
        }
        case 'unknown-word': {
          const { dialect, field, word } = event;
          if (words.isNew(dialect, field, word)) logger.warn({ dialect, field, word }, 'unknown word');
          break;
        }
        case 'breaker': {
          const { account, availability: state } = event;
          logger[state === 'AVAILABLE' ? 'info' : 'warn']({ account, state }, 'breaker');
          break;
        }
        case 'abandoned':
        case 'retry':
        case 'waited':
        case 'unsent':
          // Counted, not written down.
          break;
        case 'slowed-down': {
          const { account, ratePerSecond, pauseMs } = event;
          logger.warn({ account, ratePerSecond, pauseMs }, 'asked too often, slowing down');
          break;
        }
        case 'fault':
          logger.error({ account: event.account, error: describeError(event.error) }, 'failed');
      }
    },
  };
}
