import type { Clock } from '../domain/clock.ts';
import type { Flight } from './flight.ts';

/**
 * How long a further inquiry about a payment is held back while one that asks for too little is under way: long enough
 * for a crowd to have come, so that two calls serve it, and no longer than a caller would notice.
 */
export const HOLD_MS = 100;

/** Resolves when the earlier inquiries are over, the time is, or nobody waits for the further one any more. */
export async function hold(earlier: readonly Flight[], clock: Clock, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const finish = () => done.abort();
  signal.addEventListener('abort', finish, { once: true });
  const slept = clock.sleep(HOLD_MS, done.signal).catch(() => undefined);
  void Promise.all(earlier.map(({ over }) => over)).then(finish);
  await slept;
  signal.removeEventListener('abort', finish);
}
