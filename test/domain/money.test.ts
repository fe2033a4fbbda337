import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES, decimalPlaces } from '../../src/domain/currency.ts';
import { decimalText, moneyFromMajor, moneyFromMinor, NotAnAmountError, sumMoney } from '../../src/domain/money.ts';

const currency = fc.constantFrom(...CURRENCIES);
const minor = fc.bigInt({ min: 0n, max: 10n ** 38n });

describe('an amount', () => {
  it('comes back from its decimal text as the same amount', () => {
    fc.assert(
      fc.property(currency, fc.bigInt({ min: 0n, max: 10n ** 30n }), (code, units) => {
        const text = decimalText({ currency: code, minor: units, raw: null });
        expect(moneyFromMajor(text, code)).toEqual({ currency: code, minor: units, raw: text });
      }),
    );
  });

  it('comes back from its count of the smallest unit as the same amount', () => {
    fc.assert(
      fc.property(currency, minor, (code, units) => {
        expect(moneyFromMinor(String(units), code)).toEqual({ currency: code, minor: units, raw: String(units) });
      }),
    );
  });

  it('has as many decimals as its currency', () => {
    fc.assert(
      fc.property(currency, minor, (code, units) => {
        const [, decimals = ''] = decimalText({ currency: code, minor: units, raw: null }).split('.');
        expect(decimals).toHaveLength(decimalPlaces(code) ?? -1);
      }),
    );
  });

  it.each([
    ['239', 'USD', '2.39'],
    ['500', 'JPY', '500'],
    ['0', 'KWD', '0.000'],
    ['7', 'USD', '0.07'],
    ['100', 'IDR', '1.00'],
    [' 9007199254740993 ', 'cny', '90071992547409.93'],
  ])('of %s smallest units of %s is %s', (raw, code, text) => {
    expect(decimalText(moneyFromMinor(raw, code))).toBe(text);
  });

  it.each([
    ['88.88', 'CNY', 8888n],
    ['88.8', 'CNY', 8880n],
    ['10', 'CNY', 1000n],
    ['0.00', 'CNY', 0n],
    ['0.01', 'CNY', 1n],
    ['1.234', 'KWD', 1234n],
    ['500', 'JPY', 500n],
  ])('written %s in %s is %s smallest units', (raw, code, units) => {
    expect(moneyFromMajor(raw, code).minor).toBe(units);
  });

  it.each(['', 'ten', '1e2', '1.0', '-1', '+1', '0x10', '１', '1 000', 'NaN', '1'.repeat(41)])(
    'in the smallest unit is not %j',
    (raw) => {
      expect(() => moneyFromMinor(raw, 'USD')).toThrow(NotAnAmountError);
    },
  );

  it.each(['', 'ten', '1e2', '1.', '.5', '+1', '-1', '-0.01', '-0', '1.234', '1,00', '--1', 'Infinity'])(
    'in the main unit is not %j',
    (raw) => {
      expect(() => moneyFromMajor(raw, 'USD')).toThrow(NotAnAmountError);
    },
  );

  it('has no decimals in a currency that has none', () => {
    expect(() => moneyFromMajor('500.0', 'JPY')).toThrow('expected at most 0 decimals for JPY, got "500.0"');
  });

  it.each(['', 'ZZZ', 'US', 'USDT', '156', 'constructor'])('has no currency %j', (code) => {
    expect(() => moneyFromMinor('1', code)).toThrow(NotAnAmountError);
  });

  it.each([
    ['100.00', 'JPY', 100n],
    ['100.0', 'JPY', 100n],
    ['100', 'KRW', 100n],
    ['1.234', 'KWD', 1234n],
    ['1.20', 'KWD', 1200n],
    ['88.88', 'USD', 8888n],
  ])('may have the two places a document always writes: %s in %s', (raw, code, units) => {
    expect(moneyFromMajor(raw, code, 2)).toEqual({ currency: code, minor: units, raw });
  });

  it.each([
    ['100.01', 'JPY'],
    ['100.10', 'JPY'],
    ['100.000', 'JPY'],
    ['1.230', 'USD'],
    ['1.2340', 'KWD'],
  ])('has no more than those, and zeros only: %s in %s', (raw, code) => {
    expect(() => moneyFromMajor(raw, code, 2)).toThrow(NotAnAmountError);
  });

  it.each([
    ['1.239', 'USD', '"1.239"'],
    ['1e2', 'USD', '"1e2"'],
    ['-1', 'USD', '"-1"'],
    ['1', 'ZZZ', '"ZZZ"'],
    [' ', 'USD', 'got nothing'],
    ['ten', 'USD', '"ten"'],
    ['159****5620', 'USD', 'text of 11 characters'],
    ['someone@example.com', 'USD', 'text of 19 characters'],
    ['Zhang', 'USD', 'text of 5 characters'],
    ['+86 139 1234 5678', 'USD', 'text of 17 characters'],
    ['1', 'https://pay.example/?token=1', 'text of 28 characters'],
    ['x'.repeat(10_000), 'USD', 'text of 10000 characters'],
    ['1'.repeat(10_000), 'USD', 'text of 10000 characters'],
  ])('of %.20s in %s is refused, showing %s', (raw, code, shown) => {
    for (const read of [moneyFromMajor, moneyFromMinor]) {
      let message = '';
      try {
        read(raw, code);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain(shown);
      expect(message.length).toBeLessThan(200);
    }
  });

  it('quotes numbers and codes alone when it is refused', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), (text) => {
        try {
          moneyFromMajor(text, text);
        } catch (error) {
          const quoted = [...String(error).matchAll(/"([^]*?)"/g)].map((match) => match[1]);
          for (const part of quoted) expect(part).toMatch(/^[\d.,eE+-]+$/);
        }
      }),
    );
  });
});

describe('a sum', () => {
  it('is exact, zero for nothing, and the same in any order', () => {
    fc.assert(
      fc.property(fc.array(minor), (units) => {
        const amounts = units.map((each) => ({ currency: 'USD', minor: each, raw: String(each) }));
        const expected = units.reduce((sum, each) => sum + each, 0n);
        expect(sumMoney('USD', amounts)).toEqual({ currency: 'USD', minor: expected, raw: null });
        expect(sumMoney('USD', amounts.toReversed()).minor).toBe(expected);
      }),
    );
  });

  it('of two currencies is a mistake', () => {
    expect(() => sumMoney('USD', [moneyFromMinor('1', 'EUR')])).toThrow(TypeError);
  });
});
