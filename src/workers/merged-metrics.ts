import { AggregatorRegistry, collectDefaultMetrics, Registry, type Aggregator } from 'prom-client';
import { addLogSeries } from '../server/metrics/log-series.ts';
import { addWorkerSeries } from '../server/metrics/worker-series.ts';

/** What one process has measured, as prom-client writes it for others. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What prom-client would add up, or leave out, and how it is put together instead. */
const TOGETHER: ReadonlyMap<string, Aggregator> = new Map([
  ['process_start_time_seconds', 'min'],
  ['process_open_fds', 'max'],
  ['process_max_fds', 'min'],
]);

/** What the primary alone counts. */
export interface PrimaryReading {
  /** Workers that ended without having been told to. */
  readonly ended: () => number;
  /** Log lines that could not be written, or broke off. */
  readonly lostLines: () => number;
}

/** Metrics of this process, for others to be put together with those of its neighbours. */
export async function valuesOf(registry: Registry): Promise<MetricValues> {
  const values = await registry.getMetricsAsJSON();
  return values.map((one) => ({ ...one, aggregator: TOGETHER.get(one.name) ?? one.aggregator }));
}

/**
 * The metrics of the primary and all its workers, put together. What a worker had counted when it was last asked goes on
 * being counted when it is gone: were the sum to fall, it would be taken for a restart, and what is left of it for new.
 */
export class MergedMetrics {
  readonly #own = new Registry();
  readonly #latest = new Map<number, MetricValues>();
  #departed: object[] = [];

  constructor({ ended, lostLines }: PrimaryReading) {
    collectDefaultMetrics({ register: this.#own });
    addWorkerSeries(this.#own, () => ({ running: 0, ended: ended() }));
    addLogSeries(this.#own, { lostLogLines: lostLines });
  }

  get contentType(): string {
    return this.#own.contentType;
  }

  /** What a worker says now. */
  tell(worker: number, values: MetricValues): void {
    this.#latest.set(worker, values);
  }

  /** The worker is gone. */
  leave(worker: number): void {
    const counted = this.#latest.get(worker)?.filter(({ type }) => String(type) !== 'gauge') ?? [];
    this.#latest.delete(worker);
    this.#departed = AggregatorRegistry.aggregate([this.#departed, counted]).getMetricsAsArray();
  }

  async text(): Promise<string> {
    const own = await valuesOf(this.#own);
    return AggregatorRegistry.aggregate([own, ...this.#latest.values(), this.#departed]).metrics();
  }
}
