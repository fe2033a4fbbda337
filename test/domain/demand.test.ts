import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, cutTo, demandOf, NO_DEMAND, optionsOf, QUERY_OPTIONS, union } from '../../src/domain/demand.ts';

const options = fc.subarray([...QUERY_OPTIONS]);

describe('a demand', () => {
  it('is the set of its options', () => {
    fc.assert(
      fc.property(options, (chosen) => {
        expect(optionsOf(demandOf(chosen))).toEqual(QUERY_OPTIONS.filter((option) => chosen.includes(option)));
      }),
    );
  });

  it('covers another iff it has every option of it', () => {
    fc.assert(
      fc.property(options, options, (held, wanted) => {
        const all = wanted.every((option) => held.includes(option));
        expect(covers(demandOf(held), demandOf(wanted))).toBe(all);
      }),
    );
  });

  it('united with another covers both, and no more', () => {
    fc.assert(
      fc.property(options, options, (one, other) => {
        expect(union(demandOf(one), demandOf(other))).toBe(demandOf([...one, ...other]));
      }),
    );
  });

  it('is cut to the options that are known', () => {
    fc.assert(
      fc.property(options, options, (wanted, known) => {
        const both = wanted.filter((option) => known.includes(option));
        expect(cutTo(demandOf(wanted), demandOf(known))).toBe(demandOf(both));
      }),
    );
    expect(cutTo(demandOf(QUERY_OPTIONS), NO_DEMAND)).toBe(NO_DEMAND);
  });
});
