import cluster from 'node:cluster';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Crew } from '../../src/workers/crew.ts';

// A primary of two workers in a process of its own: tells its parent what happens, and does what it is told.

const tell = (said: object): void => void process.send?.(said);
const there = process.execPath;

cluster.setupPrimary({
  exec: join(import.meta.dirname, 'crew-worker.ts'),
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const crew = new Crew({
  workers: 2,
  beginning: () => ({ path: '', text: null, settled: null, files: null, port: null }),
  serve: () => undefined,
  onLines: () => undefined,
  onBrokenOff: () => tell({ event: 'broken off' }),
  onNoStart: (code) => tell({ event: 'no start', code }),
  onStarted: (worker) => tell({ event: 'started', worker }),
  onEnded: (worker, _code, signal, againInMs) => tell({ event: 'ended', worker, signal, againInMs }),
  onStuck: (worker) => tell({ event: 'stuck', worker }),
  onFault: (error) => tell({ event: 'fault', code: error instanceof Error && 'code' in error ? error.code : null }),
});

const held: number[] = [];
/** What no worker can be started with, by the error that it gives. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  ENOENT: () => (process.execPath = '/nowhere/node'),
  ENOTDIR: () => (process.execPath = '/dev/null/node'),
  EMFILE: () => {
    try {
      for (;;) held.push(openSync('/dev/null', 'r'));
    } catch {
      // As many as there may be.
    }
  },
};
process.on('message', (order: string) => {
  if (order in FAULTS) FAULTS[order]?.();
  else {
    process.execPath = there;
    for (const descriptor of held.splice(0)) closeSync(descriptor);
  }
});
process.on('disconnect', () => process.exit());
process.on('exit', () => crew.kill());
await crew.start();
