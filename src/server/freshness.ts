import type { IncomingHttpHeaders } from 'node:http';
import type { LookupTerms } from '../lookup/lookup.ts';

/** What a request's headers say of the answers it takes (`Cache-Control`) and the time it has (`X-Timeout-Ms`). */
export function lookupTermsFrom(headers: IncomingHttpHeaders): LookupTerms {
  const deadlineMs = milliseconds(String(headers['x-timeout-ms'] ?? ''));
  const control = headers['cache-control'];
  if (control === undefined) return { maxAgeMs: null, maxStaleMs: null, deadlineMs };
  const directives = control
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-cache') || directives.includes('no-store')) return { maxAgeMs: 0, deadlineMs };
  // Without a number any stale answer will do (RFC 9111, 5.2.1.2).
  const maxStaleMs = directives.includes('max-stale') ? Infinity : seconds('max-stale', directives);
  return { maxAgeMs: seconds('max-age', directives), maxStaleMs, deadlineMs };
}

function seconds(name: string, directives: readonly string[]): number | null {
  const found = directives
    .filter((directive) => directive.startsWith(`${name}=`))
    .map((directive) => /^"?(\d{1,9})"?$/.exec(directive.slice(name.length + 1))?.[1])
    .find((digits) => digits !== undefined);
  return found === undefined ? null : Number(found) * 1_000;
}

function milliseconds(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
