import { constants } from 'node:os';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Stops on the first signal and exits with 0 when that is done; a second signal exits at once. */
export function stopOnSignals(stop: (signal: string) => Promise<void>, onFault: (error: unknown) => void): void {
  let stopping = false;
  const take = (signal: (typeof SIGNALS)[number]): void => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        onFault(error);
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, take);
}
