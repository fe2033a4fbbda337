import { getIntrospectionQuery } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CALLER_LIMITS, limitsOf, type CallerLimits } from '../../src/config/caller-limits.ts';
import { measureOf } from '../../src/graphql/document-measure.ts';
import { codeOf, gateway, until } from './harness.ts';
import { createHash } from 'node:crypto';
import type { Access } from '../../src/config/config.ts';
import type { Permission } from '../../src/graphql/context.ts';

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const key = (client: string, permissions: Permission[], limits?: Partial<CallerLimits>) => ({
  client,
  sha256: createHash('sha256').update(client).digest('hex'),
  permissions,
  accounts: ['*'],
  documents: 'any' as const,
  limits,
});
const ACCESS: Access = {
  kind: 'configured',
  anonymous: { permissions: ['payments'], accounts: ['*'], documents: 'any' },
  apiKeys: [
    key('shop', ['payments', 'introspection']),
    key('bi', ['payments', 'bulk', 'introspection']),
    key('own', ['payments'], { aliases: 3, bodyBytes: 1_024 }),
  ],
};
const KINDS = { anonymous: {}, client: bearer('shop'), bulk: bearer('bi') } as const;

/** Documents with exactly that much of one thing, and hardly anything else. */
const DOCUMENTS = {
  aliases: ['ALIAS_LIMIT', (n: number) => `{ ${aliased(n, n)} }`],
  rootFields: ['ROOT_FIELD_LIMIT', (n: number) => `{ ${'hello '.repeat(n)}}`],
  directives: ['DIRECTIVE_LIMIT', (n: number) => `{ hello ${'@skip(if: false) '.repeat(n)}}`],
  depth: ['DEPTH_LIMIT', (n: number) => `${'{ hello '.repeat(n)}${'}'.repeat(n)}`],
  documentTokens: ['TOKEN_LIMIT', (n: number) => `{ hello(name: [${'1 '.repeat(n - 9)}]) }`],
  documentBytes: ['DOCUMENT_LIMIT', (n: number) => `{ hello } #${'é'.repeat(1_000)}${'x'.repeat(n - 2_011)}`],
} as const satisfies Partial<Record<keyof CallerLimits, [string, (n: number) => string]>>;

// Under the limit on root fields, aliases can only be many a level deeper.
function aliased(n: number, left: number): string {
  return left === 0 ? '' : `hello { ${Array.from({ length: n }, (_, index) => `a${index}: hello`).join(' ')} }`;
}

describe.each(Object.entries(KINDS))('a caller of the kind %s', (kind, headers) => {
  test.each(Object.entries(DOCUMENTS))(
    'may have as many %s as its limit, and not one more',
    async (name, [code, of]) => {
      const limit = CALLER_LIMITS[kind as keyof typeof KINDS][name as keyof typeof DOCUMENTS];
      const { ask, failed } = await gateway({ access: ACCESS });
      const atLimit = await codeOf(await ask(of(limit), headers));
      expect([undefined, 'GRAPHQL_VALIDATION_FAILED']).toContain(atLimit);
      const over = await ask(of(limit + 1), headers);
      const { errors } = (await over.json()) as { errors: { message: string; extensions: object }[] };
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ extensions: { code, limit } });
      expect(errors[0]!.message).toContain(`at most ${limit} `);
      expect(failed).toEqual([]);
    },
  );

  test('may send a body as long as its limit, and not a byte more', async () => {
    const { graph } = await gateway({ access: ACCESS });
    const limit = CALLER_LIMITS[kind as keyof typeof KINDS].bodyBytes;
    const send = (bytes: number) => {
      const body = JSON.stringify({ query: '{ hello }' });
      const padded = body + ' '.repeat(bytes - body.length);
      const extra = 'headers' in headers ? headers.headers : {};
      return fetch(graph, { method: 'POST', headers: { 'content-type': 'application/json', ...extra }, body: padded });
    };
    expect((await send(limit)).status).toBe(200);
    const over = await send(limit + 1);
    expect([over.status, await codeOf(over)]).toEqual([413, 'BODY_LIMIT']);
  });
});

describe('limits', () => {
  test('of one caller say nothing to another that sends the same document', async () => {
    const { ask } = await gateway({ access: ACCESS });
    const [, documentOf] = DOCUMENTS.documentTokens;
    const document = documentOf(CALLER_LIMITS.bulk.documentTokens - 10);
    const codes = async () => [
      await codeOf(await ask(document)),
      await codeOf(await ask(document, bearer('bi'))),
      await codeOf(await ask(document, bearer('shop'))),
    ];
    // Whoever comes first: later on it is known what the document is, or why it is refused.
    const expected = ['TOKEN_LIMIT', 'GRAPHQL_VALIDATION_FAILED', 'TOKEN_LIMIT'];
    expect(await codes()).toEqual(expected);
    expect(await codes()).toEqual(expected);
  });

  test('are a caller’s own, else everybody’s, else those of its kind', async () => {
    expect(limitsOf('client', {}, {})).toEqual(CALLER_LIMITS.client);
    expect(limitsOf('client', { aliases: 7, depth: 3 }, { aliases: 9 })).toEqual({
      ...CALLER_LIMITS.client,
      ...{ aliases: 9, depth: 3 },
    });
    const { ask } = await gateway({ access: ACCESS, limits: { aliases: 5 } });
    const withAliases = (n: number) => `{ ${Array.from({ length: n }, (_, i) => `a${i}: hello`).join(' ')} }`;
    const codes = async (n: number) =>
      Promise.all([{}, bearer('bi'), bearer('own')].map(async (who) => codeOf(await ask(withAliases(n), who))));
    expect(await codes(3)).toEqual([undefined, undefined, undefined]);
    expect(await codes(4)).toEqual([undefined, undefined, 'ALIAS_LIMIT']);
    expect(await codes(6)).toEqual(['ALIAS_LIMIT', 'ALIAS_LIMIT', 'ALIAS_LIMIT']);
  });

  test('are looked at before a document is validated', async () => {
    const { ask } = await gateway({ access: ACCESS });
    // As many conflicts as pairs.
    const conflicting = `{ ${Array.from({ length: 100 }, (_, n) => `x: hello(count: ${n})`).join(' ')} }`;
    const response = await ask(conflicting);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['ROOT_FIELD_LIMIT']);
  });

  test('leave room for GraphiQL’s introspection', async () => {
    const { ask } = await gateway({ access: ACCESS });
    const document = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    expect(await codeOf(await ask(document, bearer('shop')))).toBeUndefined();
  });

  test('leave room for every operation that is shipped', () => {
    const folder = resolve(import.meta.dirname, '../../schema/operations');
    const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const measure = measureOf(parse(text));
      for (const name of ['depth', 'aliases', 'rootFields', 'directives'] as const) {
        expect(measure[name], `${name} of ${file}`).toBeLessThanOrEqual(CALLER_LIMITS.anonymous[name]);
      }
    }
  });

  test('refuse subscriptions too, before anything is begun', async () => {
    const { ask, stopped, answered } = await gateway({ access: ACCESS });
    const many = `subscription { ${Array.from({ length: 51 }, () => 'ticks').join(' ')} }`;
    expect(await codeOf(await ask(many, bearer('bi')))).toBe('ROOT_FIELD_LIMIT');
    await until(() => answered.length === 1);
    expect(stopped).toBe(0);
  });
});
