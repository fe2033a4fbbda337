import type { Outage } from '../outages.ts';
import { verdict, type Verdict } from './verdict.ts';

// Until the upstream was tried again often enough.
const AFTERMATH_MS = 60_000;

/** With two thirds of all calls healthy the breaker opens for outages alone, and so often more. */
export function judgeBreaker(written: string, outages: readonly Outage[], causelessAllowed: number): Verdict {
  const openings = written
    .split('\n')
    .filter((line) => line.includes('"state":"UNAVAILABLE"') && line.includes('"msg":"breaker"'))
    .map((line) => JSON.parse(line) as { time: string | number; account: string })
    .map(({ time, account }) => ({ at: new Date(time).getTime(), account }));
  const causeless = openings.filter(
    ({ at, account }) =>
      !outages.some((one) => one.account === account && at >= one.from && at <= one.to + AFTERMATH_MS),
  );
  const figures = `${openings.length} openings, ${causeless.length} without an outage; ${outages.length} outages`;
  const reasons = causeless.map(({ at, account }) => `${account}: opened at ${new Date(at).toISOString()}`);
  return verdict('breaker', figures, reasons.length > causelessAllowed ? reasons : []);
}
