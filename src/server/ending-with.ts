/** What ends a stream before its source does. */
export interface Ending<T> {
  readonly signal: AbortSignal;
  /** What is still sent when the signal has aborted; null for nothing. */
  readonly last: () => T | null;
  /** Resolves when it is settled whether the stream goes on: nothing is sent before. */
  readonly settled: () => Promise<void>;
}

/** The same items, but complete as soon as the signal aborts, whatever the source is waiting for. */
export function endingWith<T>(
  source: AsyncIterable<T>,
  { signal, last, settled }: Ending<T>,
): AsyncIterableIterator<T> {
  const items = source[Symbol.asyncIterator]();
  let complete: (() => void) | undefined;
  let isOver = false;
  const ending = (): IteratorResult<T, undefined> => {
    const item = isOver ? null : last();
    isOver = true;
    return item === null ? { done: true, value: undefined } : { done: false, value: item };
  };
  const stop = (): void => {
    complete?.();
    // A source in the middle of waiting only hears of it later, if ever: it is not waited for.
    void Promise.resolve(items.return?.()).catch(() => undefined);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (signal.aborted) return Promise.resolve(ending());
      return new Promise((resolve, reject) => {
        complete = () => resolve(ending());
        items.next().then((item) => settled().then(() => resolve(item)), reject);
      });
    },
    return() {
      isOver = true;
      signal.removeEventListener('abort', stop);
      stop();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
