import { pino, type Logger, type LoggerOptions } from 'pino';
import type { LogLines } from './log-lines.ts';

// The second net: should one of these ever get into an entry.
const REDACTED = ['authorization', 'headers', 'body', 'variables', 'privateKey', 'secret', 'token', 'key'];

/** The time as lines have it, written once in a millisecond. */
export function timestamps(): () => string {
  let at = 0;
  let written = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      written = `,"time":"${new Date(now).toISOString()}"`;
    }
    return written;
  };
}

/** Writes JSON lines as every process of the gateway does: levels by name, times in words. */
export function createLogger(
  lines: LogLines['atOnce'],
  more: Pick<LoggerOptions, 'level' | 'base' | 'timestamp'> = {},
): Logger {
  const redact = REDACTED.flatMap((name) => [name, `*.${name}`]);
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino({ base: null, timestamp: timestamps(), ...more, formatters, redact }, lines);
}
