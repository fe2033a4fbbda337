import type { createRemoteJWKSet } from 'jose';
import type { JwtSettings } from '../../config/access-jwt.ts';

/** An identity provider's public keys, fetched when they are needed. */
export type ProviderKeys = ReturnType<typeof createRemoteJWKSet>;

/** See `keepingProviderKeys`. */
export type ProviderKeysOf = (settings: Pick<JwtSettings, 'jwksUrl'>) => Promise<ProviderKeys>;

/** Finds an identity provider's keys: those that were fetched before, as long as it is the same one. */
export function keepingProviderKeys(): ProviderKeysOf {
  let kept: { readonly jwksUrl: string; readonly keys: ProviderKeys } | null = null;
  return async ({ jwksUrl }) => {
    if (kept?.jwksUrl === jwksUrl) return kept.keys;
    // Loaded only where tokens are used.
    const { createRemoteJWKSet } = await import('jose');
    // An unknown key id makes the keys be fetched anew, at most once in this time however many forged tokens come.
    const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: 30_000, timeoutDuration: 5_000 });
    kept = { jwksUrl, keys };
    return keys;
  };
}
