import type { Random } from '../../lookup/oracle/random.ts';
import { lookup, post, ref, type Attacker } from './attack.ts';

const INVALID = 'GRAPHQL_VALIDATION_FAILED';
const UNPARSED = 'GRAPHQL_PARSE_FAILED';
const TOO_MUCH = ['ALIAS_LIMIT', 'ROOT_FIELD_LIMIT', 'TOKEN_LIMIT', 'DOCUMENT_LIMIT', 'DIRECTIVE_LIMIT', 'DEPTH_LIMIT'];
const many = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');
const name = (random: Random) =>
  random.pick(['a', 'X', '_', 'payment', '__proto__', 'constructor', 'toString']) + String(random.int(0, 99));

/** Attacks by what a document holds, from OWASP's list for GraphQL and what gateways were brought down by. */
export const DOCUMENT_ATTACKS: Readonly<Record<string, Attacker>> = {
  'aliases of one field': (random, mark) =>
    post(random, { query: `{ ${many(random.int(51, 400), (n) => `a${n}: ${lookup(mark, n)}`)} }` }, TOO_MUCH),
  'aliases beneath one field': (random, mark) =>
    post(
      random,
      { query: `{ ${lookup(mark, 0, `result { ${many(random.int(51, 400), (n) => `a${n}: code`)} }`)} }` },
      TOO_MUCH,
    ),
  'one field again and again': (random, mark) =>
    post(random, { query: `{ ${many(random.int(21, 300), () => lookup(mark))} }` }, TOO_MUCH),
  'fields that conflict in pairs': (random, mark) =>
    post(random, { query: `{ ${many(random.int(2, 20), (n) => `x: ${lookup(mark, n)}`)} }` }, [INVALID, ...TOO_MUCH]),
  'fragments in a circle': (random, mark) => {
    const size = random.int(1, 60);
    const circle = many(size, (n) => `fragment F${n} on Query { ${lookup(mark)} ...F${(n + 1) % size} }`);
    return post(random, { query: `query { ...F${random.int(0, size - 1)} } ${circle}` }, [INVALID, ...TOO_MUCH]);
  },
  'fragments that multiply': (random, mark) => {
    const size = random.int(5, 40);
    const fragments = many(
      size,
      (n) => `fragment F${n} on Query { ...F${n + 1} ${random.pick(['', `a${n}: __typename`])} ...F${n + 1} }`,
    );
    const end = `fragment F${size} on Query { ${lookup(mark)} x: ${lookup(mark, 1)} y: ${lookup(mark, 2)} }`;
    return post(random, { query: `{ ...F0 ...F1 } ${fragments} ${end}` }, [...TOO_MUCH, INVALID]);
  },
  'directives without end': (random, mark) => {
    const one = random.pick([
      '@skip(if: false)',
      '@include(if: true)',
      '@a',
      '@deprecated',
      '@pii',
      '@defer',
      '@stream',
      `@x${random.int(0, 9)}(y: 1)`,
    ]);
    return post(
      random,
      {
        query: `query ${random.once(2) ? `${one} `.repeat(60) : ''}{ payment(ref: ${ref(mark)}) ${`${one} `.repeat(random.int(51, 600))} { dialect } }`,
      },
      ['DIRECTIVE_LIMIT', ...TOO_MUCH],
    );
  },
  'fields nested deeply': (random, mark) => {
    const depth = random.int(13, 150);
    return post(random, { query: `{ payment(ref: ${ref(mark)}) ${'{ payment '.repeat(depth)}${'}'.repeat(depth)} }` }, [
      'DEPTH_LIMIT',
    ]);
  },
  'brackets nested beyond measure': (random, mark) => {
    const depth = random.int(201, 2_000);
    const [open, close] = random.pick([
      ['{ a ', '}'],
      ['[', ']'],
      ['{ a: ', '}'],
      ['(', ')'],
    ] as const);
    return post(
      random,
      {
        query: `{ payment(ref: ${ref(mark)}, x: ${open.repeat(depth)}${close.repeat(random.once(3) ? 0 : depth)}) { dialect } }`,
      },
      ['DEPTH_LIMIT', ...TOO_MUCH],
    );
  },
  'introspection that goes round': (random) => {
    const rounds = random.int(1, 12);
    const inner = `${'fields { type { '.repeat(rounds)}name${'} }'.repeat(rounds)}`;
    // Its own key is one that may not introspect.
    return {
      ...post(random, { query: `{ __schema { types { ${inner} } } }` }, [INVALID, ...TOO_MUCH]),
      headers: { 'content-type': 'application/json', authorization: 'Bearer app-key' },
    };
  },
  'numbers beyond all measure': (random, mark) => {
    const digits = random.pick(['9', '1e', '-', '0.', '1e-', '123456789']);
    const number = digits + String(random.int(1, 9)).repeat(random.int(20, 5_000));
    return post(
      random,
      { query: `{ payment(ref: ${ref(mark)}) { payment { transactions(first: ${number}) { totalCount } } } }` },
      [INVALID, UNPARSED, ...TOO_MUCH],
    );
  },
  'operations that are none': (random, mark) =>
    post(
      random,
      {
        query: random.pick([
          `mutation { ${lookup(mark)} }`,
          `query A { ${lookup(mark)} } query A { ${lookup(mark)} }`,
          `{ ${lookup(mark)} } query B { ${lookup(mark)} }`,
          `fragment F on Query { ${lookup(mark)} }`,
          `type Query { a: Int }`,
          `extend type Query { a: Int }`,
          `subscription { a: paymentUpdates(ref: ${ref(mark)}) { dialect } b: paymentUpdates(ref: ${ref(mark, 1)}) { dialect } }`,
          `subscription { __typename }`,
          '',
          ' ',
          '#',
        ]),
      },
      [INVALID, UNPARSED, 'BAD_USER_INPUT'],
    ),
  'names that mean something': (random, mark) =>
    post(
      random,
      {
        query: `query ${name(random)}($${name(random)}: ${name(random)}) @${name(random)} { ${name(random)}: ${lookup(mark, 0, `${name(random)} { ${name(random)} }`)} }`,
      },
      [INVALID, ...TOO_MUCH],
    ),
  'characters from everywhere': (random, mark) => {
    const odd = random.pick([
      '\u0000',
      '\uFEFF',
      '\u200B',
      '\u202E',
      '\uD800',
      '\uDC00',
      '\u2028',
      '\u0007',
      'é',
      '😀',
      'ﷺ',
      'ᅠ',
      '\u0600',
    ]);
    const query = `{ ${lookup(mark)} }`;
    const at = random.int(0, query.indexOf('"'));
    return post(
      random,
      { query: query.slice(0, at) + odd.repeat(random.int(1, 50)) + query.slice(at) },
      [UNPARSED, INVALID],
      { mayBeAnswered: odd === '\uFEFF' },
    );
  },
  'strings that do not end': (random, mark) =>
    post(
      random,
      {
        query: `{ payment(ref: { dialect: TRADE_QUERY, paymentId: ${random.pick(['"', '"""', '"\\', '"\\u', '"\\u{110000}', "'"])}${mark}${'x'.repeat(random.int(0, 300))}`,
      },
      [UNPARSED, ...TOO_MUCH],
    ),
  'documents that are long': (random, mark) =>
    post(
      random,
      {
        query: random.pick([
          (n: number) => `{ ${lookup(mark)} } #${'x'.repeat(n)}`,
          (n: number) => `{ ${'__typename '.repeat(n / 11)} }`,
          (n: number) => `{ ${lookup(mark)} ${','.repeat(n)} }`,
        ])(random.int(66_000, 70_000)),
      },
      ['DOCUMENT_LIMIT', 'TOKEN_LIMIT', 'BODY_LIMIT', ...TOO_MUCH],
    ),
  'ids of other graphs': (random, mark) => {
    const forged = random.pick<unknown>([
      [1, 'TRADE_QUERY', 'mainland', 'M', mark, 'x'],
      [2, 'TRADE_QUERY', 'mainland', 'M', mark],
      { 0: 1, 1: mark },
      [1, 'TRADE_QUERY', 'mainland', 'X', mark],
      [[1], mark],
      mark,
    ]);
    const id = random.pick([Buffer.from(JSON.stringify(forged)).toString('base64url'), `${mark}=`, mark, '', '....']);
    return post(random, { query: `query($id: ID!) { node(id: $id) { id } }`, variables: { id } }, ['BAD_USER_INPUT']);
  },
  'lists of many payments': (random, mark) => {
    const count = random.int(201, 700);
    const refs = Array.from({ length: count }, (_, n) => ({
      dialect: 'TRADE_QUERY',
      merchantReference: `${mark}-${n}`,
    }));
    const query = 'query($refs: [PaymentRef!]!) { payments(refs: $refs) { items { result { code } } } }';
    return post(random, { query, variables: { refs } }, ['BAD_USER_INPUT', 'BODY_LIMIT', 'FORBIDDEN', 'COST_LIMIT']);
  },
  'lists of lists of variables': (random, mark) => {
    const count = random.int(60, 120);
    const lists = random.int(2, 6);
    const variables = Object.fromEntries(
      Array.from({ length: lists }, (_, list) => [
        `r${list}`,
        Array.from({ length: count }, (_, n) => ({ dialect: 'TRADE_QUERY', paymentId: `${mark}-${list}-${n}` })),
      ]),
    );
    const head = Array.from({ length: lists }, (_, list) => `$r${list}: [PaymentRef!]!`).join();
    const fields = many(lists, (list) => `p${list}: payments(refs: $r${list}) { items { dialect } }`);
    // Of the kind `client`, whose calls do not suffice for the smallest of them.
    return {
      ...post(random, { query: `query(${head}) { ${fields} }`, variables }, [
        'COST_LIMIT',
        'FORBIDDEN',
        'BODY_LIMIT',
        'BAD_USER_INPUT',
      ]),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${lists * count > 200 ? 'bi' : 'app'}-key`,
      },
    };
  },
};
