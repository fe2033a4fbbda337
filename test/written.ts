import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that what processes write is kept in; set by `scan-written.ts`. */
export const WRITTEN = 'PAYGRAPH_TEST_WRITTEN';

/** Keeps what a process of the gateway writes, to be searched when all tests are over. */
export function keepWritten({ pid, stdout, stderr }: ChildProcess): void {
  const folder = process.env[WRITTEN];
  if (folder === undefined) return;
  const file = join(folder, `${process.pid}-${String(pid)}.txt`);
  const keep = (bytes: Buffer | string): void => appendFileSync(file, bytes);
  stdout?.on('data', keep);
  stderr?.on('data', keep);
}
