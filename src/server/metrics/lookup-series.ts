import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LookupEvent } from '../../lookup/events.ts';
import type { Way } from '../../lookup/lookup.ts';
import { accountCounter } from './account-counter.ts';
import { DURATIONS, seconds } from './durations.ts';
import type { Readings } from './readings.ts';
import { Tallies } from './tallies.ts';

/** Counts how lookups came by their answers. */
export function addLookupSeries(registry: Registry, readings: Readings): (event: LookupEvent) => void {
  const registers = [registry];
  const tallies = new Tallies<'account' | 'dialect' | 'way' | 'freshness'>();
  new Counter({
    name: 'paygraph_lookups_total',
    help: 'Lookups, by how they came by their answer; freshness `NONE` is a failure, with neither a payment nor its absence known.',
    labelNames: ['account', 'dialect', 'way', 'freshness'] as const,
    registers,
    collect() {
      tallies.tell(this);
    },
  });
  const durations = new Histogram({
    name: 'paygraph_lookup_duration_seconds',
    help: 'How long lookups took, waiting and retries included.',
    labelNames: ['way'] as const,
    buckets: DURATIONS,
    registers,
  });
  const stale = new Counter({
    name: 'paygraph_stale_answers_total',
    help: 'Answers given past their time: because the inquiry `failed`, the caller `accepted` it, or it is `refreshing` meanwhile.',
    labelNames: ['account', 'cause'] as const,
    registers,
    collect() {
      for (const { id: account } of readings.accounts()) {
        for (const cause of Object.values(CAUSES)) this.inc({ account, cause }, 0);
      }
    },
  });
  const refreshes = accountCounter(
    registry,
    readings,
    'paygraph_background_refreshes_total',
    'Inquiries begun behind the back of callers who were given an old answer.',
  );
  new Gauge({
    name: 'paygraph_lookups_under_way',
    help: 'References being inquired about; none at rest.',
    registers,
    collect() {
      this.set(readings.lookups()?.underWay ?? 0);
    },
  });
  return (event) => {
    if (event.kind === 'refresh') {
      refreshes.inc({ account: event.account });
      return;
    }
    const { account, dialect, how: way, freshness, ms } = event;
    tallies.count({ account, dialect, way, freshness });
    durations.observe({ way }, seconds(ms));
    if (freshness === 'STALE') stale.inc({ account, cause: CAUSES[way] });
  };
}

/** Why an answer that came by this way is past its time, if it is. */
const CAUSES = {
  asked: 'failed',
  joined: 'failed',
  widened: 'failed',
  memory: 'accepted',
  shared: 'accepted',
  refreshed: 'refreshing',
} as const satisfies Readonly<Record<Way, string>>;
