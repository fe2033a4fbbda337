import type { Clock } from '../domain/clock.ts';

/** The time that was given has run out. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs work under a signal that aborts after `ms`, or when the caller's does. The clock's timer ends with the work.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  parent.throwIfAborted();
  const deadline = new AbortController();
  const leave = () => deadline.abort(parent.reason);
  parent.addEventListener('abort', leave);
  const callOff = clock.after(ms, () => deadline.abort(new DeadlineError(`no result within ${ms} ms`)));
  try {
    return await work(deadline.signal);
  } finally {
    parent.removeEventListener('abort', leave);
    callOff();
  }
}
