import type { SandboxRequest } from '../../src/sandbox/requests.ts';
import type { Named } from './truth/truth.ts';

/** One request as the upstream saw it. */
export interface Arrival {
  readonly account: string;
  readonly at: number;
  /** Whether something befell it, or it was never answered. */
  readonly isFaulty: boolean;
  /** Whether what befell it may be tried again. */
  readonly mayPass: boolean;
}

/** What arrived, by account and identifier, in order. */
export type Arrivals = ReadonlyMap<string, readonly Arrival[]>;

const FINAL_FAULTS = ['bad-signature'];

/** Reads the sandbox's ledger. */
export function arrivalsIn(requests: readonly SandboxRequest[]): Arrivals {
  const arrivals = new Map<string, Arrival[]>();
  for (const { account, at, inquiry, answer } of requests) {
    if (inquiry === undefined) continue;
    const key = `${account} ${inquiry.id}`;
    const faults = answer?.faults ?? ['unanswered'];
    const mayPass = faults.length > 0 && !faults.some((fault) => FINAL_FAULTS.includes(fault));
    const arrival = { account, at, isFaulty: faults.length > 0, mayPass };
    arrivals.set(key, [...(arrivals.get(key) ?? []), arrival]);
  }
  return arrivals;
}

/** Where a payment's arrivals are. */
export function keyOf({ account, id }: Pick<Named, 'id'> & { readonly account: string }): string {
  return `${account} ${id}`;
}
