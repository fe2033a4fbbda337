import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 200;

/**
 * How long the gateway takes for what needs no upstream, in milliseconds, time after time until the signal aborts: what a
 * busy machine adds to everything else.
 */
export async function takePulse(graphql: string, over: AbortSignal): Promise<number[]> {
  const url = new URL('/health/live', graphql);
  const times: number[] = [];
  while (!over.aborted) {
    const begun = performance.now();
    await (await fetch(url)).text();
    times.push(performance.now() - begun);
    await sleep(EVERY_MS);
  }
  return times;
}
