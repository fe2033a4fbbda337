import { parentPort } from 'node:worker_threads';
import type { GraphiQLOptions } from 'graphql-yoga';
import { renderPage } from './graphiql-page.ts';

// A thread's entry, not a module: it does its work when it is told what.
parentPort?.once('message', (options: GraphiQLOptions) => parentPort?.postMessage(renderPage(options)));
