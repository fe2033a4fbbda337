/** How many subscriptions there may be at once. */
export interface SubscriptionLimits {
  readonly subscriptions: number;
  /** All anonymous callers count as one. */
  readonly subscriptionsPerCaller: number;
}

/** There are as many as there may be: of the caller's own, or in all. */
export type SubscriptionRefusal = 'own' | 'all';

/** What counts subscriptions: this process, or whoever counts them for several. */
export interface Subscriptions {
  /** Counts one more of the caller's, until it is ended; or says why there may be none. Rejects when that cannot be told. */
  begin(
    client: string | null,
    limits: SubscriptionLimits,
  ): Promise<SubscriptionRefusal | { readonly end: () => void }> | SubscriptionRefusal | { readonly end: () => void };
}

/** The subscriptions there are. */
export class SubscriptionCounts implements Subscriptions {
  readonly #perCaller = new Map<string | null, number>();
  #all = 0;

  begin(client: string | null, limits: SubscriptionLimits): SubscriptionRefusal | { readonly end: () => void } {
    const own = this.#perCaller.get(client) ?? 0;
    if (own >= limits.subscriptionsPerCaller) return 'own';
    if (this.#all >= limits.subscriptions) return 'all';
    this.#all += 1;
    this.#perCaller.set(client, own + 1);
    return { end: () => this.#end(client) };
  }

  #end(client: string | null): void {
    this.#all -= 1;
    const still = (this.#perCaller.get(client) ?? 1) - 1;
    if (still === 0) this.#perCaller.delete(client);
    else this.#perCaller.set(client, still);
  }
}
