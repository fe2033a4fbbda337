import {
  SubscriptionCounts,
  type SubscriptionLimits,
  type SubscriptionRefusal,
} from '../server/subscription-counts.ts';

/** One to be counted, by the worker's own number for it. */
export interface Subscribing {
  readonly id: number;
  readonly client: string | null;
  readonly limits: SubscriptionLimits;
}

/** The subscriptions of all workers. */
export class SubscriptionsOfAll {
  readonly #counts = new SubscriptionCounts();
  readonly #open = new Map<number, Map<number, () => void>>();

  begin(worker: number, { id, client, limits }: Subscribing): SubscriptionRefusal | null {
    const begun = this.#counts.begin(client, limits);
    if (typeof begun !== 'object') return begun;
    const open = this.#open.get(worker) ?? new Map<number, () => void>();
    this.#open.set(worker, open.set(id, begun.end));
    return null;
  }

  end(worker: number, id: number): void {
    const open = this.#open.get(worker);
    open?.get(id)?.();
    open?.delete(id);
  }

  /** The worker is gone, and what it had with it. */
  leave(worker: number): void {
    for (const end of this.#open.get(worker)?.values() ?? []) end();
    this.#open.delete(worker);
  }
}
