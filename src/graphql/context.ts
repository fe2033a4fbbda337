import type { AskedReference } from '../domain/reference.ts';
import type { ResultRow } from '../domain/result.ts';
import type { OperationLookups, Quota } from '../lookup/lookup.ts';

/** What a caller may do. */
export const PERMISSIONS = ['payments', 'bulk', 'live', 'pii', 'raw', 'introspection', 'explain', 'export'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Which documents a caller may run: any at all, or none but registered ones. */
export const ALLOWED_DOCUMENTS = ['any', 'registered'] as const;
export type AllowedDocuments = (typeof ALLOWED_DOCUMENTS)[number];

/** How a caller is known: by a key or a token, by being on this machine (sandbox mode), or not at all. */
export type Authentication = 'api-key' | 'jwt' | 'loopback' | 'anonymous';

/** Who asks, and what they may do. */
export interface Caller {
  /** The configured name; null for an anonymous caller. */
  readonly client: string | null;
  /** Whom it is counted with: the configured name, or one word for all who are not configured one by one. */
  readonly group: string;
  readonly authentication: Authentication;
  readonly permissions: ReadonlySet<Permission>;
  readonly mayUse: (account: string) => boolean;
  readonly documents: AllowedDocuments;
}

/** What every resolver is given: one per operation. */
export interface GraphContext {
  readonly requestId: string;
  readonly caller: Caller;
  readonly lookups: OperationLookups;
  readonly results: readonly ResultRow[];
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal;
  readonly limits: GraphLimits;
  /** Null for a caller without a rate. */
  readonly quota: Quota | null;
  /** What is learnt while the operation runs, for `extensions.gateway`. */
  readonly tally: Tally;
  /** Told of each payment that the caller asked for without the permission to. */
  readonly onDenied?: (asked: AskedReference) => void;
}

/** Bounds of one operation. */
export interface GraphLimits {
  /** The longest `refs` of `payments`. */
  readonly references: number;
  /** The most upstream calls an operation may cost on a cold cache. */
  readonly callsPerOperation: number;
}

/** Counts that belong to one operation. */
export interface Tally {
  /** Personal fields withheld for want of a permission. */
  redacted: number;
  /** Upstream calls a cold cache would cost; null until the operation has been looked at. */
  requested: number | null;
  /** Permissions without which the answer would have been another. */
  readonly used: Set<Permission>;
  /** Upstream calls taken from the caller's quota. */
  charged: number;
}
