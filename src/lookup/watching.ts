import type { Clock } from '../domain/clock.ts';
import { isPassing } from '../domain/inquiry.ts';
import { isFinal } from '../domain/status.ts';
import type { FreshnessWanted, Lookup } from './lookup.ts';

/** How a payment is watched. */
export interface WatchTerms {
  readonly clock: Clock;
  /** Between two looks; at least a second. */
  readonly pollMs: number;
  /** After this a watch ends, final or not. */
  readonly limitMs: number;
}

/** What the configuration may leave out. Antom's advice is to inquire every three seconds. */
export const DEFAULT_WATCHING = { pollMs: 3_000, limitMs: 900_000 } as const;

/** A payment being looked at. */
export interface Looking {
  readonly look: (wanted: FreshnessWanted) => Promise<Lookup>;
  /** Whether it may be looked at again; asked before each look but the first. */
  readonly mayLook: () => Promise<boolean>;
}

/**
 * What is found now, and again whenever its status or result changes, until it is final, has failed for good, or the
 * time limit is reached. Waits another turn when it may not look; looks no more once the signal aborts.
 */
export async function* watch(
  { look, mayLook }: Looking,
  first: FreshnessWanted,
  { clock, pollMs, limitMs }: WatchTerms,
  signal: AbortSignal,
): AsyncGenerator<Lookup> {
  const endsAt = clock.now() + limitMs;
  let last: Lookup | null = null;
  let wanted = first;
  while (!signal.aborted) {
    const lookup = await unlessLeft(look(wanted), signal);
    if (lookup === null) return;
    if (last === null || !isEarlier(lookup, last)) {
      if (last === null || hasChanged(last, lookup)) yield lookup;
      last = lookup;
    }
    if (hasEnded(last)) return;
    // Watchers of one payment are served by whichever of them looked last.
    wanted = { maxAgeMs: pollMs };
    do {
      if (clock.now() + pollMs > endsAt) return;
      const slept = clock.sleep(pollMs, signal).then(() => true);
      if ((await unlessLeft(slept, signal)) === null) return;
    } while (!(await mayLook()));
  }
}

function hasEnded({ payment, result, freshness }: Lookup): boolean {
  if (freshness === 'STALE') return false;
  return payment === null ? !isPassing(result) : isFinal(payment.status);
}

function hasChanged(before: Lookup, now: Lookup): boolean {
  return (
    before.payment?.status !== now.payment?.status ||
    before.payment?.statusRaw !== now.payment?.statusRaw ||
    before.result.code !== now.result.code
  );
}

/** Whether its payment is from an earlier inquiry, which must not take back what was told. */
function isEarlier(lookup: Lookup, last: Lookup): boolean {
  return lookup.payment !== null && last.payment !== null && askedAt(lookup) < askedAt(last);
}

function askedAt({ exchange }: Lookup): number {
  return exchange?.requestedAt.epochMs ?? 0;
}

async function unlessLeft<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
