import type { Random } from '../../lookup/oracle/random.ts';
import { lookup, post, ref, type Attack, type Attacker } from './attack.ts';

const BAD = 'BAD_USER_INPUT';
const json = (random: Random, mark: string) =>
  JSON.stringify({
    query: `{ ${lookup(mark)} }`,
    variables: { a: [1, { b: null }] },
    operationName: random.pick([null, undefined]),
  });
/** What a caller may ask in good faith. */
const harmless = JSON.stringify({ query: '{ __typename }' });

/** Attacks by how a request is made. */
export const REQUEST_ATTACKS: Readonly<Record<string, Attacker>> = {
  'operations in a batch': (random, mark) =>
    post(random, `[${Array(random.int(1, 100)).fill(json(random, mark)).join()}]`, [BAD, 'BODY_LIMIT']),
  'JSON that is none': (random, mark) => {
    const text = json(random, mark);
    const at = random.int(0, text.length - 1);
    const broken = random.pick([
      text.slice(0, at),
      `${text.slice(0, at)}${random.pick(['\u0000', '}', ']', ',', "'", 'NaN', '\\'])}`,
      text.replaceAll('"', "'"),
      `${text},`,
      `)]}'\n${text}`,
      'undefined',
      '',
    ]);
    return post(random, broken, [BAD]);
  },
  'JSON that is no request': (random, mark) =>
    post(
      random,
      random.pick<unknown>([
        'null',
        '1',
        '"text"',
        'true',
        '{}',
        { query: null },
        { query: 7 },
        { query: [`{ ${lookup(mark)} }`] },
        { query: { a: mark } },
        { query: `{ ${lookup(mark)} }`, variables: 'text' },
        { query: `{ ${lookup(mark)} }`, variables: [1] },
        { query: `{ ${lookup(mark)} }`, extensions: 'text' },
        { query: `{ ${lookup(mark)} }`, operationName: { a: 1 } },
        { query: `{ ${lookup(mark)} }`, operationName: 'Another' },
        { query: `{ ${lookup(mark)} }`, unknown: mark },
        { queries: [mark] },
      ]),
      [BAD],
    ),
  'variables of thousands of members': (random, mark) => {
    const members = Object.fromEntries(Array.from({ length: random.int(500, 5_000) }, (_, n) => [`${mark}${n}`, n]));
    const ref = random.pick<unknown>([members, { paymentId: members }, { more: members }, [members]]);
    const query = 'query ($ref: PaymentRef!) { payment(ref: $ref) { result { code } } }';
    return post(random, JSON.stringify({ query, variables: { ref } }), [BAD, 'BODY_LIMIT']);
  },
  'bytes that are no text': (random) => {
    // A mark would not stay what it is.
    const bytes = Buffer.from(json(random, 'odd'));
    for (let times = random.int(1, 20); times > 0; times -= 1)
      bytes[random.int(0, bytes.length - 1)] = random.int(128, 255);
    return post(random, bytes, [BAD, 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'], { mayBeAnswered: true });
  },
  'variables nested beyond measure': (random, mark) => {
    const depth = random.int(500, 5_000);
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    return post(
      random,
      `{"query":"query($r: PaymentRef!) { payment(ref: $r) { dialect } }","variables":{"r":${random.pick([deep, `{"dialect":${deep},"paymentId":"${mark}"}`])}}}`,
      [BAD, 'BODY_LIMIT'],
    );
  },
  'values of other types': (random, mark) =>
    post(
      random,
      {
        query: 'query($r: PaymentRef!) { payment(ref: $r) { dialect } }',
        variables: {
          r: random.pick<unknown>([
            null,
            mark,
            1e308,
            [],
            {},
            { dialect: mark },
            { dialect: 'TRADE_QUERY', paymentId: { mark } },
            { dialect: 'TRADE_QUERY', [mark]: 1 },
            { dialect: ['TRADE_QUERY', 'PAY_QUERY'] },
            { dialect: 'TRADE_QUERY', paymentId: 9e99 },
          ]),
        },
      },
      [BAD],
    ),
  'bodies that are long': (random) =>
    post(random, `{"query":"{ __typename }","variables":{"a":"${'x'.repeat(random.int(262_144, 270_000))}"}}`, [
      'BODY_LIMIT',
    ]),
  'other content types': (random, mark) => {
    const type = random.pick([
      'text/plain',
      'application/graphql',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/json+x',
      '*/*',
      'application/jsonp',
      'text/json',
      '',
      ';',
      'application/json\t; x',
    ]);
    const attack = post(random, json(random, mark), [BAD, 'FORBIDDEN']);
    return {
      ...attack,
      headers: { ...attack.headers, 'content-type': type },
      mayBeAnswered: type.startsWith('application/json\t'),
    };
  },
  'bodies encoded otherwise': (random, mark) => {
    const attack = post(random, json(random, mark), [BAD]);
    return {
      ...attack,
      headers: {
        ...attack.headers,
        'content-encoding': random.pick(['gzip', 'br', 'deflate', 'zstd', 'x', 'identity, gzip', 'GZIP']),
      },
    };
  },
  'other methods': (random, mark) => ({
    ...post(random, json(random, mark), [405]),
    method: random.pick([
      'PUT',
      'DELETE',
      'PATCH',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'SEARCH',
      'HEAD',
      'LINK',
      'PURGE',
      'QUERY',
    ]),
  }),
  'links to documents': (random, mark) => ({
    ...post(random, '', ['FORBIDDEN', BAD, 'UNAUTHENTICATED', 'UNKNOWN_DOCUMENT']),
    method: 'GET',
    target: `/graphql?${random.pick([`query=${encodeURIComponent(`{ ${lookup(mark)} }`)}`, `documentId=${mark}`, `variables=${mark}`, `extensions=${encodeURIComponent('{"persistedQuery":1}')}`, `query=%`, `query[]=${mark}`, `query=&query=${mark}`])}`,
    headers: {},
  }),
  'requests from other sites': (random, mark) => {
    const attack = post(random, json(random, mark), ['FORBIDDEN']);
    const site = random.pick(['cross-site', 'same-site', 'x', '']);
    return { ...attack, headers: { ...attack.headers, 'sec-fetch-site': site, origin: 'https://elsewhere.example' } };
  },
  'credentials that are none': (random, mark) => {
    const attack = post(random, json(random, mark), ['UNAUTHENTICATED']);
    const header = (alg: string) => Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
    const claims = Buffer.from(
      JSON.stringify({ iss: 'https://id.example', aud: 'paygraph', exp: 9e9, permissions: ['payments'] }),
    ).toString('base64url');
    const credentials = random.pick([
      `Bearer ${mark}`,
      'Bearer app-kez',
      'Bearer ',
      'Basic YXBwOmFwcC1rZXk=',
      'app-key',
      `Bearer ${header('none')}.${claims}.`,
      `Bearer ${header('HS256')}.${claims}.${'A'.repeat(43)}`,
      `Bearer ${'x'.repeat(random.int(100, 8_000))}`,
      'Bearer app-key app-key',
      'Bearer\tapp-key',
    ]);
    return { ...attack, headers: { ...attack.headers, authorization: credentials } };
  },
  'ids of documents that are none': (random, mark) =>
    post(
      random,
      random.pick<unknown>([
        { documentId: mark },
        { documentId: `sha256:${'0'.repeat(64)}` },
        { documentId: 7 },
        { documentId: ['a'] },
        { documentId: '__proto__' },
        { documentId: 'constructor', query: `{ ${lookup(mark)} }` },
        { extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } },
        { extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } }, query: `{ ${lookup(mark)} }` },
        { extensions: { persistedQuery: { version: 2, sha256Hash: mark } } },
        { extensions: { persistedQuery: null }, documentId: '' },
        { id: mark },
      ]),
      ['UNKNOWN_DOCUMENT', BAD],
    ),
  'paths that are none': (random) => ({
    ...post(random, '', [404, 400, 405]),
    method: 'GET',
    target: random.pick([
      '/graphql/',
      '/GRAPHQL',
      '/graphql%2f',
      '//graphql',
      '/graphql;x',
      '/../etc/passwd',
      '/%2e%2e/',
      '/admin',
      '/admin/faults',
      '/.env',
      '/health',
      '/health/live/',
      '/metrics/',
      '/metricsx',
      '/notify/mainland',
      '/favicon.ico',
      '/*',
      '/\\',
      `/${'a'.repeat(random.int(1, 5_000))}`,
    ]),
  }),
  'headers that mean too much': (random) => {
    const attack = post(random, harmless, [BAD, 'UNAUTHENTICATED', 406, 417, 431, 'FORBIDDEN'], {
      mayBeAnswered: true,
    });
    const [header, value] = random.pick<[string, string]>([
      ['x-request-id', 'x'.repeat(5_000)],
      ['x-request-id', '\u00ff<script>'],
      ['x-timeout-ms', random.pick(['-1', '0', '1e9', 'NaN', '999999999999', ''])],
      [
        'cache-control',
        random.pick(['max-age=-1', 'max-age=1e9', 'max-stale', 'no-cache, no-store, max-age=', ',,,,', '"']),
      ],
      [
        'accept',
        random.pick(['image/png', '*', ';q=', 'application/json;q=2', ','.repeat(500), 'text/event-stream;q=0']),
      ],
      ['x-http-method-override', 'DELETE'],
      ['x-forwarded-for', '127.0.0.1'],
      ['host', random.pick(['', 'a b', '[::1', 'x'.repeat(2_000), 'evil.example:99999'])],
      ['origin', 'null'],
      ['if-none-match', '*'],
      ['range', 'bytes=0-0'],
      ['last-event-id', 'x'.repeat(2_000)],
      ['x'.repeat(2_000), 'y'],
      ['cookie', 'a=b; '.repeat(500)],
      ['accept-encoding', random.pick(['gzip;q=x', 'br', ','.repeat(200)])],
      ['te', 'trailers'],
      ['upgrade', 'websocket'],
    ]);
    return { ...attack, headers: { ...attack.headers, [header]: value } };
  },
  'requests that break off': (random, mark) => {
    const body = json(random, mark);
    return post(random, body, [BAD, 400, 0], { sends: random.int(0, body.length - 1) });
  },
  'subscriptions of nothing': (random, mark) => {
    const attack: Attack = post(random, { query: `subscription { paymentUpdates(ref: ${ref(mark)}) { nothing } }` }, [
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    return {
      ...attack,
      headers: { ...attack.headers, accept: random.pick(['text/event-stream', 'application/json', 'multipart/mixed']) },
    };
  },
};
