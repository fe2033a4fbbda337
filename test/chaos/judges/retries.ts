import { keyOf, type Arrivals } from '../ledger.ts';
import type { Observations, Row } from '../observation.ts';
import { ACCOUNTS } from '../payments.ts';
import { LIMITS } from '../stage.ts';
import { percent, verdict, type Verdict } from './verdict.ts';

const WINDOW_MS = 10_000;
const SHARE = 0.1;
const FLOOR = 10;
// From one attempt's beginning to the next one's: all its time, the pause, and what a busy machine adds; less than lies
// between two looks at a watched payment.
const APART_MS = LIMITS.attemptTimeoutMs + 850;

/**
 * In any ten seconds no account has more further attempts than a tenth of its calls, and the floor. Attempts are counted
 * when they are decided, and arrive up to `skewMs` later, as busy as the machine is.
 */
export function judgeRetries(arrivals: Arrivals, { rows, nodes }: Observations, skewMs: number): Verdict {
  const asked = askedTimes([...rows, ...nodes]);
  const reasons: string[] = [];
  const figures = Object.values(ACCOUNTS).map((account) => {
    const { calls, retries } = timesOf(account, arrivals, asked, rows);
    for (const [at, time] of retries.entries()) {
      const within = retries.slice(0, at + 1).filter((one) => one > time - WINDOW_MS).length;
      const allowed =
        FLOOR + SHARE * calls.filter((one) => one > time - WINDOW_MS - skewMs && one <= time + skewMs).length;
      if (within > allowed) reasons.push(`${account}: ${within} retries in ten seconds, ${allowed.toFixed(1)} allowed`);
    }
    return `${account} ${retries.length} of ${calls.length} (${percent(retries.length, calls.length)})`;
  });
  return verdict('retries within budget', figures.join(', '), reasons);
}

/**
 * When inquiries began and when they were tried again. A request is a further attempt if it follows one that failed, as
 * soon as one does, and nobody asked for the payment in between. Calls that did not arrive are those of callers who were
 * told so.
 */
function timesOf(
  account: string,
  arrivals: Arrivals,
  asked: ReadonlyMap<string, readonly number[]>,
  rows: readonly Row[],
): { readonly calls: readonly number[]; readonly retries: readonly number[] } {
  const calls: number[] = [];
  const retries: number[] = [];
  for (const [key, list] of arrivals) {
    for (const [at, arrival] of list.entries()) {
      if (arrival.account !== account) continue;
      const before = list[at - 1];
      const follows = before?.mayPass === true && arrival.at - before.at <= APART_MS;
      const isAsked = asked.get(key)?.some((time) => time > (before?.at ?? 0) && time <= arrival.at);
      (follows && isAsked !== true ? retries : calls).push(arrival.at);
    }
  }
  for (const row of rows) {
    if (row.account !== account || row.item.result.code !== 'GATEWAY_UNREACHABLE') continue;
    if (!arrivals.get(keyOf(row))?.some(({ at }) => at >= row.sentAt && at <= row.answeredAt)) calls.push(row.sentAt);
  }
  return { calls: calls.sort(ascending), retries: retries.sort(ascending) };
}

function askedTimes(rows: readonly { readonly account: string; readonly id: string; readonly sentAt: number }[]) {
  const times = new Map<string, number[]>();
  for (const row of rows) {
    const of = times.get(keyOf(row));
    if (of === undefined) times.set(keyOf(row), [row.sentAt]);
    else of.push(row.sentAt);
  }
  return times;
}

function ascending(one: number, other: number): number {
  return one - other;
}
