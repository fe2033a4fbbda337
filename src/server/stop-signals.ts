import { constants } from 'node:os';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

type Stop = (signal: string) => Promise<void>;
type OnFault = (error: unknown) => void;

/** Stops on the first signal and exits with 0 when that is done; a second signal exits at once. */
export function stopOnSignals(stop: Stop, onFault: OnFault): void {
  let stopping = false;
  const take = (signal: (typeof SIGNALS)[number]): void => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    stopOnce(stop, signal, onFault);
  };
  for (const signal of SIGNALS) process.on(signal, take);
}

/** Stops because of that signal and exits, with 0 if it could. */
export function stopOnce(stop: Stop, signal: string, onFault: OnFault): void {
  stop(signal).then(
    () => process.exit(0),
    (error: unknown) => {
      onFault(error);
      process.exit(1);
    },
  );
}
