import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beijingSeconds, beijingTime, parseDateTime, parseEpochOrDateTime } from '../../src/domain/time.ts';

const moment = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2099, 11, 31) });

describe('a written time', () => {
  it.each([
    ['2001-07-04T12:08:56+05:30', '2001-07-04T12:08:56+05:30', '2001-07-04T06:38:56Z'],
    ['2019-11-27T12:01:01+08:30', '2019-11-27T12:01:01+08:30', '2019-11-27T03:31:01Z'],
    ['2019-11-12T09:37:00Z', '2019-11-12T09:37:00Z', '2019-11-12T09:37:00Z'],
    ['2020-02-29T23:59:59.123456-07:00', '2020-02-29T23:59:59.123456-07:00', '2020-03-01T06:59:59.123Z'],
    ['2014-11-27 15:45:57', '2014-11-27T15:45:57+08:00', '2014-11-27T07:45:57Z'],
    ['2014-11-27t15:45:57z', '2014-11-27T15:45:57Z', '2014-11-27T15:45:57Z'],
    ['2014-11-27T15:45:57+0800', '2014-11-27T15:45:57+08:00', '2014-11-27T07:45:57Z'],
    ['2014-11-27T15:45:57-07', '2014-11-27T15:45:57-07:00', '2014-11-27T22:45:57Z'],
    [' 2014-11-27 15:45:57 ', '2014-11-27T15:45:57+08:00', '2014-11-27T07:45:57Z'],
  ])('%s is %s', (written, text, utc) => {
    expect(parseDateTime(written)).toEqual({ text, epochMs: Date.parse(utc) });
  });

  it.each([
    ...['', 'now', '2014-11-27', '2014-02-30 00:00:00', '2015-02-29T00:00:00Z', '2014-13-01T00:00:00Z'],
    ...['2014-11-27T24:00:00Z', '2014-11-27T23:59:60Z', '2014-11-27T15:60:00Z', '2014-11-27T15:45:57+24:00'],
    ...[
      '2014-11-27T15:45:57+08:60',
      '0000-00-00 00:00:00',
      '0001-01-01T00:00:00Z',
      '1700000000123',
      '2014-11-27T15:45Z',
    ],
  ])('is not %j', (written) => {
    expect(parseDateTime(written)).toBeNull();
  });

  it('comes back as itself, with the same moment, whatever its offset', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, offset, (epochMs, minutes) => {
        const local = new Date(epochMs + minutes * 60_000).toISOString().slice(0, 23);
        const size = Math.abs(minutes);
        const zone = `${String(Math.trunc(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        const text = `${local}${minutes < 0 ? '-' : '+'}${zone}`;
        expect(parseDateTime(text)).toEqual({ text, epochMs });
      }),
    );
  });

  it('agrees with the platform, or is none, for any text that looks like one', () => {
    const looksLikeOne = fc.stringMatching(/^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z$/);
    fc.assert(
      fc.property(looksLikeOne, (text) => {
        const parsed = parseDateTime(text);
        if (parsed !== null) expect(new Date(parsed.epochMs).toISOString()).toBe(text.replace('Z', '.000Z'));
      }),
    );
  });
});

describe('Beijing time', () => {
  it('has no summer time, not even when China had', () => {
    expect(parseDateTime('1988-07-01 12:00:00')?.epochMs).toBe(Date.parse('1988-07-01T04:00:00Z'));
    expect(beijingTime(Date.UTC(2024, 6, 1)).text).toBe('2024-07-01T08:00:00.000+08:00');
  });

  it('is read back as the moment it was written for', () => {
    fc.assert(
      fc.property(moment, (epochMs) => {
        expect(parseDateTime(beijingTime(epochMs).text)).toEqual(beijingTime(epochMs));
        expect(parseDateTime(beijingSeconds(epochMs).text)?.epochMs).toBe(epochMs - (epochMs % 1000));
      }),
    );
  });
});

describe('Beijing time, one moment after the other', () => {
  it('is that of a clock eight hours ahead', () => {
    // Near one another, so that many are of one second.
    const moments = fc.array(fc.integer({ min: -2_500, max: 2_500 }), { minLength: 2 });
    fc.assert(
      fc.property(moment, moments, (around, steps) => {
        for (const step of steps) {
          const eightHoursAhead = new Date(around + step + 8 * 3_600_000).toISOString();
          expect(beijingTime(around + step).text).toBe(eightHoursAhead.replace('Z', '+08:00'));
        }
      }),
    );
  });
});

describe('a time in a response header', () => {
  it('is milliseconds since 1970 or written out', () => {
    expect(parseEpochOrDateTime('1700000000123')?.text).toBe('2023-11-15T06:13:20.123+08:00');
    expect(parseEpochOrDateTime('2019-11-12T09:37:00Z')?.epochMs).toBe(Date.parse('2019-11-12T09:37:00Z'));
  });

  it.each(['', '0', '1700000000', 'null', '17000000001230000'])('is not %j', (written) => {
    expect(parseEpochOrDateTime(written)).toBeNull();
  });
});
