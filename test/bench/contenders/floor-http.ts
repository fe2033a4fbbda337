import { createServer } from 'node:http';
import { WORKS } from '../works.ts';
import { listenFor } from './listening.ts';

// What node:http costs: ready bytes, found by the request's text.

const hot = WORKS.find(({ name }) => name === 'hot');
const ready = new Map<string, Buffer>();
for (let n = 0; n < 100; n += 1) {
  const { body, data } = hot?.asking(n) ?? { body: '', data: '' };
  ready.set(body, Buffer.from(`{"data":${data}}`));
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const answer = ready.get(Buffer.concat(chunks).toString()) ?? Buffer.from('{}');
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
});
listenFor(server);
