/** A moment as it was written: RFC 3339 text with the offset it came with, and the same moment for arithmetic. */
export interface DateTime {
  readonly text: string;
  readonly epochMs: number;
}

const BEIJING = '+08:00';
const BEIJING_MS = 8 * 3_600_000;

// Date and time, optional fraction, optional offset: "2001-07-04T12:08:56+05:30", "2014-11-27 15:45:57".
const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/;

/**
 * Reads a written time and keeps its offset; without one it is Beijing time, which is what Alipay's mainland
 * documents use. Null for what is no time, an impossible date included: never another time.
 */
export function parseDateTime(written: string): DateTime | null {
  const match = WRITTEN.exec(written.trim());
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction, zone] = match;
  const offset = offsetOf(zone);
  if (offset === null) return null;
  if (hour > '23' || minute > '59' || second > '59') return null;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  // Date.UTC carries impossible dates over (30 February becomes March, and the year 12 becomes 1912).
  const read = new Date(local);
  if (read.getUTCDate() !== Number(day) || read.getUTCMonth() + 1 !== Number(month)) return null;
  if (read.getUTCFullYear() !== Number(year)) return null;
  const millis = fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000);
  return {
    text: `${date}${fraction === undefined ? '' : `.${fraction}`}${offset.text}`,
    epochMs: local + millis - offset.ms,
  };
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

function offsetOf(zone: string | undefined): { text: string; ms: number } | null {
  if (zone === undefined) return { text: BEIJING, ms: BEIJING_MS };
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
