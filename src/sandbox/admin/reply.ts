import type { SandboxDialect } from '../accounts.ts';
import type { IdKind, KnownPayment } from '../ledger.ts';
import type { Listeners } from '../listeners.ts';
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
  /** Known once they listen, which is before anybody asks. */
  readonly listeners: () => Listeners;
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

/** The JSON of the body; a refusal when it is none. */
export function jsonIn({ body }: Visit): { readonly json: unknown } | Reply {
  try {
    const json: unknown = JSON.parse(body.toString());
    return { json };
  } catch {
    return unusable([{ path: '', message: `expected JSON, got ${body.length === 0 ? 'nothing' : 'something else'}` }]);
  }
}

/** Refuses what cannot be used, and lists why. */
export function unusable(errors: readonly RuleFault[]): Reply {
  return { status: 400, body: { errors } };
}
