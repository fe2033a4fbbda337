import { createRequire } from 'node:module';

// What no start can do without: Node and its HTTP server, in plain JavaScript. An import of node:http would load a fetch.
const { createServer } = createRequire(import.meta.url)('node:http');

const server = createServer((_, response) => response.end('{"data":{}}'));
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.once('SIGTERM', () => process.exit());
