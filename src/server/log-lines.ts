import { destination } from 'pino';

// What is written to a pipe or a file line by line takes a call to the system for each.
const GATHERED_BYTES = 8_192;
const GATHERED_MS = 20;

interface LineSink {
  write(line: string): void;
}

/** Where log lines go: one file descriptor, in the order in which they come. */
export interface LogLines {
  /** Written before this returns, with all that came before. */
  readonly atOnce: LineSink;
  /** Gathered for a moment, but for a process that is killed never lost. */
  readonly gathered: LineSink;
}

/** Opens the lines of a file descriptor. */
export function logLines(descriptor: 1 | 2): LogLines {
  const lines = destination({ dest: descriptor, sync: true, minLength: GATHERED_BYTES });
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    lines.flushSync();
  };
  process.once('exit', flush);
  return {
    atOnce: {
      write(line) {
        lines.write(line);
        flush();
      },
    },
    gathered: {
      write(line) {
        lines.write(line);
        timer ??= setTimeout(flush, GATHERED_MS);
      },
    },
  };
}
