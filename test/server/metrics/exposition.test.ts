import { describe, expect, it } from 'vitest';
import { parseExposition } from './exposition.ts';

const family = (type: string, ...samples: string[]) => `# HELP f Of it.\n# TYPE f ${type}\n${samples.join('\n')}\n`;

describe('the parser the tests read metrics with', () => {
  it('reads what the format allows', () => {
    const text =
      family('gauge', 'f 1', 'f{b="2",a="x\\"y\\\\z\\n"} -1.5e-7', 'f{a="e"} NaN') +
      '\n# HELP g G.\n# TYPE g counter\n';
    const { families, samples } = parseExposition(text);
    expect([...families]).toEqual([
      ['f', { help: 'Of it.', type: 'gauge' }],
      ['g', { help: 'G.', type: 'counter' }],
    ]);
    expect([...samples]).toEqual([
      ['f', 1],
      ['f{a="x\\"y\\\\z\\n",b="2"}', -1.5e-7],
      ['f{a="e"}', Number.NaN],
    ]);
  });

  it.each([
    ['no end', '# HELP f F\n# TYPE f gauge\nf 1'],
    ['a sample of nothing', 'f 1\n'],
    ['a type without help', '# TYPE f gauge\nf 1\n'],
    ['help without a type', '# HELP f F.\nf 1\n'],
    ['help at the end', `${family('gauge', 'f 1')}# HELP g G.\n`],
    ['a family twice', family('gauge', 'f 1') + family('gauge', 'f{a="b"} 1')],
    ['an unknown type', family('guage', 'f 1')],
    ['a comment', family('gauge', '# f 1')],
    ['a sample of another family', family('gauge', 'g 1')],
    ['a bucket of a gauge', family('gauge', 'f_bucket{le="1"} 1')],
    ['a series twice', family('gauge', 'f{a="1",b="2"} 1', 'f{b="2",a="1"} 1')],
    ['a label twice', family('gauge', 'f{a="1",a="2"} 1')],
    ['an open brace', family('gauge', 'f{a="1" 1')],
    ['a raw quote in a label', family('gauge', 'f{a="x"y"} 1')],
    ['a lonely backslash', family('gauge', 'f{a="x\\y"} 1')],
    ['a label without quotes', family('gauge', 'f{a=1} 1')],
    ['a comma at the end', family('gauge', 'f{a="1",} 1')],
    ['empty braces', family('gauge', 'f{} 1')],
    ['no value', family('gauge', 'f')],
    ['a word for a value', family('gauge', 'f undefined')],
    ['a counter below zero', family('counter', 'f -1')],
    ['a histogram without its end', family('histogram', 'f_bucket{le="1"} 1', 'f_sum 1', 'f_count 1')],
    [
      'a histogram that shrinks',
      family('histogram', 'f_bucket{le="1"} 2', 'f_bucket{le="+Inf"} 1', 'f_sum 1', 'f_count 1'),
    ],
    ['a histogram with another count', family('histogram', 'f_bucket{le="+Inf"} 1', 'f_sum 1', 'f_count 2')],
    ['a histogram without a sum', family('histogram', 'f_bucket{le="+Inf"} 1', 'f_count 1')],
  ])('refuses %s', (_what, text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});
