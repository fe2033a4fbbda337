import type { Operation } from '../observation.ts';
import { verdict, type Verdict } from './verdict.ts';

/**
 * Of a hundred operations ninety-nine end within their deadline, and so many milliseconds. Beside it stands what the
 * machine alone is late by: how long `pulse` took, which needs no upstream.
 */
export function judgeLatency(operations: readonly Operation[], pulse: readonly number[], slackMs: number): Verdict {
  const kinds = Map.groupBy(operations, ({ kind }) => kind);
  const figures = Array.from(kinds, ([kind, list]) => {
    const times = list.map(({ ms }) => ms);
    return `${kind} p50 ${quantile(times, 0.5)} p99 ${quantile(times, 0.99)} (${list.length})`;
  });
  const over = quantile(
    operations.map(({ ms, deadlineMs }) => ms - deadlineMs),
    0.99,
  );
  const reasons = over > slackMs ? [`p99 is ${over} ms after the deadline, and may be ${slackMs}`] : [];
  const alone = `health alone p50 ${quantile(pulse, 0.5)} p99 ${quantile(pulse, 0.99)}`;
  return verdict('within the deadline', `p99 ${over} ms past it: ${figures.join(', ')}; ${alone}`, reasons);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
