/** Upper bounds in seconds: from answers out of memory to lookups that took all their time. */
export const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];

/** Seconds of milliseconds; none when the clock was set back meanwhile. */
export function seconds(ms: number): number {
  return Math.max(0, ms) / 1_000;
}
