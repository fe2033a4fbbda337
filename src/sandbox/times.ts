/** How far a request's time may be from the sandbox's clock: TRADE_QUERY documents ten minutes; the others say nothing. */
export const TOLERANCE_MS = 10 * 60_000;

/** The moment at an offset from UTC, to the second: 2026-01-02T03:04:05+05:30. */
export function offsetTime(ms: number, minutes: number): string {
  const size = Math.abs(minutes);
  const clock = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${shifted(ms, minutes).replace(' ', 'T')}${minutes < 0 ? '-' : '+'}${clock}`;
}

/** The moment in Beijing with its offset: 2026-01-02T03:04:05+08:00. */
export function beijingTime(ms: number): string {
  return offsetTime(ms, 480);
}

/** The moment in Beijing as TRADE_QUERY writes it, without an offset: 2026-01-02 03:04:05. */
export function beijingTimeWithoutOffset(ms: number): string {
  return shifted(ms, 480);
}

/** The moment in UTC, to the second: 2026-01-02T03:04:05Z. */
export function utcTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

const OFFSET_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?[+-]\d\d:\d\d$/;

/** The moment an ISO 8601 time with a ±HH:MM offset names; undefined for every other text, `Z` included. */
export function readOffsetTime(text: string): number | undefined {
  const ms = OFFSET_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether the moment is near enough to now to be believed. */
export function isCurrent(ms: number, now: number): boolean {
  return Math.abs(ms - now) <= TOLERANCE_MS;
}

function shifted(ms: number, minutes: number): string {
  return new Date(ms + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}
