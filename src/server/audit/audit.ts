import type { AuditSettings } from '../../config/audit.ts';
import type { Clock } from '../../domain/clock.ts';
import { auditHashes } from './hashes.ts';
import type { Outlet } from './outlet.ts';
import { RequestRecord, type Ended, type Origin } from './request-record.ts';
import { Trail, type TrailMeans, type TrailState } from './trail.ts';

/** Who asked for which payment when, and what came of it: one line for each request to the graph. */
export interface Audit {
  readonly state: TrailState;
  /** Whether requests must be refused because they could not be recorded. */
  readonly refuses: boolean;
  readonly statistics: Trail['statistics'];
  /** Begins to gather. */
  begin(origin: Origin): RequestRecord;
  /** A stream has begun. */
  streaming(record: RequestRecord): void;
  /** It is answered, or its caller has left. */
  end(record: RequestRecord, ended: Ended): void;
  /** Goes on in a new file of the same name. Rejects when that cannot be, and goes on in the old one. */
  reopen(): Promise<void>;
  /** Writes what waits, as far as that can be done in a moment. Resolves with how many lines are lost by it. */
  close(): Promise<number>;
}

/** What the audit log is made of. */
export interface AuditMeans {
  readonly settings: Pick<AuditSettings, 'key' | 'onFailure' | 'bufferBytes' | 'peer'>;
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly onChange: TrailMeans['onChange'];
}

/** Begins a run of the audit log. */
export function createAudit({ settings, outlet, clock, newId, onChange }: AuditMeans): Audit {
  const { bufferBytes } = settings;
  const hashes = auditHashes(settings.key);
  const trail = new Trail({ outlet, clock, bufferBytes, hashes, run: newId(), onChange });
  trail.append('started', {});
  return {
    get state() {
      return trail.state;
    },
    get refuses() {
      return settings.onFailure === 'refuse' && trail.state === 'failing';
    },
    get statistics() {
      return trail.statistics;
    },
    begin: ({ peer, ...origin }) =>
      new RequestRecord(hashes, settings.peer ? { ...origin, peer: peer ?? null } : origin),
    streaming(record) {
      record.streamed();
      trail.append('subscription-started', record.fields(null));
    },
    end: (record, ended) => trail.append(record.isStream ? 'subscription-ended' : 'operation', record.fields(ended)),
    reopen: () => trail.reopen(),
    close: () => trail.close(),
  };
}
