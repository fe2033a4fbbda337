import type { Clock } from '../domain/clock.ts';
import type { Flight } from './flight.ts';
import type { SharedEntry, SharedMemory } from './shared-memory.ts';

/** How long the right to make a call holds when its holder has died: longer than a call usually takes. */
export const LEASE_MS = 2_000;
/** Between two looks at what another gateway may have learnt meanwhile. */
export const LOOK_MS = 25;

/** What gateways agree about. */
export interface Matter {
  readonly shared: SharedMemory;
  readonly key: string;
  readonly clock: Clock;
  /** Takes over what is known together, and serves whom it can. */
  readonly learn: (entry: SharedEntry) => void;
}

/**
 * Looks at what gateways remember together, and waits while another makes the call. Resolves when the call is ours to
 * make, or nobody waits for it any more, with what gives the right back. Whoever wants no cache makes it come to an end.
 */
export async function agree(matter: Matter, flight: Flight): Promise<() => void> {
  const { shared, key, clock } = matter;
  const until = clock.now() + LEASE_MS;
  const done = AbortSignal.any([flight.signal, flight.hurried]);
  const look = async () => {
    const entry = done.aborted ? null : await shared.get(key);
    if (entry !== null) matter.learn(entry);
  };
  await look();
  while (!done.aborted) {
    const lease = await shared.lease(key, LEASE_MS);
    if (lease.kind === 'mine') {
      // Its last holder may have put what is wanted after the last look.
      await look();
      return () => lease.release();
    }
    if (lease.kind === 'unknown' || clock.now() + LOOK_MS > until) break;
    const news = new AbortController();
    const forget = shared.onNews?.(key, () => news.abort());
    await clock.sleep(LOOK_MS, AbortSignal.any([done, news.signal])).catch(() => undefined);
    forget?.();
    await look();
  }
  return () => undefined;
}
