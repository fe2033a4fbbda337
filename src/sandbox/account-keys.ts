import type { KeyPair } from './keys.ts';

/** The keys one account is served with: the caller signs with one pair, Alipay with the other. Both may be replaced. */
export class AccountKeys {
  readonly #first: { readonly caller: KeyPair; readonly alipay: KeyPair };
  #alipay: KeyPair;
  #accepted: readonly KeyPair[];

  constructor(first: { readonly caller: KeyPair; readonly alipay: KeyPair }) {
    this.#first = first;
    this.#alipay = first.alipay;
    this.#accepted = [first.caller];
  }

  /** What the caller was given at the start. */
  get first(): { readonly caller: KeyPair; readonly alipay: KeyPair } {
    return this.#first;
  }

  /** What answers are signed with. */
  get alipay(): KeyPair {
    return this.#alipay;
  }

  /** Signs answers with another pair from now on. */
  signWith(pair: KeyPair): void {
    this.#alipay = pair;
  }

  /** Accepts requests signed with any of these from now on, and with no other. */
  accept(pairs: readonly KeyPair[]): void {
    this.#accepted = pairs;
  }

  /** Whether it holds for a pair that is accepted. */
  isAccepted(holds: (pair: KeyPair) => boolean): boolean {
    return this.#accepted.some(holds);
  }

  /** Those of the start again. */
  reset(): void {
    this.#alipay = this.#first.alipay;
    this.#accepted = [this.#first.caller];
  }
}
