import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../config/config.ts';
import type { Rates } from '../quota/rates.ts';
import { createAuthenticate, type Authenticate } from './authenticate.ts';
import { keepingProviderKeys, type ProviderKeysOf } from './provider-keys.ts';

/** One way of telling callers apart, and what it was made of. */
export interface Admittance extends Pick<Config, 'access' | 'limits'> {
  readonly authenticate: Authenticate;
}

/** Makes the ways callers are told apart, one after the other as the configuration changes. */
export class Admittances {
  readonly #openRates: () => Promise<Rates>;
  readonly #keysOf: ProviderKeysOf;
  #latest: Admittance | null = null;

  constructor(openRates: () => Promise<Rates>, now: () => number) {
    this.#openRates = openRates;
    this.#keysOf = keepingProviderKeys(now);
  }

  /** The way as configured; the very same as before when nothing has changed. */
  async for({ access, limits }: Pick<Config, 'access' | 'limits'>): Promise<Admittance> {
    const { access: before, limits: limitsBefore } = this.#latest ?? {};
    if (this.#latest !== null && isDeepStrictEqual([access, limits], [before, limitsBefore])) return this.#latest;
    const authenticate = await createAuthenticate(access, limits, this.#openRates, this.#keysOf);
    this.#latest = { access, limits, authenticate };
    return this.#latest;
  }
}
