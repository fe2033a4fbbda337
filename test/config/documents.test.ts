import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitsOf, type CallerLimits } from '../../src/config/caller-limits.ts';
import { DocumentVerdicts } from '../../src/config/document-verdicts.ts';
import { readManifest } from '../../src/config/manifest.ts';
import { DIRECTORY, EXAMPLE, faultsOf, load } from './example.ts';

const hashOf = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

const CODES = 'query Codes { resultCodes { code } }';
const WHERE =
  'query Where($reference: String!) { paymentsByReference(merchantReference: $reference) { items { account } } }';
const LIVE = 'subscription Live($ref: PaymentRef!) { paymentUpdates(ref: $ref) { freshness } }';

let written = 0;

/** Writes a manifest beside the configuration and gives its name. */
function manifest(content: unknown): string {
  written += 1;
  const name = `release-${written}.json`;
  writeFileSync(join(DIRECTORY, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

const byHash = (...texts: string[]) => Object.fromEntries(texts.map((text) => [`sha256:${hashOf(text)}`, text]));
const naming = (...manifests: string[]) => ({ ...EXAMPLE, documents: { manifests } });

describe('registered documents', () => {
  test('are the gateway’s own when no manifest is named', () => {
    const own = readFileSync(new URL('../../schema/typed/persisted-documents.json', import.meta.url), 'utf8');
    const { documents } = load(EXAMPLE);
    expect(documents.size).toBeGreaterThanOrEqual(8);
    expect(Object.fromEntries(documents)).toEqual(JSON.parse(own));
  });

  test('are those of every manifest named, and no others', () => {
    const [old, recent] = [manifest(byHash(CODES, WHERE)), manifest(byHash(WHERE, LIVE))];
    expect(Object.fromEntries(load(naming(old, recent)).documents)).toEqual(byHash(CODES, WHERE, LIVE));
  });

  test('may have their ids with and without prefix', () => {
    const bare = manifest({ [hashOf(CODES)]: CODES });
    expect(Object.fromEntries(load(naming(bare)).documents)).toEqual(byHash(CODES));
  });

  test('may be told as Apollo’s tools tell them', () => {
    const operations = [{ id: hashOf(CODES), body: CODES, name: 'Codes', type: 'query' }];
    const file = manifest({ format: 'apollo-persisted-query-manifest', version: 1, operations });
    expect(Object.fromEntries(load(naming(file)).documents)).toEqual(byHash(CODES));
  });

  test('may be none in one of the manifests', () => {
    expect(load(naming(manifest({}))).documents.size).toBe(0);
  });

  test('may be more than any caller may run when they are the gateway’s own', () => {
    expect(load({ ...EXAMPLE, limits: { documentTokens: 10, depth: 1 } }).documents.size).toBeGreaterThanOrEqual(8);
  });

  const LARGE = 'query Large { a: resultCodes { code @include(if: true) } b: resultCodes { code @include(if: true) } }';

  test.each<[object, string]>([
    [{ documentBytes: 100 }, '101 bytes where none may have more than 100'],
    [{ documentTokens: 29 }, '30 tokens where none may have more than 29'],
    [{ depth: 1 }, '2 levels of fields where none may have more than 1'],
    [{ rootFields: 1 }, '2 root fields where none may have more than 1'],
    [{ aliases: 1 }, '2 aliases where none may have more than 1'],
    [{ directives: 1 }, '2 directives where none may have more than 1'],
  ])('must be such as some caller may run: with limits %j they have %s', (limits, told) => {
    const file = manifest(byHash(LARGE));
    const key = { client: 'mobile', sha256: 'a'.repeat(64), permissions: ['payments'] };
    const access = (own: object) => ({ anonymous: { permissions: [] }, apiKeys: [{ ...key, limits: own }] });
    const fault = `documents.manifests[0]: ${file}: sha256:${hashOf(LARGE)}: expected a document that some caller may run, got one with ${told}`;
    expect(faultsOf({ ...naming(file), limits, access: access({}) })).toEqual([expect.stringContaining(fault)]);
    const [name, limit] = Object.entries(limits)[0] as [string, number];
    expect(load({ ...naming(file), limits: { [name]: limit + 1 }, access: access({}) }).documents.size).toBe(1);
    expect(load({ ...naming(file), limits, access: access({ [name]: limit + 1 }) }).documents.size).toBe(1);
  });
});

describe('a fault of a manifest', () => {
  const id = `sha256:${hashOf(CODES)}`;

  test.each<[string, unknown, RegExp]>([
    ['is no JSON', '{', /expected JSON, got something else/],
    ['is a list', [CODES], /expected a map of documents by id, got a list/],
    ['is a text', '"x"', /expected a map of documents by id, got a text/],
    ['has an id that is no hash', { codes: CODES }, /json: codes: expected the document’s SHA-256 as its id/],
    ['has a hash of another kind', { [createHash('md5').update(CODES).digest('hex')]: CODES }, /SHA-256 as its id/],
    ['has a hash in capitals', { [hashOf(CODES).toUpperCase()]: CODES }, /in lower case, got another id/],
    ['has an unknown prefix', { [`md5:${hashOf(CODES)}`]: CODES }, /SHA-256 as its id/],
    [
      'has another text under an id',
      { [id]: `${CODES} ` },
      new RegExp(`json: ${id}: expected the document with this SHA-256`),
    ],
    ['has a document that is no text', { [id]: { query: CODES } }, new RegExp(`${id}: expected a document, got a map`)],
    ['has a document that is no GraphQL', byHash('query {'), /expected a GraphQL document.* Syntax Error/],
    ['has a document without an operation', byHash('fragment A on Payment { id }'), /with an operation/],
    [
      'has a document that does not fit the schema',
      byHash('{ reslutCodes { code } }'),
      /fits the schema.*"reslutCodes"/,
    ],
    ['has a mutation', byHash('mutation { pay }'), /fits the schema.*mutation/],
    ['has a document nested too deeply', byHash(`${'{a'.repeat(201)}${'}'.repeat(201)}`), /nested at most 200 deep/],
    ['has a key that may be anything', { 'planted secret': CODES }, /json: an id of 14 characters: expected/],
  ])('that %s is told with the file and the id', (_how, content, told) => {
    const file = manifest(content);
    const faults = faultsOf(naming(file));
    expect(faults).toEqual([expect.stringMatching(told)]);
    expect(faults[0]).toContain(`documents.manifests[0]: ${file}: `);
    expect(faults[0]).not.toContain('planted');
  });

  test('is told for every manifest and document at once, beside the others of the configuration', () => {
    const faults = faultsOf({
      ...naming(manifest(byHash(CODES)), 'absent.json', manifest({ one: CODES, two: CODES, ...byHash('query {') })),
      log: { level: 'loud' },
    });
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'log.level',
      'documents.manifests[1]',
      ...Array.from({ length: 3 }, () => 'documents.manifests[2]'),
    ]);
  });

  test('is an id with one text here and another there', () => {
    const [old, recent] = [manifest(byHash(CODES)), manifest({ [id]: WHERE })];
    for (const files of [
      [old, recent],
      [recent, old],
    ]) {
      expect(faultsOf(naming(...files))).toEqual([
        expect.stringContaining(`${recent}: ${id}: expected the document with`),
      ]);
    }
  });

  test('is none at all, or an empty list of them', () => {
    expect(faultsOf({ ...EXAMPLE, documents: { manifests: [] } })).toEqual([
      expect.stringContaining('documents.manifests: expected at least 1 item'),
    ]);
    expect(faultsOf({ ...EXAMPLE, documents: { manifest: 'a.json' } })).toEqual([
      expect.stringContaining('did you mean manifests?'),
    ]);
  });
});

describe('a caller', () => {
  const key = { client: 'mobile', sha256: 'a'.repeat(64), permissions: ['payments'] };
  const jwt = { issuer: 'https://id.example', audience: 'paygraph', jwksUrl: 'https://id.example/jwks' };
  const access = (documents?: unknown) => {
    const which = documents === undefined ? {} : { documents };
    return { anonymous: { permissions: [], ...which }, apiKeys: [{ ...key, ...which }], jwt: { ...jwt, ...which } };
  };

  test('may run any document unless it is configured to run registered ones alone', () => {
    for (const [given, read] of [
      [undefined, 'any'],
      ['any', 'any'],
      ['registered', 'registered'],
    ]) {
      expect(load({ ...EXAMPLE, access: access(given) }).access).toMatchObject({
        anonymous: { documents: read },
        apiKeys: [{ documents: read }],
        jwt: { documents: read, documentsClaim: 'documents' },
      });
    }
  });

  test('cannot be configured to run anything else', () => {
    const faults = faultsOf({ ...EXAMPLE, access: access('registred') });
    expect(faults).toEqual(
      ['anonymous', 'apiKeys[0]', 'jwt'].map((where) =>
        expect.stringMatching(`access.${where.replaceAll(/[[\]]/g, '.')}.documents: expected one of any, registered`),
      ),
    );
  });
});

test('whatever a manifest holds, each document comes with the hash of its text or as a fault', () => {
  const entry = fc.tuple(
    fc.oneof(fc.string(), fc.constant('sha256:')),
    fc.oneof(fc.string(), fc.jsonValue()),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const content = new Map(
        entries.map(([key, text, fits]) => [fits && typeof text === 'string' ? `sha256:${hashOf(text)}` : key, text]),
      );
      const { documents, faults } = readManifest(
        `{${[...content].map((one) => one.map((part) => JSON.stringify(part)).join(':')).join(',')}}`,
      );
      expect(documents.length + faults.length).toBe(content.size);
      for (const { id, text } of documents) expect(id).toBe(`sha256:${hashOf(text)}`);
    }),
    { numRuns: 300 },
  );
});

