import type { Clock } from '../domain/clock.ts';
import { sleep } from './sleep.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep({ after }, ms, signal),
  after,
};

function after(ms: number, then: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // When the process stood still, timers come before what has arrived meanwhile: what was in time is to be heard first.
    turn = setImmediate(then);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
