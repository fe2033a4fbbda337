import { measureStarts, startTable } from './starts.ts';

// Prints how long the gateway takes to start, what it holds idle, and what has to be installed for it, in each way it can
// be started. `npm run bench:footprint`; medians of several starts, since machines are noisy.

const ROUNDS = 7;

const costs = await measureStarts(ROUNDS);
console.log(`medians of ${ROUNDS} starts after a warm-up (range), Node ${process.version}\n`);
console.log(startTable(costs));
