import { Channel } from '../../src/workers/channel.ts';
import type { PrimaryServices, WorkerServices } from '../../src/workers/services.ts';

/** Both ends of a channel, as JSON goes from one process to another; how many messages went, and what failed. */
export function channels() {
  const sent = { toPrimary: 0, toWorker: 0 };
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => void faults.push(error);
  const primary: Channel<WorkerServices, PrimaryServices> = new Channel((message) => {
    sent.toWorker += 1;
    worker.take(JSON.parse(JSON.stringify(message)));
  }, onFault);
  const worker: Channel<PrimaryServices, WorkerServices> = new Channel((message) => {
    sent.toPrimary += 1;
    primary.take(JSON.parse(JSON.stringify(message)));
  }, onFault);
  return { primary, worker, sent, faults };
}
