/** There was no reply in the time allowed. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/** Rejects with `LateError` unless the promise settles in that time. */
export function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // While this process was busy time went by for it alone: replies already here are read before they count as late.
    const timer = setTimeout(() => setImmediate(() => reject(new LateError(`no reply in ${ms} ms`))), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
