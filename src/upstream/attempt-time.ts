import type { UpstreamLimits } from './limits.ts';

/**
 * How long an attempt that another may follow may take, in milliseconds, when those who wait do so for another `leftMs`:
 * half of that, so that what hangs once can still be had. Half of `attemptTimeoutMs` it has in any case: an upstream that
 * is slow by habit would else never be heard out.
 */
export function attemptTimeMs({ attemptTimeoutMs }: Pick<UpstreamLimits, 'attemptTimeoutMs'>, leftMs: number): number {
  return Math.min(attemptTimeoutMs, Math.max(attemptTimeoutMs, leftMs) / 2);
}
