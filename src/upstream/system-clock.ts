import type { Clock } from '../domain/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep,
};

// Node's own rejects with an error made anew each time, with its stack; nearly every sleep here is cut short.
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    let turn: NodeJS.Immediate | undefined;
    const abort = () => {
      clearTimeout(timer);
      clearImmediate(turn);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      // When the process stood still, timers come before what has arrived meanwhile: what was in time is to be heard first.
      turn = setImmediate(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('the sleep was cut short', { cause: reason });
}
