import type { FetchImplementation, JWTVerifyGetKey } from 'jose';
import type { JwtSettings } from '../../config/access-jwt.ts';

/** An identity provider's public keys, fetched when they are needed. Rejects with `StillWithoutKeys` soon after a failure. */
export type ProviderKeys = JWTVerifyGetKey;

/** See `keepingProviderKeys`. */
export type ProviderKeysOf = (settings: Pick<JwtSettings, 'jwksUrl'>) => Promise<ProviderKeys>;

/** The keys could not be had a moment ago, which was told then, and were not asked for again. */
export class StillWithoutKeys extends Error {
  override readonly name = 'StillWithoutKeys';
}

// As long as callers are told to wait.
const FAILED_FOR_MS = 5_000;

/** Finds an identity provider's keys: those that were fetched before, as long as it is the same one. */
export function keepingProviderKeys(now: () => number): ProviderKeysOf {
  let kept: { readonly jwksUrl: string; readonly keys: ProviderKeys } | null = null;
  return async ({ jwksUrl }) => {
    if (kept?.jwksUrl === jwksUrl) return kept.keys;
    kept = { jwksUrl, keys: await keysFrom(new URL(jwksUrl), now) };
    return kept.keys;
  };
}

async function keysFrom(url: URL, now: () => number): Promise<ProviderKeys> {
  // Loaded only where tokens are used.
  const { createRemoteJWKSet, customFetch, errors } = await import('jose');
  let failedAt = -Infinity;
  // A clock that was set back must not keep them from being fetched.
  const hasJustFailed = () => now() >= failedAt && now() - failedAt < FAILED_FOR_MS;
  // Keys that were had before go on being used meanwhile.
  const fetchAgain: FetchImplementation = (address, options) =>
    hasJustFailed() ? Promise.reject(new StillWithoutKeys('not fetched again yet')) : fetch(address, options);
  const keys = createRemoteJWKSet(url, {
    // An unknown key id makes the keys be fetched anew, at most once in this time however many forged tokens come.
    cooldownDuration: 30_000,
    timeoutDuration: 5_000,
    [customFetch]: fetchAgain,
  });
  const faultsOfTheToken = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof StillWithoutKeys || faultsOfTheToken.some((fault) => error instanceof fault)) throw error;
      // Whoever waited for the same keys.
      if (hasJustFailed()) throw new StillWithoutKeys('they could not be fetched', { cause: error });
      failedAt = now();
      throw error;
    }
  };
}
