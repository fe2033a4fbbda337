import type { KeyObject } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';

interface FormerKey {
  readonly key: KeyObject;
  readonly until: number;
}

/**
 * Alipay's public keys of one account: those configured, and for a while those that were before, since answers under
 * way when a key is replaced may be signed by either.
 */
export class TrustedKeys {
  readonly #clock: Clock;
  #configured: readonly KeyObject[];
  #former: readonly FormerKey[] = [];

  constructor(configured: readonly KeyObject[], clock: Clock) {
    this.#configured = configured;
    this.#clock = clock;
  }

  /** Every key that verifies answers now. */
  get current(): readonly KeyObject[] {
    if (this.#former.length === 0) return this.#configured;
    const now = this.#clock.now();
    return [...this.#configured, ...this.#former.filter(({ until }) => until > now).map(({ key }) => key)];
  }

  /** Takes the place of those configured before, which hold for as long as said; none of them longer than that. */
  replace(configured: readonly KeyObject[], formerMs: number): void {
    const until = this.#clock.now() + formerMs;
    const left = this.#configured.map((key) => ({ key, until }));
    const earlier = this.#former.map((former) => ({ ...former, until: Math.min(former.until, until) }));
    this.#former = [...earlier, ...left].filter(({ key }) => !configured.some((one) => one.equals(key)));
    this.#configured = configured;
  }
}
