import { Registry } from 'prom-client';
import type { ReloadEvent } from '../../config/reload-event.ts';
import type { LookupEvent } from '../../lookup/events.ts';
import type { CommandOutcome } from '../../lookup/shared/command-outcome.ts';
import { ERROR_CODES } from '../../graphql/error-codes.ts';
import type { UpstreamEvent } from '../../upstream/events.ts';
import { addAccountSeries } from './account-series.ts';
import { addAuditSeries } from './audit-series.ts';
import { addLogSeries } from './log-series.ts';
import { addConfigSeries } from './config-series.ts';
import { addConnectionSeries } from './connection-series.ts';
import { closedSet } from './closed-set.ts';
import { addLookupSeries } from './lookup-series.ts';
import { addMemorySeries } from './memory-series.ts';
import { addProcessSeries } from './process-series.ts';
import type { MetricsText } from './metrics-page.ts';
import { Readings, type Sources } from './readings.ts';
import { addRequestSeries, type CountedRequest } from './request-series.ts';
import { addUpstreamSeries } from './upstream-series.ts';
import { addWorkerSeries } from './worker-series.ts';

/** What metrics are made of. */
export interface MetricsMeans {
  readonly version: string;
  /** The result codes that are known; any other is counted as `other`. */
  readonly results: readonly { readonly code: string }[];
  /** The metrics of all processes of the gateway, where there are several. */
  readonly ofAll?: (() => Promise<string>) | undefined;
}

/**
 * The metrics of one gateway. Label values come from closed sets alone: configured names, words of ours, and codes from
 * known tables. Nothing a caller or Alipay can make up becomes one.
 */
export interface Metrics extends MetricsText {
  readonly upstream: (event: UpstreamEvent) => void;
  readonly lookup: (event: LookupEvent) => void;
  readonly sharedCommand: (outcome: CommandOutcome) => void;
  readonly request: (request: CountedRequest) => void;
  /** So many connections were closed because there were too many. */
  readonly refusedConnections: (connections: number) => void;
  readonly reload: (event: ReloadEvent) => void;
  /** Says where gauges are read from. */
  readonly readFrom: (sources: Sources) => void;
  readonly registry: Registry;
}

/** Makes them, in a registry of their own. */
export function createMetrics({ version, results, ofAll }: MetricsMeans): Metrics {
  const registry = new Registry();
  const readings = new Readings();
  const resultCodes = results.map(({ code }) => code);
  addProcessSeries(registry, version);
  addAccountSeries(registry, readings);
  addAuditSeries(registry, readings);
  addLogSeries(registry, readings);
  addWorkerSeries(registry, () => ({ running: 1, ended: 0 }));
  return {
    request: addRequestSeries(registry, readings, closedSet([...ERROR_CODES, ...resultCodes])),
    refusedConnections: addConnectionSeries(registry),
    lookup: addLookupSeries(registry, readings),
    upstream: addUpstreamSeries(registry, readings, closedSet(resultCodes)),
    sharedCommand: addMemorySeries(registry, readings),
    reload: addConfigSeries(registry, readings),
    readFrom: (sources) => readings.from(sources),
    text: ofAll ?? (() => registry.metrics()),
    contentType: registry.contentType,
    registry,
  };
}
