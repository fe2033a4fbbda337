import { describe, expect, it } from 'vitest';
import { CURRENCIES, decimalPlaces } from '../../src/domain/currency.ts';

/** Alipay's page "Currency codes", which lists these and no others. */
const BY_ALIPAY = {
  0: ['CLP', 'JPY', 'KRW', 'VND'],
  2: [
    ...['AUD', 'BDT', 'BRL', 'CAD', 'CNY', 'EUR', 'GBP', 'HKD', 'IDR', 'MXN', 'MYR', 'NZD', 'PEN', 'PHP', 'PKR'],
    ...['PLN', 'SGD', 'THB', 'TWD', 'USD'],
  ],
};

describe('the decimal places of a currency', () => {
  it.each(Object.entries(BY_ALIPAY))('are %s where Alipay’s list says so', (places, codes) => {
    expect(codes.map((code) => decimalPlaces(code))).toEqual(codes.map(() => Number(places)));
  });

  it.each([
    ['BHD', 3],
    ['KWD', 3],
    ['CLF', 4],
    ['ISK', 0],
    ['UGX', 0],
    ['XAF', 0],
    ['HUF', 2],
    ['MGA', 2],
    ['COP', 2],
  ])('of %s are %i by ISO 4217', (code, places) => {
    expect(decimalPlaces(code)).toBe(places);
  });

  it.each(['', 'usd', 'XXX', 'XAU', 'BTC', 'toString'])('of %j are unknown', (code) => {
    expect(decimalPlaces(code)).toBeUndefined();
  });

  it('are known for every code once', () => {
    expect(CURRENCIES.length).toBeGreaterThan(150);
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});
