import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { faultsIn } from './scan-written.ts';
import { WRITTEN } from './written.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const signature = sign('sha256', Buffer.from('x'), privateKey).toString('base64');

test.each([
  ['a private key', privateKey],
  [
    'a token',
    `{"x":"${['{"alg":"none"}', '{"sub":"somebody"}', ''].map((part) => Buffer.from(part).toString('base64url')).join('.')}"}`,
  ],
  ['a credential', 'authorization: Bearer bi-key-1'],
  ['a signature', `{"signature":"${signature}"}`],
  ['a signature', `signature=${encodeURIComponent(signature)}`],
  ['something planted', 'PLANTED-key-1'],
  ['personal data', '{"displayId":"159****5620"}'],
])('%s among what processes write is found', (what, text) => {
  expect(faultsIn(`nothing\n${text}\nnothing`).map((fault) => fault.split(': ')[0])).toContain(what);
});

test('what they should write is not taken for any of it', () => {
  const line =
    '{"level":"info","time":"2026-07-01T09:30:00.000Z","requestId":"b1d4f2f0-0000-4000-8000-000000000000","client":"bi","msg":"request"}';
  expect(faultsIn(`${line}\nhttp://127.0.0.1:4000/graphql\n`)).toEqual([]);
});

test('it is kept for that', () => {
  expect(process.env[WRITTEN]).toMatch(/paygraph-written-/);
});
