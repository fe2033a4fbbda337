import type { Named } from './truth/truth.ts';
import type { Shown } from './truth/facts.ts';

/** How an inquiry went, as the graph shows it. */
export interface Result {
  readonly code: string;
  readonly status: string;
  readonly retryable: boolean;
  readonly action: string;
}

/** The answer to one reference, as it came. */
export interface Item {
  readonly result: Result;
  readonly payment: Partial<Shown> | null;
  readonly freshness: string;
  readonly asOf: string | null;
  readonly exchange: { readonly requestedAt: string } | null;
}

/** What a caller allows: the oldest answer, in milliseconds; null for whatever stands. */
export interface Allowed {
  readonly maxAgeMs: number | null;
}

/** One reference of one operation, and what was answered. */
export interface Row extends Named, Allowed {
  readonly account: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly item: Item;
  /** Fields that an old answer does not have and a newer one could not be had for: their names, and why. */
  readonly withheld: readonly Withheld[];
}

/** A field that is null with an error. */
export interface Withheld {
  readonly name: string;
  readonly code: string;
}

/** A payment fetched by its global id: the graph has no room for how its inquiry went but an error. */
export interface NodeRow extends Named {
  readonly account: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly payment: Partial<Shown> | null;
  readonly error: string | null;
}

/** One operation: how long it took, out of what it may take. */
export interface Operation {
  readonly kind: string;
  readonly ms: number;
  readonly deadlineMs: number;
}

/** One watched payment, to the end of its stream. */
export interface Watch extends Named {
  readonly messages: readonly Row[];
  /** Whether the gateway ended the stream itself. */
  readonly completed: boolean;
}

/** Everything that was seen while the traffic ran. Times are in milliseconds since 1970. */
export class Observations {
  readonly rows: Row[] = [];
  readonly nodes: NodeRow[] = [];
  readonly operations: Operation[] = [];
  readonly watches: Watch[] = [];
  /** What no caller may ever meet: no answer at all, errors of the graph, lists of another length. */
  readonly faults: string[] = [];
}
