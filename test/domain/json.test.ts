import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSourceJson, presentJson } from '../../src/domain/json.ts';
import { UnreasonableJsonError } from '../../src/domain/json-scan.ts';

describe('JSON read by its source text', () => {
  it('keeps every number as it was written', () => {
    expect(parseSourceJson('{"a":88.80,"b":[9007199254740993,1E+2,-0],"c":{"d":0.10}}')).toEqual({
      a: '88.80',
      b: ['9007199254740993', '1E+2', '-0'],
      c: { d: '0.10' },
    });
  });

  it('differs from what the parser makes of it in numbers only', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!json.includes('\\\\'));
        const textual = JSON.stringify(JSON.parse(json), (_, value: unknown) =>
          typeof value === 'number' ? JSON.stringify(value) : value,
        );
        const source = JSON.stringify(parseSourceJson(json));
        expect(source).toBe(textual);
      }),
    );
  });
});

describe('a name with a backslash', () => {
  it('is refused, since it may be another that V8 has read before', () => {
    expect(parseSourceJson('{"z":"0","\\u0061mount":"1"}')).toEqual({ z: '0', amount: '1' });
    // What anybody may have sent.
    for (let times = 0; times < 5; times += 1) JSON.parse('{"z":"0","\\\\u0061":"0"}');
    const read = () => parseSourceJson('{"z":"0","\\u0061mount":"1"}');
    expect(read).toThrow(UnreasonableJsonError);
    expect(() => parseSourceJson('[{"a":{"\\\\":1}}]')).toThrow('a name with a backslash');
    expect(parseSourceJson('{"a":"\\\\"}')).toEqual({ a: '\\' });
  });
});

describe('JSON to be shown', () => {
  it('prints numbers as they were written', () => {
    expect(JSON.stringify(presentJson('{"a":88.80,"b":9007199254740993}'))).toBe('{"a":88.80,"b":9007199254740993}');
  });

  it('has each name as it is written, whatever has been read before', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '\\', '"', '\n', '\u0001', 'é'), maxLength: 3 });
    const object = fc.dictionary(name, fc.integer(), { maxKeys: 4 });
    let asText = 0;
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), (json) => {
        const text = JSON.stringify(json);
        const shown = presentJson(text);
        if (shown === text) asText += 1;
        else expect(JSON.stringify(shown)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
    expect(asText).toBeGreaterThan(100);
    expect(presentJson('{"a":{"\\u0062":"\\n"}}')).toEqual({ a: { b: '\n' } });
  });

  it('is the text itself when that is no JSON', () => {
    expect(presentJson("{'objectId':''}")).toBe("{'objectId':''}");
  });
});
