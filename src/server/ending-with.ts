/** The same items, but complete as soon as the signal aborts, whatever the source is waiting for. */
export function endingWith<T>(source: AsyncIterable<T>, end: AbortSignal): AsyncIterableIterator<T> {
  const items = source[Symbol.asyncIterator]();
  let complete: (() => void) | undefined;
  const stop = (): void => {
    complete?.();
    // A source in the middle of waiting only hears of it later, if ever: it is not waited for.
    void Promise.resolve(items.return?.()).catch(() => undefined);
  };
  if (end.aborted) stop();
  else end.addEventListener('abort', stop, { once: true });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (end.aborted) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => {
        complete = () => resolve({ done: true, value: undefined });
        items.next().then(resolve, reject);
      });
    },
    return() {
      end.removeEventListener('abort', stop);
      stop();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
