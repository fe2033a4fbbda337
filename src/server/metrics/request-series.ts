import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { OTHER } from './closed-set.ts';
import { DURATIONS, seconds } from './durations.ts';
import type { Readings } from './readings.ts';
import { Tallies } from './tallies.ts';

/** A request to the graph that is over, as far as it is counted. */
export interface CountedRequest {
  /** `refused` when no operation was run. */
  readonly kind: 'query' | 'subscription' | 'refused';
  /** Whom it is counted with; one word for all who are not configured one by one. Null when nobody was recognised. */
  readonly client: string | null;
  readonly status: number;
  /** False when the caller left before the end. */
  readonly complete: boolean;
  /** Of the first error; null without one. */
  readonly code: string | null;
  /** Personal fields withheld. */
  readonly redacted: number;
  readonly ms: number;
}

/** Counts what callers ask and get. `codeOf` maps to the codes that are known. */
export function addRequestSeries(
  registry: Registry,
  readings: Readings,
  codeOf: (code: string) => string,
): (request: CountedRequest) => void {
  const registers = [registry];
  const tallies = new Tallies<'client' | 'kind' | 'status' | 'code'>();
  new Counter({
    name: 'paygraph_requests_total',
    help: 'Requests to /graphql that are over, by HTTP status class (`left`: the caller did not wait for the end) and first error (`none`).',
    labelNames: ['client', 'kind', 'status', 'code'] as const,
    registers,
    collect() {
      tallies.tell(this);
    },
  });
  const durations = new Histogram({
    name: 'paygraph_request_duration_seconds',
    help: 'How long queries and refusals took, to the last byte; subscriptions aside.',
    labelNames: ['kind'] as const,
    buckets: DURATIONS,
    registers,
  });
  const redactions = new Counter({
    name: 'paygraph_redacted_fields_total',
    help: 'Personal fields given as null because the caller lacks a permission.',
    labelNames: ['client'] as const,
    registers,
  });
  new Gauge({
    name: 'paygraph_subscriptions_open',
    help: 'Subscriptions open, each to one payment.',
    registers,
    collect() {
      this.set(readings.lookups()?.watching.watches ?? 0);
    },
  });
  new Gauge({
    name: 'paygraph_subscription_pollers',
    help: 'Different payments subscribed to: subscriptions to the same one share its inquiries.',
    registers,
    collect() {
      this.set(readings.lookups()?.watching.payments ?? 0);
    },
  });
  return ({ kind, client: known, status, complete, code, redacted, ms }) => {
    const statusClass = complete ? (STATUS_CLASSES[Math.floor(status / 100)] ?? OTHER) : 'left';
    const client = known ?? 'unknown';
    tallies.count({ client, kind, status: statusClass, code: code === null ? 'none' : codeOf(code) });
    if (kind !== 'subscription') durations.observe({ kind }, seconds(ms));
    if (redacted > 0) redactions.inc({ client }, redacted);
  };
}

const STATUS_CLASSES = [OTHER, '1xx', '2xx', '3xx', '4xx', '5xx'];
