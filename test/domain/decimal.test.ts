import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecimal } from '../../src/domain/decimal.ts';

describe('a decimal number', () => {
  it.each([
    ['0.88156063', '0.88156063'],
    ['5', '5'],
    ['6.4E-7', '0.00000064'],
    ['1e2', '100'],
    ['1.23e1', '12.3'],
    ['-1.5e-1', '-0.15'],
    ['12.50', '12.50'],
  ])('written %s is %s', (written, plain) => {
    expect(plainDecimal(written)).toBe(plain);
  });

  it.each(['', 'x', '1/2', '.5', '5.', '1e', '1e999', '0x1', 'NaN'])('is not %j', (written) => {
    expect(plainDecimal(written)).toBeNull();
  });

  it('keeps its value when its exponent is written out', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-30, max: 1e30 }), (number) => {
        const plain = plainDecimal(number.toExponential());
        expect(plain).toMatch(/^\d+(\.\d+)?$/);
        expect(Number(plain)).toBe(number);
      }),
    );
  });
});
