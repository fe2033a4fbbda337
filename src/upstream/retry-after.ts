import type { RawResponse } from '../dialects/dialect.ts';

/** However long an upstream asks to be left alone, it is asked again after this. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

// RFC 9110 §5.6.7: the first is what is sent today, the other two are to be understood still.
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [\d ]\d \d\d:\d\d:\d\d \d{4}$/,
];

/**
 * How long the answer asks to be left alone (RFC 9110 §10.2.3), in milliseconds; null when it does not, or cannot be
 * understood. A date counts from the answer's own, so that the clocks need not agree. Of several the longest holds.
 */
export function retryAfterMs({ headers }: Pick<RawResponse, 'headers'>, now: number): number | null {
  const [date] = headers['date'] ?? [];
  const answeredAt = (date === undefined ? null : httpDate(date)) ?? now;
  const spans = (headers['retry-after'] ?? []).flatMap((text) => spanOf(text.trim(), answeredAt) ?? []);
  return spans.length === 0 ? null : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ...spans));
}

function spanOf(text: string, answeredAt: number): number | null {
  if (/^\d+$/.test(text)) return 1_000 * Number(text);
  const until = httpDate(text);
  return until === null ? null : until - answeredAt;
}

/** Milliseconds since 1970; null for what is no date. */
function httpDate(text: string): number | null {
  if (!HTTP_DATES.some((form) => form.test(text))) return null;
  // The third form names no zone and is in UTC like the others.
  const time = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? null : time;
}
