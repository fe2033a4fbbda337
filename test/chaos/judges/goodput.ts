import { keyOf, type Arrivals } from '../ledger.ts';
import type { Observations } from '../observation.ts';
import type { Outage } from '../outages.ts';
import { LIMITS } from '../stage.ts';
import { percent, verdict, type Verdict } from './verdict.ts';

interface Asked {
  readonly account: string;
  readonly id: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The code when nothing, or nothing newer, is known; null for an answer. */
  readonly failure: string | null;
}

/**
 * At least this share of what could be answered is. Not what every call was made in vain for, nor what was asked, and answered
 * as failed, while its upstream was out of reach. Whatever the gateway kept from being called counts against it: an open
 * breaker, a full queue.
 */
export function judgeGoodput(
  arrivals: Arrivals,
  { rows, nodes }: Observations,
  outages: readonly Outage[],
  least: number,
): Verdict {
  const asked: Asked[] = [
    ...rows.map(({ item, ...row }) => ({
      ...row,
      failure: item.freshness === 'NONE' || item.freshness === 'STALE' ? failureOf(item.result) : null,
    })),
    ...nodes.map((node) => ({ ...node, failure: node.error })),
  ];
  const good = asked.filter(({ failure }) => failure === null).length;
  const lost = asked.filter((one) => one.failure !== null && couldBeHad(one, arrivals, outages));
  const codes = Map.groupBy(lost, ({ failure }) => failure);
  const named = Array.from(codes, ([code, { length }]) => `${length} ${code}`).join(', ');
  const could = good + lost.length;
  const figures = `${percent(good, could)}: ${good} of ${could} that could be had, ${asked.length} asked${named && `; lost ${named}`}`;
  return verdict(
    'goodput',
    figures,
    good < least * could ? [`${percent(good, could)} instead of ${percent(least, 1)}`] : [],
  );
}

/** A definite failure is an answer: that the payment may not be seen, for one. */
function failureOf({ code, status }: { readonly code: string; readonly status: string }): string | null {
  return status === 'FAILURE' && !code.startsWith('GATEWAY_') ? null : code;
}

function couldBeHad(asked: Asked, arrivals: Arrivals, outages: readonly Outage[]): boolean {
  const { account, sentAt, answeredAt } = asked;
  if (outages.some((one) => one.account === account && one.from <= answeredAt && one.to >= sentAt)) return false;
  const list = arrivals.get(keyOf(asked)) ?? [];
  const made = list.filter(({ at }) => at >= sentAt && at <= answeredAt);
  // With none of its own, it may have waited for one that was under way.
  const joined = list.filter(({ at }) => at < sentAt && at > sentAt - LIMITS.attemptTimeoutMs).slice(-1);
  const calls = made.length > 0 ? made : joined;
  return calls.length === 0 || calls.some(({ isFaulty }) => !isFaulty);
}
