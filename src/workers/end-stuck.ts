import { setTimeout as sleep } from 'node:timers/promises';
import type { ToWorker } from './crew.ts';

/** A worker that was told to stop. */
export interface StoppingWorker {
  readonly channel: Pick<ToWorker, 'ask'>;
  readonly isGone: () => boolean;
  /** Ends it at once. */
  readonly kill: () => void;
}

// What works says so in less, even when it has much to do.
const ANSWER_MS = 2_000;

/**
 * Ends a worker that stands still, or runs in a circle, where it has not ended by itself in so many milliseconds. One that
 * answers is left alone: it may have been given more time since, and whatever it waits for, a gateway of one process
 * would wait for as well. Resolves when it is ended, or gone.
 */
export async function endIfStuck({ channel, isGone, kill }: StoppingWorker, withinMs: number): Promise<void> {
  await sleep(withinMs);
  while (!isGone()) {
    const answers = await channel.ask('health', null, ANSWER_MS).then(
      () => true,
      () => false,
    );
    if (!answers && !isGone()) {
      kill();
      return;
    }
    await sleep(ANSWER_MS);
  }
}
