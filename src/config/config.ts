import type { z } from 'zod';
import type { TimeToLive } from '../lookup/time-to-live.ts';
import type { Account } from '../upstream/account.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import type { AccessSettings } from './access.ts';
import type { AuditSettings } from './audit.ts';
import type { cacheSettings } from './cache.ts';
import type { limitSettings } from './limits.ts';
import type { liveSettings } from './live.ts';
import type { logSettings } from './log.ts';
import type { Documents } from './manifest.ts';
import type { reloadSettings } from './reload.ts';
import type { serverSettings } from './server.ts';

/** Everything that can be set, read and checked. */
export interface Config {
  readonly server: Readonly<z.output<ReturnType<typeof serverSettings>>>;
  readonly accounts: readonly Account[];
  readonly limits: UpstreamLimits & Readonly<z.output<typeof limitSettings>>;
  readonly cache: TimeToLive & Readonly<z.output<ReturnType<typeof cacheSettings>>>;
  readonly live: Readonly<z.output<typeof liveSettings>>;
  /** Registered beforehand. */
  readonly documents: Documents;
  readonly reload: Readonly<z.output<typeof reloadSettings>>;
  readonly access: Access;
  readonly log: Readonly<z.output<typeof logSettings>>;
  /** Undefined where nothing is recorded. */
  readonly audit: Readonly<AuditSettings> | undefined;
}

/** Who may ask: as configured, or everyone on this machine (sandbox mode). */
export type Access = ({ readonly kind: 'configured' } & Readonly<AccessSettings>) | { readonly kind: 'loopback' };
