import type { LogLines } from '../server/log-lines.ts';
import type { MetricsText } from '../server/metrics/metrics-page.ts';
import type { Answering } from './crew.ts';
import type { MergedMetrics } from './merged-metrics.ts';

/** The metrics of all processes, gathered when somebody asks. What puts them together is loaded when that happens first. */
export class PrimaryMetrics implements MetricsText {
  // What prom-client's registries say, none of which is there before somebody asks.
  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';
  readonly #lines: Pick<LogLines, 'lost'>;
  readonly #running: () => readonly Answering[];
  readonly #waitMs: number;
  #merged: MergedMetrics | null = null;
  #ended = 0;
  #brokenOff = 0;

  constructor(lines: Pick<LogLines, 'lost'>, running: () => readonly Answering[], waitMs: number) {
    this.#lines = lines;
    this.#running = running;
    this.#waitMs = waitMs;
  }

  readonly text = async (): Promise<string> => {
    const { MergedMetrics } = await import('./merged-metrics.ts');
    const merged = (this.#merged ??= new MergedMetrics({
      ended: () => this.#ended,
      lostLines: () => this.#lines.lost + this.#brokenOff,
    }));
    await Promise.all(
      this.#running().map(async ({ worker, channel }) => {
        // One that does not answer in time goes on being counted as it was.
        const values = await channel.ask('metrics', null, this.#waitMs).catch(() => null);
        const isStillThere = this.#running().some((one) => one.channel === channel);
        if (values !== null && isStillThere) merged.tell(worker, values);
      }),
    );
    return merged.text();
  };

  /** A worker was killed within a line of the log. */
  brokeOff(): void {
    this.#brokenOff += 1;
  }

  /** A worker has ended that should not have. */
  leave(worker: number): void {
    this.#ended += 1;
    this.#merged?.leave(worker);
  }
}
