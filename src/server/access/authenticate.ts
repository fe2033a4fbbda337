import type { IncomingMessage } from 'node:http';
import type { LimitsSaid } from '../../config/caller-limits.ts';
import type { Access } from '../../config/config.ts';
import { anonymousCaller } from './anonymous.ts';
import { apiKeyCaller } from './api-key.ts';
import { bearerToken } from './bearer.ts';
import { admitting, type AdmittedCaller } from './caller.ts';
import type { ProviderKeysOf } from './provider-keys.ts';
import { loopbackCaller } from './loopback.ts';
import type { Rates } from '../quota/rates.ts';

/** Who sends a request; null when it has no credentials that hold, and needs some. Rejects when that cannot be told. */
export type Authenticate = (request: IncomingMessage) => Promise<AdmittedCaller | null>;

/** The way callers are told apart, as configured, and the limits that hold for all of them. Rates are opened when any caller has one. */
export async function createAuthenticate(
  access: Access,
  limits: LimitsSaid,
  openRates: () => Promise<Rates>,
  keysOf: ProviderKeysOf,
): Promise<Authenticate> {
  const admitted = admitting({ limits, rates: hasRates(access) ? await openRates() : null });
  if (access.kind === 'loopback') {
    const onThisMachine = loopbackCaller(admitted);
    return (request) => Promise.resolve(onThisMachine(request));
  }
  const withoutCredentials = anonymousCaller(access.anonymous, admitted);
  const byKey = apiKeyCaller(access.apiKeys, admitted);
  // Loaded only where tokens are used.
  const byToken = access.jwt && (await import('./jwt.ts')).jwtCaller(access.jwt, admitted, await keysOf(access.jwt));
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return withoutCredentials(request);
    const token = bearerToken(authorization);
    if (token === null) return null;
    return byKey(token) ?? (await byToken?.(token)) ?? null;
  };
}

function hasRates(access: Access): boolean {
  if (access.kind === 'loopback') return false;
  const { anonymous, apiKeys, jwt } = access;
  return [anonymous, jwt, ...apiKeys].some((caller) => caller?.rate !== undefined);
}
