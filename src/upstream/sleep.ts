import type { Clock } from '../domain/clock.ts';
import { abortReason } from './abort-reason.ts';

/** A clock's sleep, made of its timers. Node's own rejects with an error made anew each time, with its stack. */
export function sleep(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(abortReason(signal));
  return new Promise((resolve, reject) => {
    const callOff = clock.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    const abort = () => {
      callOff();
      if (signal !== undefined) reject(abortReason(signal));
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}
