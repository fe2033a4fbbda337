import { keyOf, type Arrivals } from '../ledger.ts';
import type { Observations } from '../observation.ts';
import type { Outage } from '../outages.ts';
import { verdict, type Verdict } from './verdict.ts';

// Until the upstream was tried again often enough.
const AFTERMATH_MS = 60_000;
// What ended shortly before an opening is what it was opened by.
const SHORTLY_MS = 3_000;
const SEVERAL = 3;

/** When something happened to an account. */
interface Moment {
  readonly account: string;
  readonly at: number;
}

/**
 * With two thirds of all calls healthy the breaker opens for outages alone, and so often more. An opening after several
 * answers that came too late is the fault of the machine, which runs the upstreams as well.
 */
export function judgeBreaker(
  written: string,
  outages: readonly Outage[],
  late: readonly Moment[],
  causelessAllowed: number,
): Verdict {
  const openings = written
    .split('\n')
    .filter((line) => line.includes('"state":"UNAVAILABLE"') && line.includes('"msg":"breaker"'))
    .map((line) => JSON.parse(line) as { time: string | number; account: string })
    .map(({ time, account }) => ({ at: new Date(time).getTime(), account }));
  const others = openings.filter(
    ({ at, account }) =>
      !outages.some((one) => one.account === account && at >= one.from && at <= one.to + AFTERMATH_MS),
  );
  const causeless = others.filter(({ at, account }) => {
    const before = late.filter((one) => one.account === account && Math.abs(one.at - at) <= SHORTLY_MS);
    return before.length < SEVERAL;
  });
  const figures =
    `${openings.length} openings, ${causeless.length} without a cause, ` +
    `${others.length - causeless.length} after answers too late; ${outages.length} outages`;
  const reasons = causeless.map(({ at, account }) => `${account}: opened at ${new Date(at).toISOString()}`);
  return verdict('breaker', figures, reasons.length > causelessAllowed ? reasons : []);
}

/** When callers were told of a timeout though the upstream had answered well, by its own account. */
export function lateAnswers(arrivals: Arrivals, { rows }: Observations): Moment[] {
  return rows
    .filter(({ item }) => item.result.code === 'GATEWAY_TIMEOUT')
    .filter((row) => {
      const made = arrivals.get(keyOf(row))?.filter(({ at }) => at >= row.sentAt && at <= row.answeredAt) ?? [];
      return made.some(({ isFaulty }) => !isFaulty);
    })
    .map(({ account, answeredAt }) => ({ account, at: answeredAt }));
}
