/** How old an answer may be, in milliseconds, by a request's `Cache-Control`; null when it does not say. */
export function maxAgeFrom(cacheControl: string | undefined): number | null {
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-cache') || directives.includes('no-store')) return 0;
  const seconds = directives
    .map((directive) => /^max-age="?(\d{1,9})"?$/.exec(directive)?.[1])
    .find((found) => found !== undefined);
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
