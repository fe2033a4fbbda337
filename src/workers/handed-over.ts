import type { ChildProcess } from 'node:child_process';

/**
 * Closes the connection that is on its way to a worker when it dies. Node closes its own end of one as soon as the
 * worker says that it has it; from one that is dead nobody hears, and its caller would wait for ever.
 */
export function closeWhatIsHandedOver(worker: ChildProcess): void {
  let latest: Closeable | null = null;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with what it was called with
  worker.send = new Proxy(worker.send, {
    apply(send, itself, given: unknown[]) {
      if (isCloseable(given[1])) latest = given[1];
      const went: unknown = Reflect.apply(send, itself, given);
      return went;
    },
  });
  // Closing what the worker has taken, so that it is closed here already, changes nothing.
  worker.once('exit', () => latest?.close());
}

interface Closeable {
  close(): void;
}

function isCloseable(given: unknown): given is Closeable {
  return typeof given === 'object' && given !== null && 'close' in given && typeof given.close === 'function';
}
