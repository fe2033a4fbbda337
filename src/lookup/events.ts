import type { Dialect } from '../domain/dialect.ts';
import type { Freshness, Way } from './lookup.ts';

/** What whoever runs the gateway may want to know of lookups. No event holds an identifier of a payment. */
export type LookupEvent =
  | {
      readonly kind: 'found';
      readonly account: string;
      readonly dialect: Dialect;
      readonly how: Way;
      readonly freshness: Freshness;
      /** From asking to knowing. */
      readonly ms: number;
    }
  /** What is known is asked for again, on behalf of nobody. */
  | { readonly kind: 'refresh'; readonly account: string };

/** What lookups hold and do at this moment. */
export interface LookupReading {
  /** References being inquired about; none at rest. */
  readonly underWay: number;
  readonly cache: {
    readonly entries: number;
    /** Roughly. */
    readonly bytes: number;
    /** Entries dropped for want of room, ever. */
    readonly evicted: number;
  };
  /** Watches open, and the payments they are of: watchers of one share its inquiries. */
  readonly watching: { readonly watches: number; readonly payments: number };
}
