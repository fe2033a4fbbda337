import type { ConfigReading } from '../../config/reload-event.ts';
import type { LookupReading } from '../../lookup/events.ts';
import type { SharedMemory } from '../../lookup/shared-memory.ts';
import type { AccountReading } from '../../upstream/reading.ts';
import type { Audit } from '../audit/audit.ts';
import type { Log } from '../log.ts';

/** Where gauges are read from when somebody asks. */
export interface Sources {
  readonly upstream: { readings(): AccountReading[] };
  readonly lookups: { reading(): LookupReading };
  /** Null for a gateway on its own. */
  readonly shared: Pick<SharedMemory, 'state'> | null;
  /** Null where nothing is recorded. */
  readonly audit: Pick<Audit, 'state' | 'statistics'> | null;
  readonly configuration: () => ConfigReading;
  /** Absent where there is none. */
  readonly log?: Pick<Log, 'lostLines'>;
}

/** What is read; nothing until there are sources. */
export class Readings {
  #sources: Sources | null = null;

  from(sources: Sources): void {
    this.#sources = sources;
  }

  accounts(): AccountReading[] {
    return this.#sources?.upstream.readings() ?? [];
  }

  lookups(): LookupReading | null {
    return this.#sources?.lookups.reading() ?? null;
  }

  audit(): Sources['audit'] {
    return this.#sources?.audit ?? null;
  }

  lostLogLines(): number {
    return this.#sources?.log?.lostLines ?? 0;
  }

  configuration(): ConfigReading | null {
    return this.#sources?.configuration() ?? null;
  }

  sharedMemory(): 'ready' | 'degraded' | 'off' {
    const shared = this.#sources?.shared ?? null;
    if (shared === null) return 'off';
    return shared.state === 'available' ? 'ready' : 'degraded';
  }
}
