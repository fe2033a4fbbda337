import type { Clock } from '../domain/clock.ts';

/** The time that was given has run out. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

// Made once: the platform's own reason is an error with a stack.
const DONE = new Error('the work is done');

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
  const over = new AbortController();
  const leave = () => deadline.abort(parent.reason);
  parent.addEventListener('abort', leave, { once: true });
  clock.sleep(ms, over.signal).then(
    () => deadline.abort(new DeadlineError(`no result within ${ms} ms`)),
    // Ended by `over`: the work was done first.
    () => undefined,
  );
  try {
    return await work(deadline.signal);
  } finally {
    parent.removeEventListener('abort', leave);
    over.abort(DONE);
  }
}
