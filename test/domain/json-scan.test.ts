import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSourceJson, presentJson, REPEATED } from '../../src/domain/json.ts';
import { countJson, repeatedIn, UnreasonableJsonError } from '../../src/domain/json-scan.ts';

describe('members of one name', () => {
  it.each([
    ['{"a":1,"a":2}', [['a']]],
    ['{"a":1,"\\u0061":2}', [['a']]],
    ['{"a":1,"a":2,"a":3}', [['a'], ['a']]],
    [
      '{"a":{"b":1,"b":2},"c":[0,{"d":1,"d":1}]}',
      [
        ['a', 'b'],
        ['c', 1, 'd'],
      ],
    ],
    ['{"__proto__":1,"__proto__":2}', [['__proto__']]],
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', []],
    ['{"a":"\\",\\"a\\":1","b":"a"}', []],
    ['["a","a"]', []],
    ['', []],
  ])('in %s are found where they are', (json, paths) => {
    expect(repeatedIn(json)).toEqual(paths);
  });

  it('stand out in what is parsed, and nothing else does', () => {
    expect(parseSourceJson('{"a":1,"b":2,"a":{"c":3}}')).toEqual({ a: REPEATED, b: '2' });
    expect(parseSourceJson('{"a":{"b":1,"b":2},"a":[]}')).toEqual({ a: REPEATED });
    expect(parseSourceJson('{"a":{"length":1,"length":2},"a":[]}')).toEqual({ a: REPEATED });
    expect(parseSourceJson('[{"x":1},{"x":1,"x":2}]')).toEqual([{ x: '1' }, { x: REPEATED }]);
    const odd = parseSourceJson('{"__proto__":1,"__proto__":2}');
    expect(Object.getOwnPropertyDescriptor(odd, '__proto__')?.value).toBe(REPEATED);
  });

  it('stand out however they are nested, written and valued', () => {
    const name = fc.constantFrom('"a"', '"\\u0061"', '"b"', '"__proto__"', '"1"', '":"', '"\\":\\""');
    const { json } = fc.letrec<{ json: string; map: string; list: string }>((tie) => ({
      json: fc.oneof({ maxDepth: 5 }, fc.constantFrom('1', '"a:b"', 'null', '"{"'), tie('map'), tie('list')),
      map: fc
        .array(fc.tuple(name, tie('json')), { maxLength: 4 })
        .map((members) => `{${members.map(([one, value]) => `${one} : ${value}`).join(',')}}`),
      list: fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    }));
    fc.assert(
      fc.property(json, (text) => {
        expect(holdsRepeated(parseSourceJson(text))).toBe(repeatedIn(text).length > 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are shown as the text they are in', () => {
    expect(presentJson('{"a":1,"a":2}')).toBe('{"a":1,"a":2}');
  });

  it('are never found in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
        expect(repeatedIn(JSON.stringify(value))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

it('a number is seen wherever one is, and nowhere else', () => {
  const holdsNumber = (value: unknown): boolean =>
    typeof value === 'number' ||
    (typeof value === 'object' && value !== null && Object.values(value).some(holdsNumber));
  const texts = fc.oneof(fc.string(), fc.constantFrom('1', '"1"', '\\"1', '-2.5e3', '1,2', '{"a":1}'));
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('json'), { maxLength: 4 }),
    map: fc.dictionary(texts, tie('json'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(json, (value) => {
      expect(countJson(JSON.stringify(value)).hasNumbers).toBe(holdsNumber(value));
    }),
    { numRuns: 2_000 },
  );
});

describe('JSON', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const long = (values: number) =>
    `[${Array(values - 1)
      .fill('0')
      .join(',')}]`;

  it.each([
    ['nested', nested(64), nested(65)],
    ['nested in maps', `${'{"a":'.repeat(64)}0${'}'.repeat(64)}`, `${'{"a":'.repeat(65)}0${'}'.repeat(65)}`],
    ['long', long(9_999), long(10_001)],
  ])('that is %s beyond reason is refused before it is parsed, and shown as text', (_, atLimit, over) => {
    expect(() => countJson(atLimit)).not.toThrow();
    expect(() => countJson(over)).toThrow(UnreasonableJsonError);
    expect(() => parseSourceJson(over)).toThrow(UnreasonableJsonError);
    expect(presentJson(over)).toBe(over);
  });
});

function holdsRepeated(json: unknown): boolean {
  if (json === REPEATED) return true;
  return typeof json === 'object' && json !== null && Object.values(json).some(holdsRepeated);
}
