import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { memberText } from '../../src/sandbox/pay-query/envelope.ts';

describe('the text of a member', () => {
  it('is cut out literally, wherever it stands and whatever surrounds it', () => {
    const blank = fc.constantFrom('', ' ', '\n', '\t ');
    const decoys = fc.constantFrom('{"request":{}}', '"request":', '}', '\\', '",', '\\"}');
    const value = fc.oneof(
      fc.json(),
      decoys.map((text) => JSON.stringify(text)),
    );
    fc.assert(
      fc.property(value, value, value, blank, blank, (before, wanted, after, left, right) => {
        const text = `${left}{${left}"a"${right}:${before}${left},"request"${left}:${right}${wanted}${left},"b":${after}${right}}`;
        expect(memberText(text, 'request')).toBe(wanted);
      }),
    );
  });

  it('is none when the member is missing, deeper inside, or there twice', () => {
    expect(memberText('{}', 'request')).toBeUndefined();
    expect(memberText('{"a":{"request":1}}', 'request')).toBeUndefined();
    expect(memberText('{"request":1,"request":1}', 'request')).toBeUndefined();
    expect(memberText('{"request":1,"\\u0072equest":2}', 'request')).toBeUndefined();
  });
});