describe('what was found of documents', () => {
  const verdictsOf = (callers: CallerLimits[], verdicts = new DocumentVerdicts()) => {
    const asked: string[] = [];
    const judge = (...texts: string[]) => {
      const faultOf = verdicts.remembering(callers, (text) => {
        asked.push(text);
        return text === CODES ? null : 'a fault';
      });
      return texts.map((text) => faultOf(hashOf(text), text));
    };
    return { judge, asked, verdicts };
  };

  test('is remembered from one reading to the next, faults too, and forgotten with the document', () => {
    const { judge, asked } = verdictsOf([]);
    expect(judge(CODES, LIVE)).toEqual([null, 'a fault']);
    expect(judge(CODES, LIVE, WHERE)).toEqual([null, 'a fault', 'a fault']);
    expect(asked).toEqual([CODES, LIVE, WHERE]);
    judge(WHERE);
    expect(judge(CODES)).toEqual([null]);
    expect(asked).toEqual([CODES, LIVE, WHERE, CODES]);
  });

  test('is found anew when callers’ limits are others', () => {
    const first = verdictsOf([]);
    first.judge(CODES);
    const second = verdictsOf([limitsOf('bulk', {})], first.verdicts);
    second.judge(CODES);
    expect(second.asked).toEqual([CODES]);
  });
});
