import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../src/upstream/retry-after.ts';

const NOW = Date.UTC(2026, 8, 11, 8, 49, 37);
const asked = (value: string | readonly string[], date?: string) => {
  const values = typeof value === 'string' ? [value] : value;
  return retryAfterMs({ headers: { 'retry-after': values, ...(date === undefined ? {} : { date: [date] }) } }, NOW);
};

describe('how long an answer asks to be left alone', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['1', 1_000],
    [' 007 ', 7_000],
    ['60', 60_000],
    ['61', 60_000],
    ['86400', 60_000],
    ['9'.repeat(400), 60_000],
    ['Fri, 11 Sep 2026 08:49:40 GMT', 3_000],
    ['Friday, 11-Sep-26 08:49:40 GMT', 3_000],
    ['Fri Sep 11 08:49:40 2026', 3_000],
    ['Fri Sep  4 08:49:40 2026', 0],
    ['Fri, 11 Sep 2026 08:49:37 GMT', 0],
    ['Thu, 10 Sep 2026 08:49:37 GMT', 0],
    ['Sat, 11 Sep 2027 08:49:37 GMT', 60_000],
  ])('is told by %s', (value, ms) => {
    expect(asked(value)).toBe(ms);
  });

  it.each([
    '',
    '-1',
    '+1',
    '1.5',
    '1e3',
    '0x10',
    '10 s',
    '10, 20',
    'soon',
    'Infinity',
    '２',
    '2026-09-11T08:49:40Z',
    'Fri, 11 Sep 2026 08:49:40',
    'Fri, 11 Sep 2026 08:49:40 CST',
    'Fri, 99 Sep 2026 99:99:99 GMT',
    'Fri Sep 11 08:49:40 2026 +0800',
  ])('is not told by %j', (value) => {
    expect(asked(value)).toBeNull();
  });

  it('is not told by an answer that does not say', () => {
    expect(retryAfterMs({ headers: { date: ['Fri, 11 Sep 2026 08:49:37 GMT'] } }, NOW)).toBeNull();
  });

  it('is the longest of several', () => {
    expect(asked(['1', 'soon', '5', '3'])).toBe(5_000);
  });

  it('counts from the answer’s own date, whatever our clock says', () => {
    expect(asked('Sun, 01 Jan 2017 00:00:05 GMT', 'Sun, 01 Jan 2017 00:00:00 GMT')).toBe(5_000);
    expect(asked('Fri, 11 Sep 2026 08:49:40 GMT', 'yesterday')).toBe(3_000);
    expect(asked('5', 'Sun, 01 Jan 2017 00:00:00 GMT')).toBe(5_000);
  });

  it('is a bounded number or nothing, whatever the headers hold', () => {
    const text = fc.oneof(
      fc.string(),
      fc.nat().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), fc.array(text, { maxLength: 1 }), fc.nat(), (values, date, now) => {
        const ms = retryAfterMs({ headers: { 'retry-after': values, date } }, now);
        if (ms === null) return;
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
      { numRuns: 2_000 },
    );
  });
});
