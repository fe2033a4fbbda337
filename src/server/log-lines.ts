import { destination } from 'pino';

// What is written line by line takes a call to the system for each.
const GATHERED_CHARACTERS = 32_768;
const GATHERED_MS = 20;
// What cannot be written is kept up to here, and tried again with what comes next.
const KEPT_BYTES = 1_048_576;

interface LineSink {
  write(line: string): void;
}

/** Where log lines go: one file descriptor, in the order in which they come. */
export interface LogLines {
  /** Written before this returns, with all that came before. */
  readonly atOnce: LineSink;
  /** Gathered for a moment, but for a process that is killed not lost by that. */
  readonly gathered: LineSink;
  /** Lines that could not be written, ever: the disk is full, whoever read them is gone. */
  readonly lost: number;
}

/**
 * Opens the lines of a file descriptor. Nothing stops because they cannot be written; but a pipe whose reader lives and
 * does not read stops the process, as any write to one does.
 */
export function logLines(descriptor: 1 | 2): LogLines {
  const lines = destination({ dest: descriptor, sync: true, maxLength: KEPT_BYTES });
  let gathered = '';
  let timer: NodeJS.Timeout | null = null;
  let lost = 0;
  // It stays with what is kept, and nowhere is left to tell of it but the count of what finds no room.
  lines.on('error', () => undefined);
  lines.on('drop', (dropped: unknown) => {
    lost += String(dropped).split('\n').length - 1;
  });
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const text = gathered;
    gathered = '';
    if (text !== '') lines.write(text);
  };
  process.once('exit', flush);
  return {
    atOnce: {
      write(line) {
        gathered += line;
        flush();
      },
    },
    gathered: {
      write(line) {
        gathered += line;
        if (gathered.length >= GATHERED_CHARACTERS) flush();
        else timer ??= setTimeout(flush, GATHERED_MS);
      },
    },
    get lost() {
      return lost;
    },
  };
}
