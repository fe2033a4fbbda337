import { Channel } from '../../src/workers/channel.ts';
import type { PrimaryServices, WorkerServices } from '../../src/workers/services.ts';

/** Both ends of a channel, as JSON goes from one process to another; and how many messages went. */
export function channels() {
  const sent = { toPrimary: 0, toWorker: 0 };
  const primary: Channel<WorkerServices, PrimaryServices> = new Channel((message) => {
    sent.toWorker += 1;
    worker.take(JSON.parse(JSON.stringify(message)));
  });
  const worker: Channel<PrimaryServices, WorkerServices> = new Channel((message) => {
    sent.toPrimary += 1;
    primary.take(JSON.parse(JSON.stringify(message)));
  });
  return { primary, worker, sent };
}
