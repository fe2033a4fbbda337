import cluster from 'node:cluster';
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
  beginning: () => ({ path: '', text: null, settled: null, port: null }),
  serve: () => undefined,
  onLines: () => undefined,
  onNoStart: (code) => tell({ event: 'no start', code }),
  onStarted: (worker) => tell({ event: 'started', worker }),
  onEnded: (worker, _code, signal, againInMs) => tell({ event: 'ended', worker, signal, againInMs }),
  onFault: (error) => tell({ event: 'fault', code: error instanceof Error && 'code' in error ? error.code : null }),
});

const ORDERS: Readonly<Record<string, () => unknown>> = {
  'hide the program': () => (process.execPath = '/nowhere/node'),
  'bring it back': () => (process.execPath = there),
};
process.on('message', (order: string) => ORDERS[order]?.());
process.on('disconnect', () => process.exit());
process.on('exit', () => crew.kill());
await crew.start();
