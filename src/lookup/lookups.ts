import type { Clock } from '../domain/clock.ts';
import type { ResultRow } from '../domain/result.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Engine } from './engine.ts';
import type { LookupEvent, LookupReading } from './events.ts';
import type { LookupPort } from './lookup.ts';
import { Memory, type MemoryBounds } from './memory.ts';
import { Operation } from './operation.ts';
import type { SharedMemory } from './shared-memory.ts';
import type { TimeToLive } from './time-to-live.ts';
import { Watches } from './watches.ts';
import type { WatchTerms } from './watching.ts';

/** What lookups are made of. */
export interface LookupMeans {
  readonly upstream: Upstream;
  readonly results: readonly ResultRow[];
  readonly memory: MemoryBounds;
  /** What several gateways remember together; null for a gateway on its own. */
  readonly shared?: SharedMemory | null | undefined;
  readonly timeToLive: TimeToLive;
  /** How long a lookup may take; as long as it takes when absent. */
  readonly deadlineMs?: number | undefined;
  readonly watching: Omit<WatchTerms, 'clock'>;
  readonly clock: Clock;
  readonly onEvent?: ((event: LookupEvent) => void) | undefined;
}

/** The port, and what whoever runs the gateway may want to know. */
export interface Lookups extends LookupPort {
  /** References being inquired about; none at rest. */
  readonly underWay: number;
  reading(): LookupReading;
}

/** Opens the lookup engine over these upstreams. */
export function createLookups(means: LookupMeans): Lookups {
  const { upstream, clock, shared, timeToLive, deadlineMs, onEvent = () => undefined } = means;
  const watches = new Watches();
  const memory = new Memory(means.memory, clock);
  const engine = new Engine({ upstream, memory, shared, timeToLive, deadlineMs, clock, onEvent });
  const operationMeans = {
    engine,
    accounts: upstream.accounts,
    availability: (account: string) => upstream.availability(account),
    clock,
    watching: { ...means.watching, clock },
    watches,
    onEvent,
  };
  return {
    results: means.results,
    open: (terms) => new Operation(operationMeans, terms),
    get underWay() {
      return engine.underWay;
    },
    reading: () => ({
      underWay: engine.underWay,
      cache: { entries: memory.entries, bytes: memory.bytes, evicted: memory.evicted },
      watching: { watches: watches.open, payments: watches.payments },
    }),
  };
}
