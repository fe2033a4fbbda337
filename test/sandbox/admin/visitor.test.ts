import { describe, expect, it } from 'vitest';

import { refusalFor } from '../../../src/sandbox/admin/visitor.ts';
import type { Visitor } from '../../../src/sandbox/admin/visitor.ts';

const HERE = { method: 'GET', headers: { host: '127.0.0.1:4001' }, peer: '127.0.0.1' } as const;
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the admin endpoint lets in', () => {
  it.each<[string, Partial<Visitor>]>([
    ['127.0.0.1', {}],
    ['any other address of 127.0.0.0/8', { peer: '127.8.9.10', headers: { host: '127.8.9.10' } }],
    ['::1', { peer: '::1', headers: { host: '[::1]:4001' } }],
    ['127.0.0.1 on a socket for both families', { peer: '::ffff:127.0.0.1' }],
    ['localhost', { headers: { host: 'localhost:4001' } }],
    ['a POST of JSON', { method: 'POST', headers: { ...HERE.headers, ...JSON_TYPE } }],
    [
      'a POST of JSON with its charset',
      { method: 'POST', headers: { ...HERE.headers, 'content-type': 'Application/JSON; charset=utf-8' } },
    ],
    [
      'a page of its own address',
      { headers: { ...HERE.headers, origin: 'http://127.0.0.1:4001', 'sec-fetch-site': 'same-origin' } },
    ],
    ['an address typed into a browser', { headers: { ...HERE.headers, 'sec-fetch-site': 'none' } }],
  ])('%s', (_, more) => {
    expect(refusalFor({ ...HERE, ...more })).toBeUndefined();
  });
});

describe('the admin endpoint refuses', () => {
  it.each<[string, Partial<Visitor>, number]>([
    ['an address of the network', { peer: '192.0.2.7' }, 403],
    ['an address of the network on a socket for both families', { peer: '::ffff:192.0.2.7' }, 403],
    ['an IPv6 address of the network', { peer: 'fe80::1' }, 403],
    ['an IPv6 address with its zone', { peer: 'fe80::1%eth0' }, 403],
    ['an address that only begins like loopback', { peer: '::1:0' }, 403],
    ['a connection that is gone', { peer: undefined }, 403],
    ...[
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-real-ip',
      'x-client-ip',
      'true-client-ip',
      'cf-connecting-ip',
    ].map((name): [string, Partial<Visitor>, number] => [
      `what came with ${name}`,
      { headers: { ...HERE.headers, [name]: '127.0.0.1' } },
      403,
    ]),
    ['a name that somebody else made lead here', { headers: { host: 'rebound.example:4001' } }, 403],
    ['a name that begins like an address', { headers: { host: '127.0.0.1.rebound.example' } }, 403],
    ['the unspecified address as a name', { headers: { host: '0.0.0.0:4001' } }, 403],
    ['no name', { headers: {} }, 403],
    ['another site’s page', { headers: { ...HERE.headers, 'sec-fetch-site': 'cross-site' } }, 403],
    ['another port’s page', { headers: { ...HERE.headers, 'sec-fetch-site': 'same-site' } }, 403],
    ['another origin', { headers: { ...HERE.headers, origin: 'http://127.0.0.1:4000' } }, 403],
    ['an origin that hides', { headers: { ...HERE.headers, origin: 'null' } }, 403],
    ['a POST without a type', { method: 'POST' }, 415],
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'].map(
      (type): [string, Partial<Visitor>, number] => [
        `a POST of ${type}, which a form could send`,
        { method: 'POST', headers: { ...HERE.headers, 'content-type': type } },
        415,
      ],
    ),
  ])('%s', (_, more, status) => {
    const refusal = refusalFor({ ...HERE, ...more });
    expect(refusal).toMatchObject({ status });
    expect(refusal?.message).toMatch(/^expected .+, got .+; .+/);
  });
});
