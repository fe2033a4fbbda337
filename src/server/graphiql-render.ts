import { Worker } from 'node:worker_threads';
import type { GraphiQLOptions } from 'graphql-yoga';
import type { GraphiqlPage } from './graphiql-page.ts';

/** Renders the page in a thread of its own: its 9 MB leave with the thread, and nobody waits for the compression. */
export function renderInWorker(options: GraphiQLOptions): Promise<GraphiqlPage> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./graphiql-worker.ts', import.meta.url));
    worker.postMessage(options);
    worker.once('message', (page: GraphiqlPage) => resolve({ ...page, gzip: Buffer.from(page.gzip) }));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the page was not rendered')));
  });
}
