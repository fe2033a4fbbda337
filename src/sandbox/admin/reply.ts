import type { SandboxDialect } from '../accounts.ts';
import type { IdKind, KnownPayment } from '../ledger.ts';
import type { Known, RuleFault } from '../reading-rules.ts';
import type { Requests } from '../requests.ts';
import type { Rules } from '../rules.ts';
import type { Outcome } from '../upstream.ts';
import type { Visitor } from './visitor.ts';

/** What the admin endpoint shows and changes. */
export interface AdminMeans {
  readonly accounts: Known;
  readonly rules: Rules;
  readonly requests: Requests;
  readonly payments: (dialect: SandboxDialect) => readonly KnownPayment[];
  readonly truth: (dialect: SandboxDialect, kind: IdKind, id: string) => Outcome;
  readonly reset: () => void;
}

/** A request to the admin endpoint. */
export interface Visit extends Visitor {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** An answer of the admin endpoint; its body is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly body: object;
  /** The methods there are, for a 405. */
  readonly allow?: string;
}

/** Refuses what cannot be used, and lists why. */
export function unusable(errors: readonly RuleFault[]): Reply {
  return { status: 400, body: { errors } };
}
