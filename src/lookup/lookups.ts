import type { Clock } from '../domain/clock.ts';
import type { Reference } from '../domain/reference.ts';
import type { ResultRow } from '../domain/result.ts';
import { hasSettingsOf, type Account } from '../upstream/account.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { MemoryBounds } from './bounded-cache.ts';
import { Engine, type EngineSettings } from './engine.ts';
import type { LookupEvent, LookupReading } from './events.ts';
import type { Basis, LookupPort } from './lookup.ts';
import { Memory } from './memory.ts';
import { Operation } from './operation.ts';
import type { SharedMemory } from './shared-memory.ts';
import { Watches } from './watches.ts';
import type { WatchTerms } from './watching.ts';

/** What may change while lookups run, beside the upstream's accounts. */
export interface LookupSettings extends EngineSettings {
  readonly watching: Omit<WatchTerms, 'clock'>;
}

/** What lookups are made of. */
export interface LookupMeans extends LookupSettings {
  readonly upstream: Upstream;
  readonly results: readonly ResultRow[];
  readonly memory: MemoryBounds;
  /** What several gateways remember together; null for a gateway on its own. */
  readonly shared?: SharedMemory | null | undefined;
  readonly clock: Clock;
  readonly onEvent?: ((event: LookupEvent) => void) | undefined;
}

/** The port, and what whoever runs the gateway may want to know. */
export interface Lookups extends LookupPort {
  /** Opens operations that go by the settings and accounts of this moment, also when others have taken their place. */
  readonly port: LookupPort;
  /** Goes by these settings, and by the upstream's accounts as they are now. */
  adopt(settings: LookupSettings): void;
  /** References being inquired about; none at rest. */
  readonly underWay: number;
  reading(): LookupReading;
}

/** Opens the lookup engine over these upstreams. */
export function createLookups(means: LookupMeans): Lookups {
  const { upstream, clock, shared, results, timeToLive, deadlineMs, onEvent = () => undefined } = means;
  const watches = new Watches();
  const memory = new Memory(means.memory, clock);
  const engine = new Engine({ upstream, memory, shared, timeToLive, deadlineMs, clock, onEvent });
  let { accounts } = upstream;
  const operationMeans = {
    engine,
    stands: ({ account, identity }: Reference) =>
      accounts.some((one) => one.id === account && one.identity === identity),
    availability: (account: string) => upstream.availability(account),
    clock,
    watches,
    onEvent,
  };
  const holds = ({ known }: Basis): boolean => {
    if (!known.every((one) => engine.wouldGive(one))) return false;
    for (const { reference } of known) {
      const { account, dialect } = reference;
      onEvent({ kind: 'found', account, dialect, how: 'memory', freshness: 'CACHED', ms: 0 });
    }
    return true;
  };
  const portTo = (watching: LookupSettings['watching']): LookupPort => {
    const then = { ...operationMeans, accounts, watching: { ...watching, clock } };
    return { results, open: (terms) => new Operation(then, terms), holds };
  };
  let port = portTo(means.watching);
  return {
    results,
    open: (terms) => port.open(terms),
    holds,
    get port() {
      return port;
    },
    adopt(settings) {
      const before = accounts;
      ({ accounts } = upstream);
      engine.adopt(settings);
      engine.part(before.filter((one) => !accounts.some((other) => isSameParty(one, other))).map(whose));
      engine.renew(accounts.filter((one) => !before.some((other) => hasSettingsOf(one, other))).map(whose));
      port = portTo(settings.watching);
    },
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

function whose({ id, identity }: Account): Pick<Reference, 'account' | 'identity'> {
  return { account: id, identity };
}

function isSameParty(one: Account, other: Account): boolean {
  return one.id === other.id && one.identity === other.identity;
}
