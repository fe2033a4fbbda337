/** A moment as it was written: RFC 3339 text with the offset it came with, and the same moment for arithmetic. */
export interface DateTime {
  readonly text: string;
  readonly epochMs: number;
}

const BEIJING = '+08:00';
const BEIJING_MS = 8 * 3_600_000;

// Date and time, optional fraction, optional offset: "2001-07-04T12:08:56+05:30", "2014-11-27 15:45:57".
const WRITTEN = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/;
/** What follows the seconds. */
const REST = /^(?:[.,](\d+))?(.*)$/;
const REST_AT = 19;

/**
 * Reads a written time and keeps its offset; without one it is Beijing time, which is what Alipay's mainland
 * documents use. Null for what is no time, an impossible date included: never another time.
 */
export function parseDateTime(written: string): DateTime | null {
  const text = written.trim();
  // Cut up by the regular expression itself, each part would be a text of its own.
  if (!WRITTEN.test(text)) return null;
  const [, fraction, zone = ''] = text.length === REST_AT ? [] : (REST.exec(text.slice(REST_AT)) ?? []);
  const offset = offsetOf(zone);
  if (offset === null) return null;
  const [year, month, day] = [100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8)];
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC carries impossible dates over (30 February becomes March, and the year 12 becomes 1912).
  const read = new Date(local);
  if (read.getUTCDate() !== day || read.getUTCMonth() + 1 !== month || read.getUTCFullYear() !== year) return null;
  const millis = fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000);
  const moment = `${text.slice(0, 10)}T${text.slice(11, REST_AT)}`;
  return {
    text: `${moment}${fraction === undefined ? '' : `.${fraction}`}${offset.text}`,
    epochMs: local + millis - offset.ms,
  };
}

/** The number of two digits. */
function two(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - 0x30) + text.charCodeAt(at + 1) - 0x30;
}

/** Reads milliseconds since 1970, or else a written time. Both forms occur in response headers. */
export function parseEpochOrDateTime(written: string): DateTime | null {
  return /^\d{12,14}$/.test(written.trim()) ? beijingTime(Number(written)) : parseDateTime(written);
}

// Most moments written are of the same second as the one before.
let latest = { second: Number.NaN, text: '' };

/** The moment in Beijing time, to the millisecond. */
export function beijingTime(epochMs: number): DateTime {
  const second = Math.floor(epochMs / 1_000);
  if (second !== latest.second) latest = { second, text: isoText(second * 1_000).slice(0, 19) };
  const millis = String(Math.floor(epochMs) - second * 1_000).padStart(3, '0');
  return { text: `${latest.text}.${millis}${BEIJING}`, epochMs };
}

/** The moment in Beijing time, to the second, as the documents' samples of request times are written. */
export function beijingSeconds(epochMs: number): DateTime {
  return { text: isoText(epochMs).slice(0, 19) + BEIJING, epochMs };
}

function isoText(epochMs: number): string {
  return new Date(epochMs + BEIJING_MS).toISOString();
}

function offsetOf(zone: string): { text: string; ms: number } | null {
  if (zone === '') return { text: BEIJING, ms: BEIJING_MS };
  if (zone === 'Z' || zone === 'z') return { text: 'Z', ms: 0 };
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return null;
  const sign = zone.startsWith('-') ? -1 : 1;
  return {
    text: `${zone.slice(0, 3)}:${String(minutes).padStart(2, '0')}`,
    ms: sign * (hours * 60 + minutes) * 60_000,
  };
}
