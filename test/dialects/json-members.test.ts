import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { membersOf } from '../../src/dialects/json-members.ts';

const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);

/** A JSON string in one of the many ways it may be written. */
const written = (text: string) =>
  fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }).map((escape) => {
    const units = Array.from({ length: text.length }, (_, at) =>
      escape[at] === true
        ? `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
        : JSON.stringify(text.charAt(at)).slice(1, -1).replace('/', '\\/'),
    );
    return `"${units.join('')}"`;
  });

const value = fc
  .tuple(fc.json({ depthSize: 'medium' }), fc.constantFrom(0, 1, 3))
  .map(([json, indent]) => JSON.stringify(JSON.parse(json), null, indent));

const document = fc
  .uniqueArray(
    fc.oneof(
      fc.constantFrom('response', 'signature'),
      fc.string({ unit: 'grapheme' }).filter((name) => name.isWellFormed()),
    ),
    { maxLength: 6 },
  )
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), written(name), value))))
  .chain((members) =>
    fc.tuple(
      fc.constant(members),
      fc.array(fc.tuple(space, space, space, space), { minLength: members.length, maxLength: members.length }),
      space,
      space,
      space,
    ),
  )
  .map(([members, gaps, before, inside, after]) => ({
    members: members.map(([name, , text]) => ({ name, text })),
    json: `${before}{${
      members.length === 0
        ? inside
        : members
            .map(([, name, text], at) => {
              const [a, b, c, d] = gaps[at]!;
              return `${a}${name}${b}:${c}${text}${d}`;
            })
            .join(',')
    }}${after}`,
  }));

describe('the members of an envelope', () => {
  it('are found with the literal text of their values, whatever the order, white space and spelling of names', () => {
    fc.assert(
      fc.property(document, ({ members, json }) => {
        const bytes = Buffer.from(json);
        const found = membersOf(bytes)?.map(({ name, start, end }) => ({
          name,
          text: bytes.subarray(start, end).toString(),
        }));
        expect(found).toEqual(members);
      }),
      { numRuns: 500 },
    );
  });

  it('are null or lie within the bytes, whatever the bytes are', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.stringMatching(/^[{}[\]\",:\\ ab01]{0,60}$/).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, (json) => {
        for (const { start, end } of membersOf(json) ?? []) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(json.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('agree with the JSON parser wherever that accepts the document', () => {
    fc.assert(
      fc.property(document, ({ json }) => {
        const parsed: Record<string, unknown> = JSON.parse(json);
        const bytes = Buffer.from(json);
        for (const { name, start, end } of membersOf(bytes) ?? []) {
          expect(JSON.parse(bytes.subarray(start, end).toString())).toEqual(parsed[name]);
        }
      }),
    );
  });

  it.each([
    ['an array', '[1]'],
    ['nothing', ''],
    ['a string', '"response"'],
    ['a cut-off object', '{"response":{"a":1}'],
    ['a cut-off string', '{"response":"abc'],
    ['two documents', '{"response":1}{}'],
    ['a missing value', '{"response":}'],
    ['a missing colon', '{"response" 1}'],
    ['a trailing comma', '{"response":1,}'],
    ['a name that is none', '{response:1}'],
    ['something behind a value', '{"response":{}x}'],
    ['a byte order mark', '\ufeff{"response":1}'],
  ])('are none for %s', (_, json) => {
    expect(membersOf(Buffer.from(json))).toBeNull();
  });

  it('include both of a name that is there twice, and none of a nested one', () => {
    const json = '{"response":1,"x":{"response":2},"response":3}';
    expect(membersOf(Buffer.from(json))?.map(({ name }) => name)).toEqual(['response', 'x', 'response']);
  });

  it('are none for more of them than anybody would send', () => {
    const members = (count: number) => Buffer.from(`{${Array(count).fill('"a":1').join(',')}}`);
    expect(membersOf(members(10_000))).toHaveLength(10_000);
    expect(membersOf(members(10_001))).toBeNull();
  });

  it('are found behind a hundred thousand brackets without a stack overflow', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(membersOf(Buffer.from(`{"a":${deep},"response":1}`))?.[1]?.name).toBe('response');
  });
});
