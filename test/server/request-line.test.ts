import { pino } from 'pino';
import { expect, test } from 'vitest';
import { requestLine } from '../../src/server/request-line.ts';

const request = {
  requestId: 'a.b:c_d-1',
  client: 'shop',
  method: 'POST',
  route: '/graphql',
  status: 200,
  ms: 12,
  complete: true,
};

test.each([
  ['a caller', request],
  ['nobody that was recognised', { ...request, client: null, status: 401 }],
  ['a caller of an odd name', { ...request, client: 'sh"o\\p\n€' }],
  ['a caller who left', { ...request, complete: false }],
])('the line of a request of %s is the one pino writes', (_whose, one) => {
  let written = '';
  const options = {
    base: { worker: 2 },
    timestamp: () => ',"time":"now"',
    formatters: { level: (level: string) => ({ level }) },
  };
  const { requestId, client, ...more } = one;
  pino(options, { write: (line) => (written += line) }).info({ requestId, client, ...more }, 'request');
  expect(requestLine(',"time":"now","worker":2', one)).toBe(written);
});
